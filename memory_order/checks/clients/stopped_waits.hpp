// SPDX-License-Identifier: MIT
/// @file
/// Clients of condition variables whose waits may be stopped.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/lock_guard.hpp>

#include "check.hpp"
#include "stop_source.hpp"
#include "waiting_lines.hpp"

namespace interlock::checks {

/// A waiter that only a stop can free, requested with the mutex held or not, before the wait or
/// during it.
template <backend B, class Row, bool Locked>
requires(Row::contract.stoppable) struct stopped {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    unique_lock guard{mutex};
    if (index == 0) {
      check<B>(!condition.wait(guard, source.get_token(), [] { return false; }),
               "the answer is that of the predicate");
      return;
    }
    if (!Locked) guard.unlock();
    source.request_stop();
  }

  mutex_of<Row, B> mutex;
  condition_of<Row, B> condition;
  stop_source<B> source;
};

/// The stop and a notification, each from a thread of its own.
template <backend B, class Row>
requires(Row::contract.stoppable) struct stopped_or_notified {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    if (index == 2) return source.request_stop();
    unique_lock guard{mutex};
    if (index == 0) {
      const bool ready = condition.wait(guard, source.get_token(), [this] { return state.read(); });
      check<B>(ready == state.read(), "the answer is that of the predicate");
      reachable<B>("it is stopped", !ready);
      reachable<B>("it is notified", ready);
      return;
    }
    state.write(true);
    guard.unlock();
    condition.notify_one();
  }

  mutex_of<Row, B> mutex;
  condition_of<Row, B> condition;
  stop_source<B> source;
  typename B::template plain<bool> state{false};
};

/// Two waiters in line, the first of which is stopped, and may run out of time as well: the
/// notification after the stop is for the second one.
template <backend B, class Row, bool Timed>
requires(Row::contract.stoppable&& Row::contract.no_spurious) struct stopped_in_line
    : waiting_line<B, Row> {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    this->come_after(index);
    if (index == 2) {
      source.request_stop();
      return this->condition.notify_one();
    }
    typename waiting_line<B, Row>::place self{*this};
    if (index == 1) return this->condition.wait(self);
    const auto never = [] { return false; };
    if (Timed) {
      (void)this->condition.wait_until(self, source.get_token(), soon(), never);
    } else {
      (void)this->condition.wait(self, source.get_token(), never);
    }
  }

  stop_source<B> source;
};

/// As before, but both are notified as the first one is stopped.
template <backend B, class Row>
requires(Row::contract.stoppable) struct stopped_in_turn : waiting_line<B, Row> {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    this->come_after(index);
    if (index == 2) {
      this->condition.notify_all();
      return source.request_stop();
    }
    typename waiting_line<B, Row>::place self{*this};
    if (index == 1) return this->condition.wait(self);
    (void)this->condition.wait(self, source.get_token(), [] { return false; });
  }

  stop_source<B> source;
};

/// The condition variable is destroyed as soon as everybody has been stopped or notified.
template <backend B, class Row, bool Both>
requires(Row::contract.stoppable&& Row::contract.destroyable) struct destroyed_after_stop {
  static constexpr unsigned threads = 2 + Both;

  void thread(unsigned index) {
    unique_lock guard{mutex};
    if (index == threads - 1) {
      over.write(true);
      source.request_stop();
      condition->notify_all();
      guard.unlock();
      return destroy<B>(condition);
    }
    if (over.read()) return;
    if (index == 1) return condition->wait(guard);
    (void)condition->wait(guard, source.get_token(), [] { return false; });
  }

  mutex_of<Row, B> mutex;
  condition_of<Row, B>* condition = create<B, condition_of<Row, B>>();
  stop_source<B> source;
  typename B::template plain<bool> over{false};
};

template <backend B, class Row, class Visit>
void each_stopped_wait(Visit&& visit) {
  if constexpr (Row::contract.stoppable) {
    visit.template operator()<stopped<B, Row, false>>("stopped");
    visit.template operator()<stopped<B, Row, true>>("stopped with the mutex held");
    visit.template operator()<stopped_or_notified<B, Row>>("stopped or notified");
    visit.template operator()<stopped_in_turn<B, Row>>("notified at once, then stopped");
    if constexpr (Row::contract.no_spurious) {
      visit.template operator()<stopped_in_line<B, Row, false>>("stopped in a line");
      visit.template operator()<stopped_in_line<B, Row, true>>("stopped or late in a line");
    }
    if constexpr (Row::contract.destroyable) {
      visit.template operator()<destroyed_after_stop<B, Row, false>>("stopped and destroyed");
      visit.template operator()<large<destroyed_after_stop<B, Row, true>>>(
          "one stopped, one notified, and destroyed");
    }
  }
}

}  // namespace interlock::checks
