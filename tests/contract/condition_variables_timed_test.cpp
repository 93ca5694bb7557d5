// SPDX-License-Identifier: MIT
/// @file
/// What every timed condition variable promises: waits say how they ended, and a waiter that gives
/// up never takes a notification along. What any wait with a limit must do is tested in
/// contract/waits.
#include "registry/condition_variables.hpp"
#include "support/clocks.hpp"
#include "support/condition_variable_fixture.hpp"
#include "support/late_backend.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
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
using std::cv_status;
using support::crew;
using support::rounds;

template <class Row>
using is_timed = std::bool_constant<Row::contract.timed>;
template <class Row>
struct timed_condition_variables : support::condition_variable_fixture<Row> {};
using timed_rows = support::rows_of<registry::filter_t<is_timed, registry::condition_variables>>;
TYPED_TEST_SUITE(timed_condition_variables, timed_rows, support::row_names);

template <class Row>
struct late_condition_variables : support::condition_variable_fixture<Row, support::late_backend> {
};
TYPED_TEST_SUITE(late_condition_variables, timed_rows, support::row_names);

TYPED_TEST(timed_condition_variables, TimesOutAtOnceWhenTheDeadlineHasPassed) {
  std::unique_lock guard{this->mutex};
  support::for_each_spent_length([&](auto length) {
    EXPECT_EQ(this->condition.wait_for(guard, length), cv_status::timeout);
    EXPECT_FALSE(this->condition.wait_for(guard, length, [] { return false; }));
    EXPECT_TRUE(this->condition.wait_for(guard, length, [] { return true; }));
  });
  support::for_each_spent_instant([&](auto when) {
    EXPECT_EQ(this->condition.wait_until(guard, when), cv_status::timeout);
    EXPECT_FALSE(this->condition.wait_until(guard, when, [] { return false; }));
    EXPECT_TRUE(this->condition.wait_until(guard, when, [] { return true; }));
  });
  EXPECT_TRUE(guard.owns_lock());
}

TYPED_TEST(timed_condition_variables, TimedPredicateIsAskedOnceMoreAtTheEnd) {
  std::unique_lock guard{this->mutex};
  int asked = 0;
  const auto second_time = [&] { return ++asked == 2; };
  EXPECT_TRUE(this->condition.wait_for(guard, 1ms, second_time));
  asked = 0;
  EXPECT_TRUE(
      this->condition.wait_until(guard, std::chrono::steady_clock::now() + 1ms, second_time));
}

/// One notification for two waiters, of whom the first may give up just then: it goes to the first,
/// which says so, or to the second.
TYPED_TEST(timed_condition_variables, NotificationRacingATimeoutGoesToExactlyOneWaiter) {
  int timed_out = 0;
  int notified = 0;
  std::chrono::nanoseconds limit = 100us;  // always about as long as we need to notify
  for (int round = 0; round < rounds(500); ++round) {
    this->waiting = 0;
    this->returned.clear();
    cv_status status{};
    crew waiters;
    waiters.add("impatient", [&] {
      std::unique_lock guard{this->mutex};
      ++this->waiting;
      status = this->condition.wait_for(guard, limit);
    });
    ASSERT_TRUE(this->eventually_waiting(1));
    this->add_waiter(waiters, 1);
    this->condition.notify_one();
    waiters[0].join();
    if (status == cv_status::timeout) {
      ++timed_out;
      limit += limit / 8;
    } else {
      limit -= limit / 8;
      ++notified;
      if constexpr (TypeParam::contract.no_spurious) {
        EXPECT_EQ(this->number_returned(), 0U);
      }
      this->condition.notify_one();
    }
    ASSERT_TRUE(this->eventually_returned(1)) << "the notification is lost";
  }
  EXPECT_GT(timed_out, 0) << "nothing was tested";
  EXPECT_GT(notified, 0) << "nothing was tested";
}

/// As above, but surely in the moment between the end of the time and the waiter's noticing it.
TYPED_TEST(late_condition_variables, NotificationAfterTheTimeIsUpGoesToExactlyOneWaiter) {
  const support::late_timeouts late;
  cv_status status{};
  crew waiters;
  waiters.add("impatient", [&] {
    std::unique_lock guard{this->mutex};
    ++this->waiting;
    status = this->condition.wait_for(guard, 1ms);
  });
  ASSERT_TRUE(this->eventually_waiting(1));
  this->add_waiter(waiters, 1);
  ASSERT_TRUE(late.eventually_one());
  this->condition.notify_one();
  waiters[0].join();
  if (status == cv_status::no_timeout) this->condition.notify_one();
  ASSERT_TRUE(this->eventually_returned(1)) << "the notification is lost";
}

/// A clock that stands still just before the deadline, so that whoever waits for it has to look
/// again and again. Whoever looks waits until `may_look`.
struct frozen_clock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<frozen_clock>;
  [[maybe_unused]] static constexpr bool is_steady = true;
  [[nodiscard]] static time_point now() noexcept {
    looks.fetch_add(1);
    while (!may_look.load()) std::this_thread::yield();
    return time_point{1h};
  }

  static inline std::atomic<int> looks{0};
  static inline std::atomic<bool> may_look{true};
};

TYPED_TEST(timed_condition_variables, WaiterThatLooksAtItsClockStaysInLine) {
  cv_status status{};
  frozen_clock::may_look.store(true);
  frozen_clock::looks.store(0);
  support::worker waiter{"waiter", [&] {
                           std::unique_lock guard{this->mutex};
                           const auto when = frozen_clock::time_point{1h} + 1us;
                           status = this->condition.wait_until(guard, when);
                         }};
  // It has slept at least once, and now looks at its clock.
  ASSERT_TRUE(support::eventually([] { return frozen_clock::looks.load() > 2; }));
  frozen_clock::may_look.store(false);
  const int before = frozen_clock::looks.load();
  ASSERT_TRUE(support::eventually([&] { return frozen_clock::looks.load() > before; }));
  this->condition.notify_one();
  frozen_clock::may_look.store(true);
  EXPECT_TRUE(support::eventually([&] { return waiter.done(); }, 5s)) << "the notification is lost";
  while (!waiter.done()) this->condition.notify_one();
  waiter.join();
  EXPECT_EQ(status, cv_status::no_timeout);
}

}  // namespace
}  // namespace interlock
