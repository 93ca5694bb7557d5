// SPDX-License-Identifier: MIT
/// @file
/// What only the semaphores do: sizes, limits, and preconditions that a debug build enforces.
#undef NDEBUG
#include <interlock/sync/semaphore.hpp>

#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <type_traits>

namespace interlock {
namespace {

static_assert(sizeof(counting_semaphore<>) == 8);
static_assert(sizeof(binary_semaphore) == 8);
static_assert(std::is_trivially_destructible_v<binary_semaphore>);
static_assert(!std::is_copy_constructible_v<binary_semaphore>);
static_assert(!std::is_convertible_v<std::ptrdiff_t, binary_semaphore>);
static_assert(binary_semaphore::max() == 1);
static_assert(counting_semaphore<7>::max() == 7);
static_assert(counting_semaphore<>::max() == std::numeric_limits<std::int32_t>::max());
static_assert(noexcept(binary_semaphore::max()));

struct SemaphoreDeathTest : ::testing::Test {
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(SemaphoreDeathTest, InitialValueMustBeInRange) {
  EXPECT_DEATH(counting_semaphore<3>{4}, "counting_semaphore: the initial value must be between 0");
  EXPECT_DEATH(counting_semaphore<3>{-1},
               "counting_semaphore: the initial value must be between 0");
}

TEST_F(SemaphoreDeathTest, UpdateMustBeInRange) {
  counting_semaphore<3> semaphore{0};
  EXPECT_DEATH(semaphore.release(-1), "counting_semaphore: update must be between 0");
  EXPECT_DEATH(semaphore.release(4), "counting_semaphore: update must be between 0");
}

TEST_F(SemaphoreDeathTest, CounterMustNotExceedMax) {
  counting_semaphore<3> semaphore{2};
  EXPECT_DEATH(semaphore.release(2), "counting_semaphore: the counter exceeds max");
  binary_semaphore full{1};
  EXPECT_DEATH(full.release(), "counting_semaphore: the counter exceeds max");
}

TEST(Semaphore, CountsToTheLargestMax) {
  constexpr std::ptrdiff_t max = counting_semaphore<>::max();
  counting_semaphore<> semaphore{max - 2};
  semaphore.release(2);
  EXPECT_TRUE(semaphore.try_acquire());
  semaphore.release();
  EXPECT_TRUE(semaphore.try_acquire());
}

TEST(Semaphore, OfMaxZeroNeverLetsAnyoneThrough) {
  counting_semaphore<0> semaphore{0};
  EXPECT_FALSE(semaphore.try_acquire());
  semaphore.release(0);
  EXPECT_FALSE(semaphore.try_acquire());
}

}  // namespace
}  // namespace interlock
