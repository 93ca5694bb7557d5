// SPDX-License-Identifier: MIT
/// @file
/// What only the condition variable for any lock does: it takes any lock, one that throws too, and
/// makes no waiter depend on another.
#include <interlock/sync/condition_variable_any.hpp>
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/mutex.hpp>
#include <interlock/sync/recursive_mutex.hpp>
#include <interlock/sync/shared_lock.hpp>
#include <interlock/sync/shared_mutex.hpp>
#include <interlock/sync/spinlock.hpp>

#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <type_traits>

namespace interlock {
namespace {

using namespace std::chrono_literals;
using support::eventually;

static_assert(sizeof(condition_variable_any) == 24);
static_assert(!std::is_copy_constructible_v<condition_variable_any>);
static_assert(!std::is_move_constructible_v<condition_variable_any>);

template <class Lock>
concept waits_with = requires(condition_variable_any& condition, Lock& lock) {
  condition.wait(lock);
};
static_assert(waits_with<mutex> && waits_with<std::shared_lock<shared_mutex>>);
static_assert(!waits_with<const mutex> && !waits_with<int>);

constinit condition_variable_any at_start;

TEST(ConditionVariableAny, IsConstantInitialised) {
  mutex lock;
  const std::lock_guard guard{lock};
  EXPECT_EQ(at_start.wait_for(lock, 1ns), cv_status::timeout);
}

/// Waits with `lock`, which the caller holds, in a thread of its own.
class waiting_thread {
 public:
  template <class Hold>
  waiting_thread(condition_variable_any& condition, Hold hold)
      : thread_{"waiter", [this, &condition, hold] {
                  hold([&](auto& lock) {
                    in_line_.store(true);
                    condition.wait(lock);
                    in_line_.store(false);
                  });
                }} {}
  [[nodiscard]] bool eventually_asleep() const {
    return eventually([this] { return in_line_.load() && thread_.asleep(); });
  }
  [[nodiscard]] bool eventually_done() const {
    return eventually([this] { return thread_.done(); }, 10s);
  }

 private:
  std::atomic<bool> in_line_{false};
  support::worker thread_;
};

TEST(ConditionVariableAny, TakesLocksOfAllKindsAtOnce) {
  condition_variable_any condition;
  mutex one;
  std::mutex two;
  shared_mutex three;
  spinlock four;
  std::recursive_mutex five;
  waiting_thread bare{condition, [&](auto wait) {
                        const std::lock_guard guard{one};
                        wait(one);
                      }};
  waiting_thread guard_of_std{condition, [&](auto wait) {
                                std::unique_lock guard{two};
                                wait(guard);
                              }};
  waiting_thread reader{condition, [&](auto wait) {
                          interlock::shared_lock guard{three};
                          wait(guard);
                        }};
  waiting_thread second_reader{condition, [&](auto wait) {
                                 std::shared_lock guard{three};
                                 wait(guard);
                               }};
  waiting_thread spinning{condition, [&](auto wait) {
                            interlock::unique_lock guard{four};
                            wait(guard);
                          }};
  waiting_thread recursive{condition, [&](auto wait) {
                             std::unique_lock guard{five};
                             wait(guard);
                           }};
  for (auto* each : {&bare, &guard_of_std, &reader, &second_reader, &spinning, &recursive}) {
    ASSERT_TRUE(each->eventually_asleep());
  }
  condition.notify_all();
}

/// The first in line gets its lock only when the second one has returned. So each wakes on its own:
/// that one wakes the other would be a deadlock.
TEST(ConditionVariableAny, NoWaiterDependsOnThoseBeforeIt) {
  condition_variable_any condition;
  recursive_mutex lock;
  waiting_thread first{condition, [&](auto wait) {
                         const std::lock_guard guard{lock};
                         wait(lock);
                       }};
  ASSERT_TRUE(first.eventually_asleep());
  waiting_thread second{condition, [&](auto wait) {
                          const std::lock_guard outer{lock};
                          const std::lock_guard inner{lock};
                          wait(lock);  // still holds it once
                        }};
  ASSERT_TRUE(second.eventually_asleep());
  condition.notify_all();
  EXPECT_TRUE(second.eventually_done());
  EXPECT_TRUE(first.eventually_done());
}

// --- what throws ---------------------------------------------------------------------------------

struct refusal : std::runtime_error {
  refusal() : std::runtime_error{"refused"} {}
};

struct lock_that_cannot_be_taken_back {
  void lock() { throw refusal{}; }
  void unlock() {}
};

TEST(ConditionVariableAnyDeathTest, LockThatCannotBeTakenBackEndsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  condition_variable_any condition;
  lock_that_cannot_be_taken_back lock;
  EXPECT_DEATH((void)condition.wait_for(lock, 1ns), "refused");
}

/// Does `before()`, and cannot be released.
template <class Before>
struct lock_that_cannot_be_released {
  explicit lock_that_cannot_be_released(Before first) : before{first} {}
  void lock() { ADD_FAILURE() << "it was never released"; }
  void unlock() {
    before();
    throw refusal{};
  }
  Before before;
};

TEST(ConditionVariableAny, LockThatCannotBeReleasedLeavesNoTrace) {
  condition_variable_any condition;
  lock_that_cannot_be_released lock{[] {}};
  EXPECT_THROW(condition.wait(lock), refusal);
  EXPECT_THROW(condition.wait(lock, std::stop_token{}, [] { return false; }), refusal);
  mutex other;
  waiting_thread waiter{condition, [&](auto wait) {
                          const std::lock_guard guard{other};
                          wait(other);
                        }};
  ASSERT_TRUE(waiter.eventually_asleep());
  condition.notify_one();
}

TEST(ConditionVariableAny, NotificationOfAWaitThatFailsGoesToAnother) {
  condition_variable_any condition;
  mutex other;
  waiting_thread* waiter = nullptr;
  std::atomic<bool> may_wait{false};
  waiting_thread second{condition, [&](auto wait) {
                          while (!may_wait.load()) std::this_thread::yield();
                          const std::lock_guard guard{other};
                          wait(other);
                        }};
  waiter = &second;
  lock_that_cannot_be_released lock{[&] {
    may_wait.store(true);
    EXPECT_TRUE(waiter->eventually_asleep());
    condition.notify_one();
  }};
  EXPECT_THROW(condition.wait(lock), refusal);
  EXPECT_TRUE(second.eventually_done()) << "the notification is lost";
  condition.notify_all();
}

/// A clock that stops working after `looks` looks.
struct broken_clock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<broken_clock>;
  [[maybe_unused]] static constexpr bool is_steady = true;
  [[nodiscard]] static time_point now() {
    if (--looks < 0) throw refusal{};
    return time_point{1h};
  }
  static inline int looks = 0;
};

TEST(ConditionVariableAny, ClockThatThrowsEndsTheWait) {
  condition_variable_any condition;
  mutex lock;
  interlock::unique_lock guard{lock};
  for (int looks = 0; looks < 4; ++looks) {
    broken_clock::looks = looks;
    const auto when = broken_clock::time_point{1h} + 1us;
    EXPECT_THROW((void)condition.wait_until(guard, when), refusal);
    EXPECT_TRUE(guard.owns_lock());
  }
  condition.notify_one();
}

}  // namespace
}  // namespace interlock
