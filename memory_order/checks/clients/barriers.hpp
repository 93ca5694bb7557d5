// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/barriers.hpp.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "check.hpp"
#include "gates.hpp"

#include <cstdint>
#include <type_traits>
#include <utility>

namespace interlock::checks {

/// A completion function that counts its calls.
template <backend B>
struct counted_completion {
  typename B::template plain<unsigned>* calls;
  void operator()() noexcept { calls->write(calls->read() + 1); }
};

template <class Row, backend B>
using barrier_of = typename Row::template type<counted_completion<B>, B>;

/// Threads go through `Phases` phases, in which each writes what the others read in the next; the
/// phases are numbered from `First`.
template <backend B, class Row, unsigned Threads, unsigned Phases, bool Wraps = false>
struct phases_in_step {
  static constexpr unsigned threads = Threads;
  static constexpr std::uint32_t first = Wraps ? 0x7FFF'FFFF : 0;

  void thread(unsigned index) {
    for (unsigned phase = 1; phase <= Phases; ++phase) {
      work[phase - 1][index].write(phase);
      if (index == 0) {
        barrier.arrive_and_wait();
      } else {
        barrier.wait(barrier.arrive());
      }
      // The next call comes after our next arrival.
      check<B>(calls.read() == phase, "the completion function ran once for each phase");
      for (unsigned each = 0; each < threads; ++each) {
        check<B>(work[phase - 1][each].read() == phase, "what came before the arrivals is visible");
      }
    }
  }

  typename B::template plain<unsigned> calls{0};
  typename B::template plain<unsigned> work[Phases][Threads];
  barrier_of<Row, B> barrier{Threads, counted_completion<B>{&calls}, first};
};

/// The completion function sees what came before every arrival, one of which nobody waits for.
template <backend B, class Row>
struct completion_sees_all {
  static constexpr unsigned threads = 3;

  struct completion {
    completion_sees_all* client;
    void operator()() noexcept {
      for (const auto& each : client->work) {
        check<B>(each.read() == 1, "what came before the arrivals is visible");
      }
      client->completed.write(1);
    }
  };

  void thread(unsigned index) {
    work[index].write(1);
    if (index == 0) {
      (void)barrier.arrive();
    } else {
      barrier.arrive_and_wait();
      check<B>(completed.read() == 1, "the completion function has run");
    }
  }

  typename B::template plain<int> work[threads];
  typename B::template plain<int> completed{0};
  typename Row::template type<completion, B> barrier{threads, completion{this}};
};

/// One thread drops out after the first phase; the others go on.
template <backend B, class Row, unsigned Threads>
struct one_drops_out {
  static constexpr unsigned threads = Threads;

  void thread(unsigned index) {
    if (index == 0) {
      barrier.arrive_and_drop();
      return;
    }
    for (unsigned phase = 1; phase <= 2; ++phase) {
      barrier.arrive_and_wait();
      check<B>(calls.read() == phase, "the completion function ran once for each phase");
    }
  }
  void after() { check<B>(calls.read() == 2, "both phases have ended"); }

  typename B::template plain<unsigned> calls{0};
  barrier_of<Row, B> barrier{Threads, counted_completion<B>{&calls}};
};

/// A phase for each of two arrivals, without a wait between them: the second completion comes after
/// the first.
template <backend B, class Row>
struct phases_without_waits {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    if (index == 0) {
      (void)barrier.arrive();
      // relaxed: tells that the second phase has begun, and orders nothing.
      begun.store(1, order::relaxed);
      return;
    }
    // relaxed: the same.
    const bool second = begun.load(order::relaxed) == 1;
    reachable<B>("both arrive", second);
    if (second) (void)barrier.arrive();
  }

  typename B::template plain<unsigned> calls{0};
  typename B::template atomic<int> begun{0};
  barrier_of<Row, B> barrier{1, counted_completion<B>{&calls}};
};

/// Two arrivals at once, by a thread that then waits for the phase after a timeout or two.
template <backend B, class Row>
requires(Row::contract.timed) struct arrival_of_two {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    if (index == 0) {
      auto token = barrier.arrive(2);
      if (!barrier.wait_until(token, soon()) && !barrier.try_wait(token)) {
        barrier.wait(std::move(token));
      }
    } else {
      barrier.arrive_and_wait();
    }
    check<B>(calls.read() == 1, "the completion function has run");
  }

  typename B::template plain<unsigned> calls{0};
  barrier_of<Row, B> barrier{3, counted_completion<B>{&calls}};
};

/// Every client of a row, with its name.
struct barrier_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    each_gate_client<B, Row>(visit);
    visit.template operator()<phases_in_step<B, Row, 2, 1>>("one phase of two");
    visit.template operator()<phases_in_step<B, Row, 2, 2>>("two phases of two");
    visit.template operator()<phases_in_step<B, Row, 3, 1>>("one phase of three");
    visit.template operator()<large<phases_in_step<B, Row, 3, 2>>>("two phases of three");
    visit.template operator()<large<phases_in_step<B, Row, 4, 1>>>("one phase of four");
    visit.template operator()<phases_in_step<B, Row, 2, 2, true>>("phase counter wraps around");
    visit.template operator()<phases_without_waits<B, Row>>("phases without waits");
    visit.template operator()<completion_sees_all<B, Row>>("completion sees all");
    visit.template operator()<one_drops_out<B, Row, 2>>("one of two drops out");
    visit.template operator()<one_drops_out<B, Row, 3>>("one of three drops out");
    if constexpr (Row::contract.timed) {
      visit.template operator()<arrival_of_two<B, Row>>("arrival of two");
    }
  }
};

}  // namespace interlock::checks
