// SPDX-License-Identifier: MIT
/// @file
/// What every condition variable promises: a notification reaches a thread that was waiting before
/// it, exactly one of them or all, and nobody else.
#include "registry/condition_variables.hpp"

#include <interlock/sync/lock_guard.hpp>

#include "support/condition_variable_fixture.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/signal_storm.hpp"
#include "support/worker.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <gtest/gtest.h>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <type_traits>

namespace interlock {
namespace {

using namespace std::chrono_literals;
using support::crew;
using support::eventually;
using support::rounds;

template <class Row>
struct condition_variables : support::condition_variable_fixture<Row> {};
TYPED_TEST_SUITE(condition_variables, support::rows_of<registry::condition_variables>,
                 support::row_names);

TYPED_TEST(condition_variables, NotifyWithoutWaitersIsForgotten) {
  this->condition.notify_one();
  this->condition.notify_all();
  crew waiters;
  this->add_waiter(waiters, 0);
  waiters[0].settle();
  EXPECT_EQ(this->number_returned(), 0U);
  this->condition.notify_one();
}

TYPED_TEST(condition_variables, WaitReleasesTheMutexAndTakesItBack) {
  std::unique_lock guard{this->mutex};
  bool entered = false;
  bool held_on_return = false;
  support::worker other{"other", [&] {
                          {
                            const std::lock_guard inside{this->mutex};
                            entered = true;
                            this->condition.notify_one();
                          }
                        }};
  while (!entered) this->condition.wait(guard);
  std::thread{[&] {
    held_on_return = !this->mutex.try_lock();
    if (!held_on_return) this->mutex.unlock();
  }}.join();
  EXPECT_TRUE(held_on_return);
  EXPECT_TRUE(guard.owns_lock());
}

TYPED_TEST(condition_variables, NotifyUnderTheLockAndOutsideItReachesTheWaiter) {
  for (int round = 0; round < rounds(100); ++round) {
    crew waiters;
    this->waiting = 0;
    this->add_waiter(waiters, 0);
    if (round % 3 == 0) waiters[0].settle();
    if (round % 2 == 0) {
      const std::lock_guard guard{this->mutex};
      this->condition.notify_one();
    } else {
      this->condition.notify_one();
    }
    waiters.join();
  }
}

TYPED_TEST(condition_variables, EachNotifyOneLetsAtMostOneReturnAndNoneIsLost) {
  constexpr std::size_t many = 5;
  crew waiters;
  for (std::size_t i = 0; i < many; ++i) this->add_waiter(waiters, static_cast<int>(i));
  for (std::size_t i = 1; i <= many; ++i) {
    this->condition.notify_one();
    ASSERT_TRUE(this->eventually_returned(i));
    if constexpr (TypeParam::contract.no_spurious) {
      std::this_thread::sleep_for(1ms);
      EXPECT_EQ(this->number_returned(), i);
    }
  }
}

TYPED_TEST(condition_variables, NotificationsInARowLetOneReturnEach) {
  for (int round = 0; round < rounds(50); ++round) {
    this->waiting = 0;
    crew waiters;
    for (int i = 0; i < 4; ++i) this->add_waiter(waiters, i);
    for (int i = 0; i < 4; ++i) this->condition.notify_one();
    waiters.join();
  }
}

TYPED_TEST(condition_variables, NotifyAllLetsEveryWaiterReturn) {
  for (int round = 0; round < rounds(50); ++round) {
    this->waiting = 0;
    crew waiters;
    for (int i = 0; i < 4; ++i) this->add_waiter(waiters, i);
    if (round % 2 == 0) waiters[3].settle();
    this->condition.notify_all();
    waiters.join();
  }
}

TYPED_TEST(condition_variables, LaterWaiterDoesNotStealTheNotification) {
  for (int round = 0; round < rounds(100); ++round) {
    this->waiting = 0;
    this->returned.clear();
    crew waiters;
    this->add_waiter(waiters, 0);
    if (round % 2 == 0) waiters[0].settle();
    {
      const std::lock_guard guard{this->mutex};
      this->condition.notify_one();
    }
    this->add_waiter(waiters, 1);
    ASSERT_TRUE(this->eventually_returned(1));
    EXPECT_EQ(this->returned.front(), 0);
    this->condition.notify_one();
  }
}

TYPED_TEST(condition_variables, ReachesAWaiterOfEitherGuard) {
  for (const bool of_std : {true, false}) {
    support::worker waiter{"waiter", [&] {
                             if (of_std) {
                               std::unique_lock guard{this->mutex};
                               this->wait_once(guard, 0);
                             } else {
                               interlock::unique_lock guard{this->mutex};
                               this->wait_once(guard, 0);
                             }
                           }};
    ASSERT_TRUE(this->eventually_waiting(1));
    this->condition.notify_one();
    waiter.join();
    this->waiting = 0;
  }
}

TYPED_TEST(condition_variables, PredicateEndsTheWaitAndIsCalledUnderTheLock) {
  int value = 0;
  support::worker waiter{"waiter", [&] {
                           std::unique_lock guard{this->mutex};
                           this->condition.wait(guard, [&] {
                             EXPECT_TRUE(guard.owns_lock());
                             return value == 3;
                           });
                           EXPECT_EQ(value, 3);
                         }};
  for (int i = 1; i <= 3; ++i) {
    {
      const std::lock_guard guard{this->mutex};
      EXPECT_FALSE(waiter.done());
      value = i;
    }
    this->condition.notify_all();
  }
}

TYPED_TEST(condition_variables, PredicateThatHoldsDoesNotWait) {
  std::unique_lock guard{this->mutex};
  this->condition.wait(guard, [] { return true; });
  EXPECT_TRUE(guard.owns_lock());
}

TYPED_TEST(condition_variables, PredicateThatThrowsLeavesTheMutexHeld) {
  std::unique_lock guard{this->mutex};
  EXPECT_THROW(this->condition.wait(guard, []() -> bool { throw std::runtime_error{"predicate"}; }),
               std::runtime_error);
  EXPECT_TRUE(guard.owns_lock());
}

TYPED_TEST(condition_variables, SignalsDoNotDisturbAWait) {
  crew waiters;
  for (int i = 0; i < 2; ++i) this->add_waiter(waiters, i);
  support::worker notifier{"notifier", [&] {
                             std::this_thread::sleep_for(20ms);
                             if constexpr (TypeParam::contract.no_spurious) {
                               EXPECT_EQ(this->number_returned(), 0U);
                             }
                             this->condition.notify_all();
                           }};
  EXPECT_GT(support::signal_until_done(waiters), 0) << "no signal was handled: nothing was tested";
}

TYPED_TEST(condition_variables, BoundedBufferLosesNothing) {
  constexpr int producers = 3;
  constexpr int consumers = 3;
  const int each = rounds(5'000);
  typename TestFixture::condition_type not_full;
  std::deque<int> buffer;
  long sum = 0;
  support::run_together("partner", producers + consumers, [&](int i) {
    for (int n = 1; n <= each; ++n) {
      std::unique_lock guard{this->mutex};
      if (i < producers) {
        not_full.wait(guard, [&] { return buffer.size() < 2; });
        buffer.push_back(n);
        this->condition.notify_one();
      } else {
        this->condition.wait(guard, [&] { return !buffer.empty(); });
        sum += buffer.front();
        buffer.pop_front();
        guard.unlock();
        not_full.notify_one();
      }
    }
  });
  EXPECT_EQ(sum, producers * (long{each} * (each + 1) / 2));
  EXPECT_TRUE(buffer.empty());
}

template <class Row>
constinit typename Row::template type<std_backend> static_condition;

TYPED_TEST(condition_variables, IsConstantInitialised) {
  static_condition<TypeParam>.notify_one();
  std::unique_lock guard{this->mutex};
  static_condition<TypeParam>.wait(guard, [] { return true; });
}

// --- fifo
// -----------------------------------------------------------------------------------------

template <class Row>
using is_fifo = std::bool_constant<Row::contract.fifo>;
template <class Row>
struct fifo_condition_variables : support::condition_variable_fixture<Row> {};
using fifo_rows = support::rows_of<registry::filter_t<is_fifo, registry::condition_variables>>;
TYPED_TEST_SUITE(fifo_condition_variables, fifo_rows, support::row_names);

TYPED_TEST(fifo_condition_variables, NotifyOneReachesTheThreadThatHasWaitedLongest) {
  for (int round = 0; round < rounds(20); ++round) {
    this->waiting = 0;
    this->returned.clear();
    crew waiters;
    for (int i = 0; i < 4; ++i) this->add_waiter(waiters, i);
    for (std::size_t i = 1; i <= 4; ++i) {
      this->condition.notify_one();
      ASSERT_TRUE(this->eventually_returned(i));
    }
    EXPECT_TRUE(std::is_sorted(this->returned.begin(), this->returned.end()));
  }
}

}  // namespace
}  // namespace interlock
