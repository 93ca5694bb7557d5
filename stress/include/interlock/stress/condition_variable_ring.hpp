// SPDX-License-Identifier: MIT
/// @file
/// Scenario: threads in a ring hand a token on through condition variables. Finds lost wakeups and
/// stops, wakeups given to the wrong waiter, and waits that end without the mutex.
#pragma once

#include <interlock/stress/test_case.hpp>
#include <interlock/stress/token_ring.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <vector>

namespace interlock::stress {
namespace detail {

template <class ConditionVariable, class Mutex>
concept stoppable_with = requires(ConditionVariable& condition, std::unique_lock<Mutex>& lock,
                                  bool (*ready)()) {
  condition.wait(lock, std::stop_token{}, ready);
};

template <class ConditionVariable, class Mutex>
class condition_variable_ring_scenario {
 public:
  explicit condition_variable_ring_scenario(round_setup setup)
      : shared_{setup.draw.one_in(2)},
        under_lock_{setup.draw.one_in(2)},
        timed_{setup.draw.one_in(3)},
        stopped_{setup.draw.one_in(3)},
        ring_{setup.threads},
        conditions_(shared_ ? 1 : setup.threads),
        stops_(setup.threads),
        tallies_(setup.threads) {}

  role role_of(unsigned) {
    return {"ring member", [this](worker& self) { run(self); }};
  }

  void finish(round_end& end) {
    for (const tally& one : tallies_) {
      end.observe("waits", one.waits);
      end.observe("timeouts", one.timeouts);
      end.observe("stops", one.stops);
    }
  }

 private:
  struct alignas(128) tally {
    std::uint64_t waits = 0;
    std::uint64_t timeouts = 0;
    std::uint64_t stops = 0;
  };
  static constexpr bool stoppable = stoppable_with<ConditionVariable, Mutex>;

  void run(worker& self) {
    tally& mine = tallies_[self.index()];
    for (bool leave = false; !leave;) {
      self.at("lock");
      std::unique_lock<Mutex> lock{mutex_};
      while (ring_.turn() != self.index()) wait(self, lock, mine);
      leave = ring_.pass_on(self);
      const unsigned next = ring_.turn();
      std::stop_source stop = stops_[next];
      if (!under_lock_) lock.unlock();
      self.perturb();
      if (stoppable && stopped_ && self.draw().one_in(2)) {
        self.at("request_stop");
        stop.request_stop();
      } else {
        notify(self, next);
      }
    }
  }

  void wait(worker& self, std::unique_lock<Mutex>& lock, tally& mine) {
    ConditionVariable& condition = conditions_[shared_ ? 0 : self.index()];
    ++mine.waits;
    if constexpr (stoppable) {
      if (stopped_) return wait_for_stop(self, lock, condition, mine);
    }
    if (!timed_) {
      self.at("wait");
      condition.wait(lock);
      return;
    }
    // In a ring of many the turn may be far away: every wait that ends in time starts anew.
    self.at("wait_for");
    const std::chrono::microseconds patience{self.draw().between(0, 200)};
    if (condition.wait_for(lock, patience) == std::cv_status::timeout) ++mine.timeouts;
  }

  void wait_for_stop(worker& self, std::unique_lock<Mutex>& lock, ConditionVariable& condition,
                     tally& mine) {
    std::stop_source& stop = stops_[self.index()];
    const auto my_turn = [&] { return ring_.turn() == self.index(); };
    self.at("wait with a stop token");
    if (timed_) {
      const std::chrono::microseconds patience{self.draw().between(0, 200)};
      (void)condition.wait_for(lock, stop.get_token(), patience, my_turn);
    } else {
      (void)condition.wait(lock, stop.get_token(), my_turn);
    }
    if (!stop.stop_requested()) return;
    // Whoever gives us the turn while we hold the mutex, so that we do not wait, may stop us later.
    ++mine.stops;
    stop = std::stop_source{};
  }

  void notify(worker& self, unsigned next) {
    if (shared_) {
      self.at("notify_all");
      conditions_[0].notify_all();
    } else {
      self.at("notify_one");
      conditions_[next].notify_one();
    }
  }

  const bool shared_;      // one condition variable and notify_all, or one each and notify_one
  const bool under_lock_;  // whether the notification is sent with the mutex held
  const bool timed_;
  const bool stopped_;  // whether waits have a stop token, and the turn may come with a stop
  Mutex mutex_{};
  token_ring ring_;
  std::vector<ConditionVariable> conditions_;
  std::vector<std::stop_source> stops_;  // guarded by mutex_
  std::vector<tally> tallies_;
};

}  // namespace detail

/// Threads take turns, waiting with and without timeouts for their notification.
/// `ConditionVariable` works with `std::unique_lock<Mutex>`, as `std::condition_variable` does.
template <class ConditionVariable, class Mutex>
test_case condition_variable_ring(std::string row) {
  test_case result{.row = std::move(row), .scenario = "ping_pong"};
  result.must_observe = {"waits"};
  result.make = rounds_of<detail::condition_variable_ring_scenario<ConditionVariable, Mutex>>();
  return result;
}

}  // namespace interlock::stress
