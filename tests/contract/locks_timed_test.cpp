// SPDX-License-Identifier: MIT
/// @file
/// What every timed lock promises: any deadline on any clock means what it says, and a thread that
/// gives up takes nothing along.
#include "registry/locks.hpp"
#include "support/attempts.hpp"
#include "support/clocks.hpp"
#include "support/late_backend.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/signal_storm.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>
#include <type_traits>

namespace interlock {
namespace {

using namespace std::chrono_literals;
using support::crew;
using support::rounds;
using support::run_together;

template <class Row>
using lock_of = typename Row::template type<std_backend>;
template <class Row>
using is_timed = std::bool_constant<Row::contract.timed>;
template <class Row>
struct timed_locks : ::testing::Test {};
using timed_locks_rows = support::rows_of<registry::filter_t<is_timed, registry::locks>>;
TYPED_TEST_SUITE(timed_locks, timed_locks_rows, support::row_names);

/// Calls `attempt()` while another thread holds the lock.
template <class Lock, class Attempt>
void while_held(Lock& lock, Attempt attempt) {
  lock.lock();
  std::thread{attempt}.join();
  lock.unlock();
}

/// Checks that `attempt()`, of another thread, waits for us and then takes the lock.
template <class Lock, class Attempt>
void expect_wait_for_holder(Lock& lock, Attempt attempt) {
  lock.lock();
  std::atomic<bool> taken{false};
  support::worker waiter{"waiter", [&] {
                           taken.store(attempt());
                           if (taken.load()) lock.unlock();
                         }};
  waiter.settle();
  EXPECT_FALSE(waiter.done()) << "it gave up, or entered a held lock";
  lock.unlock();
  waiter.join();
  EXPECT_TRUE(taken.load());
}

TYPED_TEST(timed_locks, HeldLockTimesOutAtOnceWhenTheDeadlineHasPassed) {
  lock_of<TypeParam> lock;
  while_held(lock, [&] {
    support::for_each_spent_length([&](auto length) { EXPECT_FALSE(lock.try_lock_for(length)); });
    support::for_each_spent_instant([&](auto when) { EXPECT_FALSE(lock.try_lock_until(when)); });
  });
}

TYPED_TEST(timed_locks, FreeLockIsTakenWhateverTheDeadline) {
  lock_of<TypeParam> lock;
  const auto by_length = [&](auto length) {
    EXPECT_TRUE(lock.try_lock_for(length));
    lock.unlock();
  };
  const auto by_instant = [&](auto when) {
    EXPECT_TRUE(lock.try_lock_until(when));
    lock.unlock();
  };
  support::for_each_spent_length(by_length);
  support::for_each_endless_length(by_length);
  support::for_each_spent_instant(by_instant);
  support::for_each_endless_instant(by_instant);
}

TYPED_TEST(timed_locks, FarDeadlineWaitsForTheHolder) {
  lock_of<TypeParam> lock;
  support::for_each_endless_length([&](auto length) {
    expect_wait_for_holder(lock, [=, &lock] { return lock.try_lock_for(length); });
  });
  support::for_each_endless_instant([&](auto when) {
    expect_wait_for_holder(lock, [=, &lock] { return lock.try_lock_until(when); });
  });
}

TYPED_TEST(timed_locks, NeverGivesUpEarly) {
  lock_of<TypeParam> lock;
  while_held(lock, [&] {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(lock.try_lock_for(3ms));
    EXPECT_GE(std::chrono::steady_clock::now() - start, 3ms);

    const auto steady = std::chrono::steady_clock::now() + 3ms;
    EXPECT_FALSE(lock.try_lock_until(steady));
    EXPECT_GE(std::chrono::steady_clock::now(), steady);

    const auto system = std::chrono::system_clock::now() + 3ms;
    EXPECT_FALSE(lock.try_lock_until(system));
    EXPECT_GE(std::chrono::system_clock::now(), system);

    const auto slow = support::slow_clock::now() + 3ms;
    EXPECT_FALSE(lock.try_lock_until(slow));
    EXPECT_GE(support::slow_clock::now(), slow);
  });
}

TYPED_TEST(timed_locks, SignalsNeitherEndNorProlongAWait) {
  lock_of<TypeParam> lock;
  lock.lock();
  crew waiters;
  waiters.add("by length", [&] {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(lock.try_lock_for(30ms));
    EXPECT_GE(std::chrono::steady_clock::now() - start, 30ms);
  });
  waiters.add("by instant", [&] {
    const auto end = std::chrono::system_clock::now() + 30ms;
    EXPECT_FALSE(lock.try_lock_until(end));
    EXPECT_GE(std::chrono::system_clock::now(), end);
  });
  EXPECT_GT(support::signal_until_done(waiters), 0) << "no signal was handled: nothing was tested";
  lock.unlock();
}

TYPED_TEST(timed_locks, TimeoutRacingAHandOverLosesNothing) {
  lock_of<TypeParam> lock;
  long entered = 0;
  support::attempts attempts;
  run_together("locker", 4, [&](int i) {
    for (int n = 0; attempts.wanted(n, rounds(1'500)); ++n) {
      const bool success = lock.try_lock_for(std::chrono::microseconds{(n + i) % 50});
      if (success) {
        ++entered;
        if (n % 8 == 0) std::this_thread::sleep_for(20us);
        lock.unlock();
      }
      attempts.count(success);
    }
  });
  EXPECT_EQ(entered, attempts.successes());
  EXPECT_GT(attempts.successes(), 0) << "nothing was tested";
  EXPECT_GT(attempts.timeouts(), 0) << "nothing was tested";
  EXPECT_TRUE(lock.try_lock());
  lock.unlock();
}

TYPED_TEST(timed_locks, ThreadsThatGiveUpLeaveTheWakeToTheOthers) {
  lock_of<TypeParam> lock;
  long entered = 0;
  const int each = rounds(1'000);
  run_together("locker", 4, [&](int i) {
    for (int n = 0; n < each; ++n) {
      if (i == 0) {
        if (!lock.try_lock_for(std::chrono::microseconds{n % 30})) continue;
      } else {
        lock.lock();
      }
      ++entered;
      if (n % 16 == 0) std::this_thread::yield();
      lock.unlock();
    }
  });
  EXPECT_GE(entered, 3L * each);
}

/// The holder unlocks between the end of a waiter's time and the waiter's noticing it.
TYPED_TEST(timed_locks, UnlockAfterTheTimeIsUpIsNotLost) {
  const support::late_timeouts late;
  typename TypeParam::template type<support::late_backend> lock;
  int entered = 0;
  lock.lock();
  support::worker impatient{"impatient", [&] {
                              if (!lock.try_lock_for(1ms)) return;
                              ++entered;
                              lock.unlock();
                            }};
  support::worker patient{"patient", [&] {
                            const std::lock_guard guard{lock};
                            ++entered;
                          }};
  patient.settle();
  ASSERT_TRUE(late.eventually_one());
  lock.unlock();
  impatient.join();
  patient.join();
  EXPECT_GE(entered, 1);
  EXPECT_TRUE(lock.try_lock());
  lock.unlock();
}

TYPED_TEST(timed_locks, LockWorksAfterTheLastWaiterHasGivenUp) {
  lock_of<TypeParam> lock;
  for (int round = 0; round < rounds(100); ++round) {
    while_held(lock, [&] { EXPECT_FALSE(lock.try_lock_for(200us)); });
    ASSERT_TRUE(lock.try_lock());
    std::thread{[&] { EXPECT_FALSE(lock.try_lock()); }}.join();
    lock.unlock();
    expect_wait_for_holder(lock, [&] {
      lock.lock();
      return true;
    });
  }
}

}  // namespace
}  // namespace interlock
