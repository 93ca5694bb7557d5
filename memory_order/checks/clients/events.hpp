// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/events.hpp.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "check.hpp"
#include "gates.hpp"

#include <cstdint>
#include <type_traits>

namespace interlock::checks {

template <class Row, backend B>
using event_of = typename Row::template type<B>;

/// "Change, set" against "reset, look, wait": no change is missed. The event begins set.
template <backend B, class Row>
struct reset_before_look {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    if (index == 0) {
      // relaxed: published by the set.
      changed.store(true, order::relaxed);
      event.set();
      return;
    }
    event.reset();
    // relaxed: if it misses the change, the set comes after the reset.
    if (!changed.load(order::relaxed)) event.wait();
  }

  event_of<Row, B> event{true};
  typename B::template atomic<bool> changed{false};
};

/// A thread that waits is let through by a set or the one after it, though a reset comes between.
template <backend B, class Row>
struct set_reset_set {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    if (index == 0) {
      event.wait();
      check<B>(data.read() == 1, "what came before the first set is visible");
    } else {
      data.write(1);
      event.set();
      event.reset();
      event.set();
    }
  }

  event_of<Row, B> event;
  typename B::template plain<int> data{0};
};

/// The counter of sets wraps around while a thread waits.
template <backend B, class Row>
struct event_counter_wraps {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    if (index == 0) {
      event.wait();
    } else {
      event.set();
      event.reset();
      event.set();
    }
  }

  event_of<Row, B> event{false, std::uint32_t{(1U << 30) - 1}};
};

/// An event that lets one thread through at a time excludes. The first thread enters `Times` times.
template <backend B, class Row, unsigned Threads, unsigned Times>
requires(Row::contract.auto_reset) struct one_signal {
  static constexpr unsigned threads = Threads;

  void thread(unsigned index) {
    enter();
    for (unsigned again = 1; index == 0 && again != Times; ++again) enter();
  }
  void after() {
    check<B>(entries.read() == threads - 1 + Times, "every critical section took effect");
    check<B>(event.is_set(), "the signal is back at the end");
  }

  void enter() {
    event.wait();
    entries.write(entries.read() + 1);
    event.set();
  }

  event_of<Row, B> event{true};
  typename B::template plain<unsigned> entries{0};
};

/// try_wait neither blocks nor loses the signal.
template <backend B, class Row>
requires(Row::contract.auto_reset) struct trying_to_wait {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    held[index] = event.try_wait();
    if (!held[index]) return;
    entries.write(entries.read() + 1);
    event.set();
  }
  void after() {
    check<B>(held[0] || held[1], "some try_wait takes the signal");
    check<B>(event.try_wait(), "the signal is back at the end");
    check<B>(!event.try_wait(), "there is one signal at the end");
  }

  event_of<Row, B> event{true};
  typename B::template plain<unsigned> entries{0};
  bool held[threads] = {};
};

/// Two sets, and a waiter that may give up: no signal is lost, and at most one is left.
template <backend B, class Row>
requires(Row::contract.auto_reset&& Row::contract.timed) struct signals_add_up {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    if (index == 0) {
      passed = event.wait_until(soon());
    } else {
      event.set();
    }
  }
  void after() {
    const bool one_left = event.try_wait();
    check<B>(passed || one_left, "a signal that nobody took is left");
    check<B>(!event.try_wait(), "one signal at most is left");
  }

  event_of<Row, B> event;
  bool passed = false;
};

/// Every client of a row, with its name.
struct event_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    each_gate_client<B, Row>(visit);
    visit.template operator()<reset_before_look<B, Row>>("reset before look");
    visit.template operator()<set_reset_set<B, Row>>("set, reset, set");
    if constexpr (std::is_constructible_v<event_of<Row, B>, bool, std::uint32_t>) {
      visit.template operator()<event_counter_wraps<B, Row>>("counter wraps around");
    }
    if constexpr (Row::contract.auto_reset) {
      visit.template operator()<one_signal<B, Row, 2, 2>>("one signal, twice");
      visit.template operator()<one_signal<B, Row, 3, 1>>("one signal of three threads");
      visit.template operator()<large<one_signal<B, Row, 3, 2>>>("one signal of three, twice");
      visit.template operator()<trying_to_wait<B, Row>>("trying to wait");
      if constexpr (Row::contract.timed) {
        visit.template operator()<signals_add_up<B, Row>>("signals add up");
      }
    }
  }
};

}  // namespace interlock::checks
