// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/condition_variables.hpp.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/lock_guard.hpp>

#include "check.hpp"
#include "stopped_waits.hpp"
#include "waiting_lines.hpp"

#include <condition_variable>

namespace interlock::checks {

/// `Waiters` threads wait for a state that the last thread sets; it notifies one or all of them,
/// with the mutex held or not.
template <backend B, class Row, unsigned Waiters, bool All, bool Locked>
struct wait_for_state {
  static_assert(All || Waiters == 1);
  static constexpr unsigned threads = Waiters + 1;

  void thread(unsigned index) {
    unique_lock guard{mutex};
    if (index < Waiters) {
      condition.wait(guard, [this] { return state.read() != 0; });
      return;
    }
    state.write(1);
    if (!Locked) guard.unlock();
    if (All) {
      condition.notify_all();
    } else {
      condition.notify_one();
    }
  }

  mutex_of<Row, B> mutex;
  condition_of<Row, B> condition;
  typename B::template plain<int> state{0};
};

/// Tokens, each announced to one waiter, two in all: none is lost.
template <backend B, class Row, unsigned Takers>
struct token_for_each {
  static constexpr unsigned threads = Takers + 1;
  static constexpr unsigned all = 2;

  void thread(unsigned index) {
    for (unsigned round = 0; round != (index < Takers ? all / Takers : all); ++round)
      index < Takers ? take() : give();
  }
  void after() { check<B>(tokens.read() == 0, "every token was taken"); }

  void take() {
    unique_lock guard{mutex};
    condition.wait(guard, [this] { return tokens.read() != 0; });
    tokens.write(tokens.read() - 1);
  }
  void give() {
    {
      const lock_guard guard{mutex};
      tokens.write(tokens.read() + 1);
    }
    condition.notify_one();
  }

  mutex_of<Row, B> mutex;
  condition_of<Row, B> condition;
  typename B::template plain<unsigned> tokens{0};
};

/// A waiter may run out of time while the notification for it is on its way.
template <backend B, class Row>
requires(Row::contract.timed) struct giving_up {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    unique_lock guard{mutex};
    if (index == 0) {
      const bool ready = condition.wait_until(guard, soon(), [this] { return state.read(); });
      reachable<B>("its time is up", !ready);
    } else {
      state.write(true);
      guard.unlock();
      condition.notify_one();
    }
  }

  mutex_of<Row, B> mutex;
  condition_of<Row, B> condition;
  typename B::template plain<bool> state{false};
};

/// A waiter that is notified says so, even if its time runs out at that moment; and one that says
/// that it ran out has taken no notification from another. The notifier holds no mutex.
template <backend B, class Row>
requires(Row::contract.timed) struct timed_waiting {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    unique_lock guard{mutex};
    if (index == 0) {
      const bool notified = condition.wait_until(guard, soon()) == std::cv_status::no_timeout;
      if (notified) condition.notify_one();
    } else if (index == 1) {
      condition.wait(guard, [this] { return token.read(); });
      taken.write(true);
    } else {
      token.write(true);
      guard.unlock();
      condition.notify_one();
    }
  }
  void after() { check<B>(taken.read(), "the waiter without a limit was notified"); }

  mutex_of<Row, B> mutex;
  condition_of<Row, B> condition;
  typename B::template plain<bool> token{false};
  typename B::template plain<bool> taken{false};
};

/// The notifier destroys the condition variable as soon as every waiter has been notified.
template <backend B, class Row, unsigned Waiters>
requires(Row::contract.destroyable) struct destroyed_after_notify {
  static constexpr unsigned threads = Waiters + 1;

  void thread(unsigned index) {
    unique_lock guard{mutex};
    if (index < Waiters) {
      if (!state.read()) condition->wait(guard);
      check<B>(state.read(), "no wait ends without a notification");
      return;
    }
    state.write(true);
    condition->notify_all();
    guard.unlock();
    destroy<B>(condition);
  }

  mutex_of<Row, B> mutex;
  condition_of<Row, B>* condition = create<B, condition_of<Row, B>>();
  typename B::template plain<bool> state{false};
};

/// The classic: a buffer of one place, full at first or not, `Producers` that each put one item in
/// and a consumer that takes `Takes` out.
template <backend B, class Row, bool Full, unsigned Producers, unsigned Takes>
struct bounded_buffer {
  static_assert(Full + Producers - Takes <= 1, "nobody must wait for ever");
  static constexpr unsigned threads = Producers + 1;

  void thread(unsigned index) {
    if (index != Producers) return put();
    for (unsigned taken = 0; taken != Takes; ++taken) take();
  }
  void after() {
    check<B>(full.read() == (Full + Producers != Takes), "every item is taken once or left");
  }

  void put() {
    unique_lock guard{mutex};
    not_full.wait(guard, [this] { return !full.read(); });
    full.write(true);
    not_empty.notify_one();
  }
  void take() {
    unique_lock guard{mutex};
    not_empty.wait(guard, [this] { return full.read(); });
    full.write(false);
    not_full.notify_one();
  }

  mutex_of<Row, B> mutex;
  condition_of<Row, B> not_full;
  condition_of<Row, B> not_empty;
  typename B::template plain<bool> full{Full};
};

/// Every client of a row, with its name.
struct condition_variable_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    visit.template operator()<wait_for_state<B, Row, 1, false, true>>("notify_one under the mutex");
    visit.template operator()<wait_for_state<B, Row, 1, false, false>>(
        "notify_one after unlocking");
    visit.template operator()<wait_for_state<B, Row, 2, true, false>>("notify_all after unlocking");
    visit.template operator()<large<wait_for_state<B, Row, 2, true, true>>>(
        "notify_all under the mutex");
    visit.template operator()<notified_in_line<B, Row, false>>("a line, notified one by one");
    visit.template operator()<notified_in_line<B, Row, true>>("a line, notified at once");
    if constexpr (requires { typename Row::template in_pairs<B>; }) {
      visit.template operator()<large<notified_in_line<B, row_in_pairs<Row>, true, 3>>>(
          "a line, notified at once, in pairs");
    }
    visit.template operator()<token_for_each<B, Row, 1>>("two tokens for one");
    visit.template operator()<large<token_for_each<B, Row, 2>>>("a token for each");
    if constexpr (Row::contract.timed) {
      visit.template operator()<giving_up<B, Row>>("giving up");
      visit.template operator()<giving_up_in_line<B, Row, false>>("giving up in a line");
      visit.template operator()<giving_up_in_line<B, Row, true>>("giving up, notified at once");
      visit.template operator()<large<timed_waiting<B, Row>>>("timed waiting");
    }
    if constexpr (Row::contract.destroyable) {
      visit.template operator()<destroyed_after_notify<B, Row, 1>>("destroyed after notify_all");
      visit.template operator()<large<destroyed_after_notify<B, Row, 2>>>(
          "destroyed after notify_all to two");
    }
    each_stopped_wait<B, Row>(visit);
    visit.template operator()<bounded_buffer<B, Row, true, 1, 2>>("bounded buffer");
    visit.template operator()<large<bounded_buffer<B, Row, false, 2, 1>>>(
        "bounded buffer of two producers");
    visit.template operator()<large<bounded_buffer<B, Row, false, 2, 2>>>(
        "bounded buffer of two producers, emptied");
  }
};

}  // namespace interlock::checks
