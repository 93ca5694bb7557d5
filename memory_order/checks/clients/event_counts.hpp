// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/event_counts.hpp, besides those of gates and of semaphores.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "check.hpp"
#include "gates.hpp"
#include "semaphores.hpp"
#include "support/permits.hpp"

#include <cstdint>

namespace interlock::checks {

template <class Row, backend B>
using event_count_of = typename Row::template type<B>;

/// "Change, notify" against "announce, look, wait", where nothing but the event count orders the
/// change and the looks. The epoch begins at `First`.
template <backend B, class Row, unsigned Waiters, bool All, std::uint32_t First = 0>
struct no_change_is_missed {
  static constexpr unsigned threads = Waiters + 1;

  void thread(unsigned index) {
    if (index < Waiters) {
      // relaxed: the event count alone orders it.
      event.wait([this] { return changed.load(order::relaxed); });
      return;
    }
    // relaxed: as above.
    changed.store(true, order::relaxed);
    All ? event.notify_all() : event.notify_one();
  }

  event_count_of<Row, B> event{First};
  typename B::template atomic<bool> changed{false};
};

/// Two changes, each with a notification; a waiter waits for the first and then for the second.
template <backend B, class Row>
struct change_after_change {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    for (unsigned round = 1; round <= 2; ++round) {
      if (index == 0) {
        // relaxed: the event count alone orders it.
        event.wait([this, round] { return changes.load(order::relaxed) >= round; });
      } else {
        // relaxed: as above.
        changes.store(round, order::relaxed);
        event.notify_one();
      }
    }
  }

  event_count_of<Row, B> event;
  typename B::template atomic<unsigned> changes{0};
};

/// Step by step: a thread that looks after its announcement and cancels takes no notification from
/// the one that sleeps.
template <backend B, class Row>
struct one_cancels {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    if (index == 2) {
      // relaxed: the event count alone orders it.
      changed.store(true, order::relaxed);
      event.notify_one();
      return;
    }
    if (index == 1) {
      (void)event.prepare_wait();
      event.cancel_wait();
      return;
    }
    // relaxed: as above.
    while (!changed.load(order::relaxed)) {
      const auto key = event.prepare_wait();
      // relaxed: as above.
      if (changed.load(order::relaxed)) return event.cancel_wait();
      event.commit_wait(key);
    }
  }

  event_count_of<Row, B> event;
  typename B::template atomic<bool> changed{false};
};

/// A wait with a limit, by hand: if nothing has come when the time is up, nothing was changed
/// before the announcement.
template <backend B, class Row>
requires(Row::contract.timed) struct commit_with_limit {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    if (index == 1) {
      // relaxed: the event count alone orders it.
      changed.store(true, order::relaxed);
      event.notify_one();
      return;
    }
    const auto key = event.prepare_wait();
    // relaxed: as above.
    if (changed.load(order::relaxed)) return event.cancel_wait();
    const bool notified = event.commit_wait_until(key, soon());
    reachable<B>("its time is up", !notified);
    reachable<B>("it is notified", notified);
  }
  void after() { event.notify_all(); }

  event_count_of<Row, B> event;
  typename B::template atomic<bool> changed{false};
};

/// Every client of a row, with its name.
struct event_count_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    constexpr std::uint32_t last = 0xFFFF'FFFF;
    using permits = support::permits_row<Row>;
    visit.template operator()<no_change_is_missed<B, Row, 1, false>>("no change is missed");
    visit.template operator()<no_change_is_missed<B, Row, 1, false, last>>("epoch wraps around");
    visit.template operator()<no_change_is_missed<B, Row, 2, true>>("no change is missed by two");
    visit.template operator()<change_after_change<B, Row>>("change after change");
    visit.template operator()<one_cancels<B, Row>>("one cancels");
    if constexpr (Row::contract.timed) {
      visit.template operator()<commit_with_limit<B, Row>>("commit with limit");
    }
    each_gate_client<B, Row>(visit);
    visit.template operator()<one_unit<B, permits, 2, 2>>("one permit, twice");
    visit.template operator()<large<one_unit<B, permits, 3, 1>>>("one permit of three threads");
    visit.template operator()<handover<B, permits>>("handover of permits");
    visit.template operator()<large<two_releases<B, permits>>>("two permits");
    visit.template operator()<trying_to_acquire<B, permits>>("trying to take a permit");
    if constexpr (Row::contract.timed) {
      visit.template operator()<large<timed_acquiring<B, permits>>>("timed permits");
    }
  }
};

}  // namespace interlock::checks
