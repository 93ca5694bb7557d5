// SPDX-License-Identifier: MIT
/// @file
/// What every recursive lock promises: its owner comes in again, nobody else does until it has left
/// as often, and too deep is an error.
#include "registry/locks.hpp"
#include "support/free_for_others.hpp"
#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <system_error>
#include <thread>
#include <type_traits>

namespace interlock {
namespace {

using namespace std::chrono_literals;
using support::free_for_others;
using support::repeat;
using support::rounds;

template <class Row>
using lock_of = typename Row::template type<std_backend>;
template <class Row>
using shallow_of = typename Row::template shallow<std_backend>;
template <class Row>
using is_recursive = std::bool_constant<Row::contract.recursive>;
template <class Row>
struct recursive_locks : ::testing::Test {};
using recursive_locks_rows = support::rows_of<registry::filter_t<is_recursive, registry::locks>>;
TYPED_TEST_SUITE(recursive_locks, recursive_locks_rows, support::row_names);

TYPED_TEST(recursive_locks, OwnerComesInAgainByEveryDoor) {
  lock_of<TypeParam> lock;
  lock.lock();
  lock.lock();
  ASSERT_TRUE(lock.try_lock());
  int levels = 3;
  if constexpr (TypeParam::contract.timed) {
    ASSERT_TRUE(lock.try_lock_for(0s));
    ASSERT_TRUE(lock.try_lock_until(std::chrono::steady_clock::time_point::min()));
    levels += 2;
  }
  for (; levels != 0; --levels) {
    EXPECT_FALSE(free_for_others(lock)) << levels;
    lock.unlock();
  }
  EXPECT_TRUE(free_for_others(lock));
}

TYPED_TEST(recursive_locks, ExcludesOthersFromEveryLevel) {
  lock_of<TypeParam> lock;
  long outer = 0;
  long inner = 0;
  const long times = repeat("locker", 4, rounds(10'000), [&](int, int n) {
    const std::lock_guard guard{lock};
    ++outer;
    for (int level = 0; level < n % 4; ++level) lock.lock();
    ++inner;
    if (n % 64 == 0) std::this_thread::yield();
    for (int level = 0; level < n % 4; ++level) lock.unlock();
    EXPECT_EQ(outer, inner);
  });
  EXPECT_EQ(outer, times);
  EXPECT_EQ(inner, times);
}

TYPED_TEST(recursive_locks, TooDeepIsAnErrorThatChangesNothing) {
  shallow_of<TypeParam> lock;
  lock.lock();
  lock.lock();
  try {
    lock.lock();
    FAIL() << "a third level was taken";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::resource_unavailable_try_again);
  }
  EXPECT_FALSE(lock.try_lock());
  if constexpr (TypeParam::contract.timed) {
    EXPECT_FALSE(lock.try_lock_for(1h));
    EXPECT_FALSE(lock.try_lock_until(std::chrono::steady_clock::now() + 1h));
  }
  EXPECT_FALSE(free_for_others(lock));
  lock.unlock();
  EXPECT_FALSE(free_for_others(lock));
  lock.unlock();
  EXPECT_TRUE(free_for_others(lock));
}

TYPED_TEST(recursive_locks, ThreadThatEndsLeavesNoOwnerBehind) {
  lock_of<TypeParam> lock;
  for (int round = 0; round < rounds(200); ++round) {
    std::thread{[&] {
      lock.lock();
      lock.lock();
      lock.unlock();
      lock.unlock();
    }}.join();
    // The new thread may have the number of the one that has ended.
    lock.lock();
    EXPECT_FALSE(free_for_others(lock));
    lock.unlock();
  }
}

}  // namespace
}  // namespace interlock
