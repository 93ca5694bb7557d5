// SPDX-License-Identifier: MIT
/// @file
/// What a condition variable without a thundering herd promises: of the waiters that notify_all
/// unblocks, a few at a time compete for the mutex, and each of them has its turn.
#include "registry/condition_variables.hpp"
#include "support/condition_variable_fixture.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <stop_token>
#include <thread>
#include <type_traits>

namespace interlock {
namespace {

using namespace std::chrono_literals;
using std::cv_status;
using support::crew;

/// Counts the wakes of all words but the mutex: those of waiters.
struct counting_backend : std_backend {
  static inline std::atomic<const void*> mutex{nullptr};
  static inline std::atomic<int> wakes{0};
  template <class T>
  static void futex_wake(const atomic<T>& word, int count,
                         sharing scope = sharing::process_private) noexcept {
    if (&word != mutex.load()) wakes.fetch_add(1);
    std_backend::futex_wake(word, count, scope);
  }
};
static_assert(backend<counting_backend>);

template <class Row>
struct condition_variables_in_turn : support::condition_variable_fixture<Row, counting_backend> {
  condition_variables_in_turn() { counting_backend::mutex.store(&this->mutex); }

  static constexpr int at_once = Row::contract.at_once;
  static constexpr int number = 2 * at_once + 2;

  /// How many may have been woken: the first few by notify_all, and others by those who have
  /// returned.
  [[nodiscard]] int expected_wakes() const {
    const auto wakes_another = [](int index) { return index + at_once < number; };
    return at_once + static_cast<int>(std::count_if(this->returned.begin(), this->returned.end(),
                                                    wakes_another));
  }

  /// `number` threads, in line and asleep. Each keeps the mutex for a while, and looks whether it
  /// has woken another one at most.
  void add_line(crew& waiters) {
    for (int i = 0; i < number; ++i) {
      waiters.add("waiter", [this, i] {
        std::unique_lock guard{this->mutex};
        this->wait_once(guard, i);
        const int expected = expected_wakes();
        EXPECT_LE(counting_backend::wakes.load(), expected);
        std::this_thread::sleep_for(2ms);
        EXPECT_LE(counting_backend::wakes.load(), expected);
      });
      ASSERT_TRUE(this->eventually_waiting(i + 1));
    }
    for (int i = 0; i < number; ++i) {
      ASSERT_TRUE(
          support::eventually([&] { return waiters[static_cast<std::size_t>(i)].asleep(); }));
    }
    counting_backend::wakes.store(0);
  }
};
template <class Row>
using is_in_turn = std::bool_constant<Row::contract.at_once != 0>;
using rows_in_turn =
    support::rows_of<registry::filter_t<is_in_turn, registry::condition_variables>>;
TYPED_TEST_SUITE(condition_variables_in_turn, rows_in_turn, support::row_names);

TYPED_TEST(condition_variables_in_turn, NotifyAllWakesAFewAndEachWakesAnother) {
  crew waiters;
  this->add_line(waiters);
  this->condition.notify_all();
  waiters.join();
  EXPECT_EQ(counting_backend::wakes.load(), this->number);
  const auto place = [this](int index) { return std::ranges::find(this->returned, index); };
  for (int i = this->at_once; i < this->number; ++i) {
    EXPECT_LT(place(i - this->at_once), place(i)) << i;
  }
}

TYPED_TEST(condition_variables_in_turn, OnlyAFewAreAwakeWhileTheNotifierKeepsTheMutex) {
  crew waiters;
  this->add_line(waiters);
  {
    const std::lock_guard guard{this->mutex};
    this->condition.notify_all();
    EXPECT_EQ(counting_backend::wakes.load(), this->at_once);
    std::this_thread::sleep_for(5ms);
    EXPECT_EQ(counting_backend::wakes.load(), this->at_once);
  }
  waiters.join();
}

/// A waiter whose time is up, or who is stopped, before its turn comes has been notified all the
/// same, and so have those behind it.
TYPED_TEST(condition_variables_in_turn, TurnComesToThoseWhoCouldNotWaitForIt) {
  const auto end = std::chrono::steady_clock::now() + support::patience;
  cv_status status = cv_status::timeout;
  for (auto limit = 10ms; status == cv_status::timeout; limit *= 2) {
    ASSERT_LT(std::chrono::steady_clock::now(), end) << "its time is always up too early";
    this->waiting = 0;
    std::stop_source stop;
    std::atomic<bool> stopped{false};
    crew waiters;
    for (int i = 0; i < this->at_once; ++i) this->add_waiter(waiters, i);
    waiters.add("timed", [&] {
      std::unique_lock guard{this->mutex};
      ++this->waiting;
      status = this->condition.wait_for(guard, limit);
    });
    ASSERT_TRUE(this->eventually_waiting(this->at_once + 1));
    const auto deadline = std::chrono::steady_clock::now() + limit;
    waiters.add("stopped", [&] {
      std::unique_lock guard{this->mutex};
      ++this->waiting;
      EXPECT_FALSE(this->condition.wait(guard, stop.get_token(), [] { return false; }));
      stopped.store(true);
    });
    ASSERT_TRUE(this->eventually_waiting(this->at_once + 2));
    for (int i = 0; i < this->at_once; ++i) this->add_waiter(waiters, this->at_once + 2 + i);
    {
      const std::lock_guard guard{this->mutex};
      this->condition.notify_all();
      std::this_thread::sleep_until(deadline + 1ms);
      stop.request_stop();
    }
    waiters.join();
    EXPECT_TRUE(stopped.load());
  }
}

}  // namespace
}  // namespace interlock
