// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/parking_lots.hpp.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/parking_lot.hpp>

#include "check.hpp"

#include <cstdint>

namespace interlock::checks {

template <class Row, backend B>
using lot_of = typename Row::template type<B>;

/// What a sleeper that cannot time out does about its timeout.
inline constexpr auto never_late = [](bool) {};

/// A gate that sleepers wait behind and that one thread opens: the state is the user's, the line
/// the parking lot's.
template <backend B, class Lot>
struct parked_gate {
  parked wait(std::uint32_t while_it_is, const deadline& limit = deadline::never()) {
    const auto valid = [&] {
      if (state.load(order::acquire) != while_it_is) return false;
      ++sleepers;
      return true;
    };
    const auto on_timeout = [this](bool last) {
      --sleepers;
      timeouts += last ? 1 : 0;
    };
    return Lot::park(this, valid, on_timeout, limit);
  }

  typename B::template atomic<std::uint32_t> state{0};
  typename B::template plain<unsigned> data{0};
  // These belong to whoever runs with the queue locked.
  unsigned sleepers = 0;
  unsigned timeouts = 0;
};

/// Who sets the state and then wakes loses no sleeper; the token arrives, and with it what was
/// done.
template <backend B, class Row>
struct opening {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    if (index == 0) {
      gate.data.write(1);
      gate.state.store(1, order::release);
      woken = lot_of<Row, B>::unpark_all(&gate, 7);
      return;
    }
    const parked end = gate.wait(0);
    check<B>(end.result != park_result::timed_out, "nobody's time is up");
    check<B>(end.token == (end.result == park_result::unparked ? 7U : 0U), "the token arrives");
    check<B>(gate.data.read() == 1, "what was done before is visible");
    slept[index] = end.result == park_result::unparked;
  }
  void after() {
    check<B>(woken == std::size_t{slept[1]} + std::size_t{slept[2]}, "as many as slept were woken");
    reachable<B>("both slept", woken == 2);
    reachable<B>("nobody slept", woken == 0);
  }

  parked_gate<B, lot_of<Row, B>> gate;
  std::size_t woken = 0;
  bool slept[threads] = {};
};

/// Each call wakes one, who came first; what it says of the others is true.
template <backend B, class Row>
struct one_by_one {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    using lot = lot_of<Row, B>;
    if (index != 0) {
      const auto arrive = [&] { return !closed && (places[index] = ++came) != 0; };
      const parked end = lot::park(this, arrive, never_late);
      if (end.result == park_result::unparked) turns[places[index]] = end.token;
      return;
    }
    const unparked first = lot::unpark_one(this, [this](const unparked& found) {
      check<B>(found.one == (came > 0) && found.more == (came > 1), "the line is as they say");
      closed = true;
      return std::uintptr_t{1};
    });
    const unparked second =
        lot::unpark_one(this, [](const unparked&) { return std::uintptr_t{2}; });
    check<B>(second.one == first.more && !second.more, "nobody has got in line meanwhile");
    reachable<B>("there is nobody", !first.one);
    reachable<B>("there are two", second.one);
  }
  void after() {
    for (unsigned place = 1; place <= came; ++place) {
      check<B>(turns[place] == place, "first come, first served");
    }
  }

  // These belong to whoever runs with the queue locked.
  bool closed = false;
  unsigned came = 0;
  unsigned places[threads] = {};
  std::uintptr_t turns[threads] = {};
};

/// A sleeper may time out as it is woken: one of both happens, and both sides agree which.
template <backend B, class Row>
struct timeout_against_wake {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    using lot = lot_of<Row, B>;
    if (index == 0) {
      const parked end = gate.wait(0, deadline::at(soon()));
      woken = end.result == park_result::unparked;
      timed_out = end.result == park_result::timed_out;
      return;
    }
    gate.state.store(1, order::release);
    found = lot::unpark_one(&gate, [](const unparked&) { return std::uintptr_t{0}; }).one;
  }
  void after() {
    check<B>(found == woken, "who is woken does not time out");
    check<B>(gate.timeouts == unsigned{timed_out}, "a timeout is reported once, of the last one");
    reachable<B>("it times out", timed_out);
    reachable<B>("it is woken", woken);
    reachable<B>("it does not sleep", !woken && !timed_out);
  }

  parked_gate<B, lot_of<Row, B>> gate;
  bool woken = false;
  bool timed_out = false;
  bool found = false;
};

/// The last sleeper in line is moved, and the one before it woken if there is one; the one that may
/// time out does so meanwhile.
template <backend B, class Row, unsigned Sleepers, class Lot = lot_of<Row, B>>
struct moving {
  static constexpr unsigned threads = Sleepers + 1;

  void thread(unsigned index) {
    if (index != 0) {
      ends[index] = from.wait(0, index == 1 ? deadline::at(soon()) : deadline::never());
      return;
    }
    done = Lot::requeue(
        &from, &to,
        [&] {
          from.state.store(1, order::release);
          return requeue_plan{.wake = Sleepers - 1, .move = 1};
        },
        [&](const requeued& what) {
          check<B>(what.woken + what.moved == from.sleepers, "nobody is left behind");
          return std::uintptr_t{1};
        });
    const auto again = Lot::unpark_one(&to, [](const unparked&) { return std::uintptr_t{2}; });
    check<B>(!again.one || done.moved == 1, "only who was moved is there");
    reachable<B>("the moved one is woken at its new address", again.one);
    reachable<B>("the moved one has timed out at its new address", done.moved == 1 && !again.one);
    found = again.one;
  }
  void after() {
    std::size_t tokens[3] = {};
    for (unsigned index = 1; index != threads; ++index) {
      const parked& end = ends[index];
      check<B>(index == 1 || end.result != park_result::timed_out, "who has no limit is woken");
      ++tokens[end.token];
    }
    check<B>(tokens[1] == done.woken && tokens[2] == std::size_t{found}, "each is woken once");
    reachable<B>("all slept", done.woken + done.moved == Sleepers);
  }

  parked_gate<B, Lot> from;
  parked_gate<B, Lot> to;
  parked ends[threads] = {};
  requeued done;
  bool found = false;
};

/// The sleeper destroys what it slept at as soon as it wakes up.
template <backend B, class Row>
struct destroyed_by_the_sleeper {
  static constexpr unsigned threads = 2;
  using gate = parked_gate<B, lot_of<Row, B>>;

  void thread(unsigned index) {
    if (index == 0) {
      if (object->wait(0).result == park_result::unparked) destroy<B>(object);
      return;
    }
    const bool woken = lot_of<Row, B>::unpark_one(object, [this](const unparked&) {
                         object->state.store(1, order::release);
                         return std::uintptr_t{0};
                       }).one;
    if (!woken) slept_not = true;
  }
  void after() {
    if (slept_not) destroy<B>(object);
  }

  gate* object = create<B, gate>();
  bool slept_not = false;
};

/// Every client of a row, with its name.
struct parking_lot_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    visit.template operator()<opening<B, Row>>("opening");
    visit.template operator()<one_by_one<B, Row>>("one by one");
    visit.template operator()<timeout_against_wake<B, Row>>("timeout against wake");
    visit.template operator()<moving<B, Row, 1>>("moving one");
    visit.template operator()<moving<B, Row, 1, typename Row::template crowded<B>>>(
        "moving within one queue");
    visit.template operator()<large<moving<B, Row, 2>>>("moving one of two");
    visit.template operator()<destroyed_by_the_sleeper<B, Row>>("destroyed by the sleeper");
  }
};

}  // namespace interlock::checks
