// SPDX-License-Identifier: MIT
/// @file
/// What every condition variable whose waits can be stopped promises: a stop ends the waits of its
/// token, whoever requests it and whenever, and takes no notification from anybody.
#include "registry/condition_variables.hpp"
#include "support/clocks.hpp"
#include "support/condition_variable_fixture.hpp"
#include "support/dawdle.hpp"
#include "support/handover_page.hpp"
#include "support/late_backend.hpp"
#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <type_traits>

namespace interlock {
namespace {

using namespace std::chrono_literals;
using support::crew;

constexpr auto never = [] { return false; };
constexpr auto always = [] { return true; };

template <class Row>
using is_stoppable = std::bool_constant<Row::contract.stoppable>;
template <class Row>
using is_lasting = std::bool_constant<Row::contract.stoppable && Row::contract.no_spurious>;

template <class Row, backend B = std_backend>
struct stop_fixture : support::condition_variable_fixture<Row, B> {
  std::stop_source stop;

  void renew_stop() {
    std::stop_source fresh;
    stop.swap(fresh);
  }

  /// Checks that `wait(guard)`, of another thread, waits for the stop and then returns false.
  template <class Wait>
  void expect_wait_for_stop(Wait wait) {
    this->waiting = 0;
    renew_stop();
    support::worker waiter{"waiter", [&] {
                             std::unique_lock guard{this->mutex};
                             this->waiting = 1;
                             EXPECT_FALSE(wait(guard));
                             EXPECT_TRUE(guard.owns_lock());
                           }};
    ASSERT_TRUE(this->eventually_waiting(1));
    waiter.settle();
    EXPECT_FALSE(waiter.done()) << "it gave up";
    stop.request_stop();
  }
};
template <class Row>
struct stoppable_condition_variables : stop_fixture<Row> {};
using stoppable_rows =
    support::rows_of<registry::filter_t<is_stoppable, registry::condition_variables>>;
TYPED_TEST_SUITE(stoppable_condition_variables, stoppable_rows, support::row_names);

TYPED_TEST(stoppable_condition_variables, StopEndsAWaitOfAnyLength) {
  this->expect_wait_for_stop(
      [this](auto& guard) { return this->condition.wait(guard, this->stop.get_token(), never); });
  support::for_each_endless_length([this](auto length) {
    this->expect_wait_for_stop([=, this](auto& guard) {
      return this->condition.wait_for(guard, this->stop.get_token(), length, never);
    });
  });
  support::for_each_endless_instant([this](auto when) {
    this->expect_wait_for_stop([=, this](auto& guard) {
      return this->condition.wait_until(guard, this->stop.get_token(), when, never);
    });
  });
}

TYPED_TEST(stoppable_condition_variables, TimeEndsAWaitWithoutAStop) {
  std::unique_lock guard{this->mutex};
  const std::stop_token token = this->stop.get_token();
  support::for_each_spent_length([&](auto length) {
    EXPECT_FALSE(this->condition.wait_for(guard, token, length, never));
    EXPECT_TRUE(this->condition.wait_for(guard, token, length, always));
  });
  support::for_each_spent_instant([&](auto when) {
    EXPECT_FALSE(this->condition.wait_until(guard, token, when, never));
    EXPECT_TRUE(this->condition.wait_until(guard, token, when, always));
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(this->condition.wait_for(guard, token, 3ms, never));
  EXPECT_GE(std::chrono::steady_clock::now() - start, 3ms);
  EXPECT_TRUE(guard.owns_lock());
}

TYPED_TEST(stoppable_condition_variables, AfterTheStopNothingWaits) {
  this->stop.request_stop();
  std::unique_lock guard{this->mutex};
  const std::stop_token token = this->stop.get_token();
  int asked = 0;
  const auto ask = [&] {
    EXPECT_TRUE(guard.owns_lock());
    return ++asked == 1;
  };
  EXPECT_TRUE(this->condition.wait(guard, token, ask));
  EXPECT_FALSE(this->condition.wait(guard, token, ask));
  EXPECT_FALSE(this->condition.wait_for(guard, token, 1h, ask));
  EXPECT_FALSE(
      this->condition.wait_until(guard, token, std::chrono::system_clock::now() + 1h, ask));
  EXPECT_EQ(asked, 4) << "it is asked once, as the token has been stopped";
}

TYPED_TEST(stoppable_condition_variables, TokenWithoutASourceIsNoHindrance) {
  std::unique_lock guard{this->mutex};
  EXPECT_TRUE(this->condition.wait(guard, {}, always));
  EXPECT_FALSE(this->condition.wait_for(guard, std::stop_token{}, 1ms, never));
  guard.unlock();
  bool ready = false;
  support::worker waiter{"waiter", [&] {
                           std::unique_lock inside{this->mutex};
                           this->waiting = 1;
                           EXPECT_TRUE(this->condition.wait(inside, {}, [&] { return ready; }));
                         }};
  ASSERT_TRUE(this->eventually_waiting(1));
  guard.lock();
  ready = true;
  guard.unlock();
  this->condition.notify_one();
}

TYPED_TEST(stoppable_condition_variables, StopMayBeRequestedWithTheMutexHeld) {
  for (int round = 0; round < support::rounds(100); ++round) {
    this->renew_stop();
    this->waiting = 0;
    support::worker waiter{
        "waiter", [&] {
          std::unique_lock guard{this->mutex};
          this->waiting = 1;
          EXPECT_FALSE(this->condition.wait(guard, this->stop.get_token(), never));
        }};
    ASSERT_TRUE(this->eventually_waiting(1));
    if (round % 3 == 0) waiter.settle();
    const std::lock_guard guard{this->mutex};
    this->stop.request_stop();
  }
}

/// Other functions of the same token may need the mutex that the waiter holds.
TYPED_TEST(stoppable_condition_variables, OtherFunctionsOfTheTokenMayTakeTheMutex) {
  for (int round = 0; round < support::rounds(100); ++round) {
    this->renew_stop();
    this->waiting = 0;
    const auto take = [this] { const std::lock_guard guard{this->mutex}; };
    const std::stop_callback before{this->stop.get_token(), take};
    support::worker waiter{
        "waiter", [&] {
          std::unique_lock guard{this->mutex};
          this->waiting = 1;
          EXPECT_FALSE(this->condition.wait(guard, this->stop.get_token(), never));
        }};
    ASSERT_TRUE(this->eventually_waiting(1));
    const std::stop_callback after{this->stop.get_token(), take};
    this->stop.request_stop();
  }
}

TYPED_TEST(stoppable_condition_variables, WaiterMayStopItself) {
  std::unique_lock guard{this->mutex};
  int asked = 0;
  const auto stop_when_asked = [&] {
    ++asked;
    this->stop.request_stop();
    return false;
  };
  EXPECT_FALSE(this->condition.wait(guard, this->stop.get_token(), stop_when_asked));
  EXPECT_EQ(asked, 2);
}

/// A guard that requests a stop when the wait releases it, in the waiting thread.
template <class Mutex>
struct stopping_guard {
  explicit stopping_guard(Mutex& mutex, std::stop_source& stop) : guard_{mutex}, stop_{stop} {}
  [[nodiscard]] auto* mutex() const { return guard_.mutex(); }
  [[nodiscard]] bool owns_lock() const { return guard_.owns_lock(); }
  void lock() { guard_.lock(); }
  void unlock() {
    guard_.unlock();
    stop_.request_stop();
  }

 private:
  std::unique_lock<Mutex> guard_;
  std::stop_source& stop_;
};

TYPED_TEST(stoppable_condition_variables, WaiterMayStopItselfAsItReleasesTheMutex) {
  stopping_guard guard{this->mutex, this->stop};
  EXPECT_FALSE(this->condition.wait(guard, this->stop.get_token(), never));
  EXPECT_TRUE(guard.owns_lock());
}

TYPED_TEST(stoppable_condition_variables, NotificationEndsAWaitThatCouldBeStopped) {
  bool ready = false;
  support::worker waiter{
      "waiter", [&] {
        std::unique_lock guard{this->mutex};
        this->waiting = 1;
        EXPECT_TRUE(this->condition.wait(guard, this->stop.get_token(), [&] { return ready; }));
      }};
  ASSERT_TRUE(this->eventually_waiting(1));
  waiter.settle();
  {
    const std::lock_guard guard{this->mutex};
    ready = true;
  }
  this->condition.notify_one();
  waiter.join();
  EXPECT_FALSE(this->stop.stop_requested());
}

// --- who else is woken ---------------------------------------------------------------------------

template <class Row>
struct lasting_condition_variables : stop_fixture<Row> {};
using lasting_rows =
    support::rows_of<registry::filter_t<is_lasting, registry::condition_variables>>;
TYPED_TEST_SUITE(lasting_condition_variables, lasting_rows, support::row_names);

/// A notification that comes after the stop is not for the waiter that was stopped, though it was
/// the first in line.
TYPED_TEST(lasting_condition_variables, StoppedWaiterTakesNoNotification) {
  for (int round = 0; round < support::rounds(100); ++round) {
    this->renew_stop();
    this->waiting = 0;
    this->returned.clear();
    crew waiters;
    waiters.add("stopped", [&] {
      std::unique_lock guard{this->mutex};
      ++this->waiting;
      EXPECT_FALSE(this->condition.wait(guard, this->stop.get_token(), never));
    });
    ASSERT_TRUE(this->eventually_waiting(1));
    this->add_waiter(waiters, 1);
    if (round % 3 == 0) waiters[1].settle();
    this->stop.request_stop();
    this->condition.notify_one();
    ASSERT_TRUE(this->eventually_returned(1)) << "the notification is lost";
  }
}

TYPED_TEST(lasting_condition_variables, StopWakesNobodyElse) {
  crew waiters;
  this->add_waiter(waiters, 0);
  std::stop_source other;
  waiters.add("of another token", [&] {
    std::unique_lock guard{this->mutex};
    ++this->waiting;
    int asked = 0;
    EXPECT_FALSE(this->condition.wait(guard, other.get_token(), [&] { return ++asked, false; }));
    EXPECT_EQ(asked, 2);
  });
  ASSERT_TRUE(this->eventually_waiting(2));
  waiters.add("stopped", [&] {
    std::unique_lock guard{this->mutex};
    ++this->waiting;
    EXPECT_FALSE(this->condition.wait(guard, this->stop.get_token(), never));
  });
  ASSERT_TRUE(this->eventually_waiting(3));
  this->stop.request_stop();
  waiters[2].join();
  EXPECT_EQ(this->number_returned(), 0U);
  EXPECT_FALSE(waiters[1].done());
  this->condition.notify_one();
  waiters[0].join();
  other.request_stop();
}

// --- lifetime ------------------------------------------------------------------------------------

template <class Row>
struct stopped_and_destroyed : ::testing::Test {
  using condition_type = typename Row::template type<support::late_backend>;
  typename Row::template mutex_type<support::late_backend> mutex;
  support::handover_page<condition_type> page;
};
template <class Row>
using is_destroyable = std::bool_constant<Row::contract.stoppable && Row::contract.no_spurious &&
                                          Row::contract.destroyable>;
using destroyable_rows =
    support::rows_of<registry::filter_t<is_destroyable, registry::condition_variables>>;
TYPED_TEST_SUITE(stopped_and_destroyed, destroyable_rows, support::row_names);

/// Whoever is not stopped is notified; then nobody waits any more.
TYPED_TEST(stopped_and_destroyed, DestructorWaitsForThoseWhoWereStopped) {
  typename TestFixture::condition_type* condition = nullptr;
  std::optional<std::stop_source> stop;
  int in_line = 0;
  support::play_rounds(
      "partner", 3, support::rounds(600),
      [&](int) {
        condition = &this->page.construct();
        stop.emplace();
        in_line = 0;
      },
      [&](int i, int round) {
        if (i == 0) {
          support::punctual = true;
          std::unique_lock guard{this->mutex};
          while (in_line < 2) {
            guard.unlock();
            std::this_thread::yield();
            guard.lock();
          }
          guard.unlock();
          support::dawdle(round);
          stop->request_stop();
          condition->notify_all();
          this->page.take_away();
        } else {
          std::unique_lock guard{this->mutex};
          ++in_line;
          if (i == 1) {
            EXPECT_FALSE(condition->wait(guard, stop->get_token(), never));
          } else {
            condition->wait(guard);
          }
        }
      });
}

}  // namespace
}  // namespace interlock
