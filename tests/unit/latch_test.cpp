// SPDX-License-Identifier: MIT
/// @file
/// What only the latch does: the same as `std::latch`, member for member, with its preconditions
/// enforced in a debug build.
#undef NDEBUG
#include <interlock/sync/latch.hpp>

#include <cstddef>
#include <gtest/gtest.h>
#include <latch>
#include <thread>
#include <type_traits>
#include <utility>

namespace interlock {
namespace {

static_assert(sizeof(latch) == 4);
static_assert(std::is_trivially_destructible_v<latch>);

// One program, for the standard's latch and for ours.
template <class Latch>
struct std_like_latch : ::testing::Test {};
using both = ::testing::Types<std::latch, latch>;
TYPED_TEST_SUITE(std_like_latch, both);

TYPED_TEST(std_like_latch, HasTheSameMembers) {
  using latch = TypeParam;
  static_assert(!std::is_copy_constructible_v<latch> && !std::is_copy_assignable_v<latch>);
  static_assert(!std::is_default_constructible_v<latch>);
  static_assert(std::is_constructible_v<latch, std::ptrdiff_t>);
  static_assert(!std::is_convertible_v<std::ptrdiff_t, latch>);
  static_assert(std::is_same_v<decltype(latch::max()), std::ptrdiff_t>);
  static_assert(noexcept(latch::max()));
  static_assert(latch::max() >= (std::ptrdiff_t{1} << 30));
  static_assert(noexcept(std::declval<const latch&>().try_wait()));
  static_assert(std::is_void_v<decltype(std::declval<latch&>().count_down(1))>);
  static_assert(std::is_void_v<decltype(std::declval<const latch&>().wait())>);
  static_assert(std::is_void_v<decltype(std::declval<latch&>().arrive_and_wait(1))>);
  static constinit latch constant{0};
  EXPECT_TRUE(constant.try_wait());
}

TYPED_TEST(std_like_latch, BehavesTheSame) {
  TypeParam done{3};
  int work[2] = {};
  std::thread first{[&] {
    work[0] = 1;
    done.count_down();
  }};
  std::thread second{[&] {
    work[1] = 1;
    done.arrive_and_wait();
  }};
  done.count_down(1);
  done.wait();
  EXPECT_EQ(work[0] + work[1], 2);
  EXPECT_TRUE(std::as_const(done).try_wait());
  first.join();
  second.join();
}

struct LatchDeathTest : ::testing::Test {
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(LatchDeathTest, ExpectedMustBeInRange) {
  EXPECT_DEATH(latch{-1}, "latch: the expected count must be between 0");
  EXPECT_DEATH(latch{latch::max() + 1}, "latch: the expected count must be between 0");
}

TEST_F(LatchDeathTest, UpdateMustBeInRange) {
  latch two{2};
  EXPECT_DEATH(two.count_down(3), "latch: update must be between 0 and the counter");
  EXPECT_DEATH(two.count_down(-1), "latch: update must be between 0 and the counter");
}

}  // namespace
}  // namespace interlock
