// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/once_flags.hpp.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "check.hpp"

namespace interlock::checks {

template <class Row, backend B>
using once_flag_of = typename Row::template type<B>;

/// Several threads call, the first one twice; the function runs once, and all see what it did.
template <backend B, class Row, unsigned Threads>
struct called_by_many {
  static constexpr unsigned threads = Threads;

  void thread(unsigned index) {
    call();
    if (index == 0) call();
  }
  void after() { check<B>(runs.read() == 1, "the function ran once"); }

  void call() {
    flag.call([this] { runs.write(runs.read() + 1); });
    check<B>(runs.read() == 1, "what the function did is visible");
  }

  once_flag_of<Row, B> flag;
  typename B::template plain<unsigned> runs{0};
};

/// The first `Failures` runs of the function throw: each is another thread's turn, and sees what
/// the last one did.
template <backend B, class Row, unsigned Threads, unsigned Failures>
struct retried_after_exceptions {
  static constexpr unsigned threads = Threads;

  void thread(unsigned) {
    try {
      flag.call([this] {
        const unsigned run = runs.read() + 1;
        runs.write(run);
        if (run <= Failures) throw failure{};
      });
      check<B>(runs.read() == Failures + 1, "the function has returned");
      // relaxed: counted, and read when all threads have ended.
      returned.fetch_add(1, order::relaxed);
    } catch (const failure&) {
      // relaxed: as above.
      thrown.fetch_add(1, order::relaxed);
    }
  }
  void after() {
    // relaxed: all threads have ended.
    check<B>(thrown.load(order::relaxed) == Failures, "each exception reached its caller");
    // relaxed: all threads have ended.
    check<B>(returned.load(order::relaxed) == threads - Failures, "the others have returned");
  }

  struct failure {};
  once_flag_of<Row, B> flag;
  typename B::template plain<unsigned> runs{0};
  typename B::template atomic<unsigned> returned{0};
  typename B::template atomic<unsigned> thrown{0};
};

/// The function for one flag calls the function for another one, which a third thread calls too.
template <backend B, class Row>
struct nested_calls {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    if (index == 2) {
      call_inner();
    } else {
      outer.call([this] {
        call_inner();
        outer_runs.write(outer_runs.read() + 1);
      });
      check<B>(outer_runs.read() == 1, "what the outer function did is visible");
    }
    check<B>(inner_runs.read() == 1, "what the inner function did is visible");
  }

  void call_inner() {
    inner.call([this] { inner_runs.write(inner_runs.read() + 1); });
  }

  once_flag_of<Row, B> outer;
  once_flag_of<Row, B> inner;
  typename B::template plain<unsigned> outer_runs{0};
  typename B::template plain<unsigned> inner_runs{0};
};

/// The second thread to come back destroys the flag, perhaps before the first has left its call.
template <backend B, class Row>
requires(Row::contract.destroyable) struct destroyed_after_call {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    if (index == 1) {
      // relaxed: as below.
      flag->call([this] { started.store(true, order::relaxed); });
      return;
    }
    // relaxed: only the order of the calls is wanted.
    B::await(started, order::relaxed, [](bool yes) { return yes; });
    flag->call([] {});
    destroy<B>(flag);
  }

  using flag_type = once_flag_of<Row, B>;
  flag_type* flag = create<B, flag_type>();
  typename B::template atomic<bool> started{false};
};

/// Every client of a row, with its name.
struct once_flag_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    visit.template operator()<called_by_many<B, Row, 2>>("called by two");
    visit.template operator()<called_by_many<B, Row, 3>>("called by three");
    visit.template operator()<retried_after_exceptions<B, Row, 2, 1>>("one of two throws");
    visit.template operator()<retried_after_exceptions<B, Row, 3, 1>>("one of three throws");
    visit.template operator()<retried_after_exceptions<B, Row, 3, 2>>("two of three throw");
    visit.template operator()<nested_calls<B, Row>>("nested calls");
    if constexpr (Row::contract.destroyable) {
      visit.template operator()<destroyed_after_call<B, Row>>("destroyed after a call");
    }
  }
};

}  // namespace interlock::checks
