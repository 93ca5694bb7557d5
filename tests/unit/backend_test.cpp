// SPDX-License-Identifier: MIT
/// @file
/// What is a backend and what is not; `create` and `destroy`.
#include <interlock/memory_order/backend.hpp>

#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <stdexcept>

namespace interlock {
namespace {

struct derived_backend : std_backend {};
struct without_futex : std_backend {
  static void futex_wait() = delete;
};
struct without_fence : std_backend {
  static void heavy_fence() = delete;
};
static_assert(backend<std_backend>);
static_assert(backend<derived_backend>);
static_assert(!backend<without_futex>);
static_assert(!backend<without_fence>);
static_assert(!backend<int>);

/// Counts what is allocated.
struct counting_backend : std_backend {
  static inline std::ptrdiff_t bytes = 0;
  [[nodiscard]] static void* allocate(std::size_t size, std::size_t alignment) {
    bytes += static_cast<std::ptrdiff_t>(size);
    return std_backend::allocate(size, alignment);
  }
  static void deallocate(void* memory, std::size_t size, std::size_t alignment) noexcept {
    bytes -= static_cast<std::ptrdiff_t>(size);
    std_backend::deallocate(memory, size, alignment);
  }
};

struct alignas(256) wide {
  explicit wide(int wanted) : value{wanted} {
    if (wanted < 0) throw std::invalid_argument{"wide"};
  }
  int value;
};

TEST(Create, ConstructsInMemoryOfTheBackend) {
  wide* const object = create<counting_backend, wide>(7);
  EXPECT_EQ(object->value, 7);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(object) % alignof(wide), 0U);
  EXPECT_EQ(counting_backend::bytes, std::ptrdiff_t{sizeof(wide)});
  destroy<counting_backend>(object);
  EXPECT_EQ(counting_backend::bytes, 0);
}

TEST(Create, GivesTheMemoryBackWhenTheConstructorThrows) {
  EXPECT_THROW((void)(create<counting_backend, wide>(-1)), std::invalid_argument);
  EXPECT_EQ(counting_backend::bytes, 0);
}

TEST(Destroy, RunsTheDestructorOnce) {
  struct noted {
    explicit noted(int& count) : ended{count} {}
    noted(const noted&) = delete;
    noted& operator=(const noted&) = delete;
    ~noted() { ++ended; }
    int& ended;
  };
  int ended = 0;
  destroy<std_backend>(create<std_backend, noted>(ended));
  EXPECT_EQ(ended, 1);
}

}  // namespace
}  // namespace interlock
