// SPDX-License-Identifier: MIT
/// @file
/// What only the recursive mutex does: it compares with the standard's, and notices a thread that
/// frees what it does not hold.
#include <interlock/sync/recursive_mutex.hpp>

#include <gtest/gtest.h>
#include <mutex>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>

namespace interlock {
namespace {

static_assert(sizeof(recursive_mutex) <= sizeof(std::recursive_mutex));
static_assert(std::is_same_v<recursive_timed_mutex, recursive_mutex>);
static_assert(std::is_nothrow_default_constructible_v<recursive_mutex>);
static_assert(!std::is_copy_constructible_v<recursive_mutex>);
static_assert(!std::is_move_constructible_v<recursive_mutex>);
static_assert(!noexcept(std::declval<recursive_mutex&>().lock()), "it throws when too deep");
static_assert(noexcept(std::declval<recursive_mutex&>().try_lock()));

struct strict_backend : std_backend {
  static constexpr bool checked = true;
  static inline int broken_rules = 0;
  static void fail(const char*, const char*, int) noexcept { ++broken_rules; }
};

TEST(RecursiveMutex, OneLevelIsAMutexThatNoticesASecondLock) {
  basic_recursive_mutex<1> lock;
  lock.lock();
  EXPECT_FALSE(lock.try_lock());
  EXPECT_THROW(lock.lock(), std::system_error);
  lock.unlock();
  EXPECT_TRUE(lock.try_lock());
  lock.unlock();
}

TEST(RecursiveMutex, UnlockByAnotherThreadBreaksARule) {
  basic_recursive_mutex<2, strict_backend> lock;
  strict_backend::broken_rules = 0;
  lock.lock();
  lock.unlock();
  EXPECT_EQ(strict_backend::broken_rules, 0);
  lock.lock();
  lock.lock();
  std::thread{[&] { lock.unlock(); }}.join();
  EXPECT_EQ(strict_backend::broken_rules, 1);
  lock.unlock();
}

/// The same program for std's and for interlock's.
template <class Mutex>
int sum_of_a_tree(Mutex& guard, int depth) {
  const std::lock_guard<Mutex> held{guard};
  return depth == 0 ? 1 : sum_of_a_tree(guard, depth - 1) + sum_of_a_tree(guard, depth - 1);
}

TEST(RecursiveMutex, ReplacesTheStandardOne) {
  std::recursive_mutex theirs;
  recursive_mutex ours;
  EXPECT_EQ(sum_of_a_tree(ours, 8), sum_of_a_tree(theirs, 8));
  std::unique_lock one{ours};
  std::unique_lock two{ours, std::try_to_lock};
  EXPECT_TRUE(one.owns_lock() && two.owns_lock());
}

}  // namespace
}  // namespace interlock
