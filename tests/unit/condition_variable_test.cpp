// SPDX-License-Identifier: MIT
/// @file
/// What only the condition variable does: its size, no system call without a waiter, and a
/// precondition that a debug build enforces.
#undef NDEBUG
#include <interlock/sync/condition_variable.hpp>
#include <interlock/sync/lock_guard.hpp>

#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <type_traits>

namespace interlock {
namespace {

static_assert(sizeof(condition_variable) == 24);
static_assert(!std::is_copy_constructible_v<condition_variable>);
static_assert(!std::is_move_constructible_v<condition_variable>);
static_assert(std::is_same_v<condition_variable::mutex_type, mutex>);

template <class Condition, class Lock>
concept waits_with = requires(Condition& condition, Lock& lock) {
  condition.wait(lock);
};
static_assert(waits_with<condition_variable, unique_lock<mutex>>);
static_assert(waits_with<condition_variable, std::unique_lock<mutex>>);
static_assert(!waits_with<condition_variable, std::unique_lock<std::mutex>>);
static_assert(!waits_with<condition_variable, mutex>);

TEST(ConditionVariableDeathTest, WaitNeedsAGuardThatOwnsItsMutex) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  mutex lock;
  condition_variable condition;
  unique_lock guard{lock, defer_lock};
  EXPECT_DEATH(condition.wait(guard), "condition_variable: wait\\(\\) needs a guard that owns");
}

/// Counts wakes.
struct counting_backend : std_backend {
  static inline int wakes = 0;
  template <class T>
  static void futex_wake(const atomic<T>& word, int count,
                         sharing scope = sharing::process_private) noexcept {
    ++wakes;
    std_backend::futex_wake(word, count, scope);
  }
};

TEST(ConditionVariable, NotifyWithoutWaitersStaysOutOfTheKernel) {
  basic_condition_variable<4, counting_backend> condition;
  condition.notify_one();
  condition.notify_all();
  EXPECT_EQ(counting_backend::wakes, 0);
}

/// The guard may be of any type that can tell what it holds.
struct own_guard {
  explicit own_guard(interlock::mutex& lock) : lock_{lock} { lock_.lock(); }
  own_guard(const own_guard&) = delete;
  own_guard& operator=(const own_guard&) = delete;
  ~own_guard() { lock_.unlock(); }
  void lock() { lock_.lock(); }
  void unlock() { lock_.unlock(); }
  [[nodiscard]] interlock::mutex* mutex() const { return &lock_; }
  [[nodiscard]] bool owns_lock() const { return true; }

 private:
  interlock::mutex& lock_;
};

TEST(ConditionVariable, TakesAnyGuardOfItsMutex) {
  mutex lock;
  condition_variable condition;
  own_guard guard{lock};
  EXPECT_EQ(condition.wait_for(guard, std::chrono::nanoseconds{1}), cv_status::timeout);
  EXPECT_FALSE(lock.try_lock());
}

}  // namespace
}  // namespace interlock
