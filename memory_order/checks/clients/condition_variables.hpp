// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/condition_variables.hpp.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/order.hpp>
#include <interlock/sync/lock_guard.hpp>

#include "check.hpp"

#include <condition_variable>

namespace interlock::checks {

template <class Row, backend B>
using condition_of = typename Row::template type<B>;
template <class Row, backend B>
using mutex_of = typename Row::template mutex_type<B>;

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

/// Two tokens, each announced to one waiter: none is lost.
template <backend B, class Row>
struct token_for_each {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    if (index < 2) {
      unique_lock guard{mutex};
      condition.wait(guard, [this] { return tokens.read() != 0; });
      tokens.write(tokens.read() - 1);
    } else {
      give();
      give();
    }
  }
  void after() { check<B>(tokens.read() == 0, "every token was taken"); }

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

/// Waits are numbered in the order in which they begin; each is notified on its own.
template <backend B, class Row>
struct one_after_the_other {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    if (index < 2) {
      B::await(waiting, order::acquire, [index](unsigned now) { return now == index; });
      unique_lock guard{mutex};
      // release: published while the mutex is held, so whoever locks it next finds us waiting.
      waiting.store(index + 1, order::release);
      condition.wait(guard);
      if (Row::contract.no_spurious)
        check<B>(notified.read() > woken.read(), "no wait ends without a notification");
      if (Row::contract.fifo) check<B>(woken.read() == index, "who came first is notified first");
      woken.write(woken.read() + 1);
      // release: lets the notifier go on.
      returned.store(woken.read(), order::release);
    } else {
      B::await(waiting, order::acquire, [](unsigned now) { return now == 2; });
      notify();
      if (Row::contract.fifo)
        B::await(returned, order::acquire, [](unsigned now) { return now == 1; });
      notify();
    }
  }

  void notify() {
    const lock_guard guard{mutex};
    notified.write(notified.read() + 1);
    condition.notify_one();
  }

  mutex_of<Row, B> mutex;
  condition_of<Row, B> condition;
  typename B::template atomic<unsigned> waiting{0};
  typename B::template atomic<unsigned> returned{0};
  typename B::template plain<unsigned> notified{0};
  typename B::template plain<unsigned> woken{0};
};

/// The notifier destroys the condition variable as soon as every waiter has been notified.
template <backend B, class Row>
requires(Row::contract.destroyable) struct destroyed_after_notify {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    unique_lock guard{mutex};
    if (index == 0) {
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

/// The classic: a buffer of one place, `Producers` and one consumer, two items in all.
template <backend B, class Row, unsigned Producers>
struct bounded_buffer {
  static constexpr unsigned threads = Producers + 1;
  static constexpr unsigned items = 2;

  void thread(unsigned index) {
    if (index == Producers) {
      for (unsigned taken = 0; taken != items; ++taken) take();
    } else {
      for (unsigned put_in = 0; put_in != items / Producers; ++put_in) put();
    }
  }
  void after() { check<B>(!full.read(), "every item was taken"); }

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
  typename B::template plain<bool> full{false};
};

/// Every client of a row, with its name.
struct condition_variable_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    visit.template operator()<wait_for_state<B, Row, 1, false, true>>("notify_one under the mutex");
    visit.template operator()<wait_for_state<B, Row, 1, false, false>>(
        "notify_one after unlocking");
    visit.template operator()<wait_for_state<B, Row, 2, true, true>>("notify_all under the mutex");
    visit.template operator()<wait_for_state<B, Row, 2, true, false>>("notify_all after unlocking");
    visit.template operator()<token_for_each<B, Row>>("a token for each");
    visit.template operator()<one_after_the_other<B, Row>>("one after the other");
    if constexpr (Row::contract.timed) {
      visit.template operator()<timed_waiting<B, Row>>("timed waiting");
    }
    if constexpr (Row::contract.destroyable) {
      visit.template operator()<destroyed_after_notify<B, Row>>("destroyed after notify_all");
    }
    visit.template operator()<bounded_buffer<B, Row, 1>>("bounded buffer");
    visit.template operator()<bounded_buffer<B, Row, 2>>("bounded buffer of two producers");
  }
};

}  // namespace interlock::checks
