// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/reclaimers.hpp. Reading an object that has been reclaimed,
/// reclaiming it before a reader's access happens before that, reclaiming it twice and not at all:
/// all are seen by the backend.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/order.hpp>

#include "check.hpp"
#include "domains.hpp"
#include "retirable.hpp"

namespace interlock::checks {

/// The current object, from which readers come to others.
template <backend B, class Row>
struct current_object {
  using object = retirable<B, Row>;

  /// Every thread protects something before it starts: whatever the row keeps for each thread is
  /// there.
  void warm_up(unsigned) {
    typename Row::template guard<B> guard;
    (void)guard.protect(current);
  }
  void after() {
    // relaxed: alone again.
    delete current.load(order::relaxed);
    Row::template reclaim<B>();
  }

  /// The object that was current; nobody else gets it.
  object* replace(unsigned number) {
    // release: publishes the new object; acquire: the old one's contents, for its destructor.
    return current.exchange(new object{number}, order::acq_rel);
  }

  typename B::template atomic<object*> current{new object{0}};
};

/// `Writers` threads replace and retire the current object, each `Replacements` times; the others
/// read it.
template <backend B, class Row, unsigned Readers, unsigned Writers, unsigned Replacements = 1,
          unsigned Reads = 1>
struct replace_and_read : current_object<B, Row> {
  static constexpr unsigned threads = Readers + Writers;

  void thread(unsigned index) {
    if (index < Readers) {
      for (unsigned each = 0; each != Reads; ++each) read();
    } else {
      for (unsigned each = 0; each != Replacements; ++each)
        Row::template retire<B>(this->replace(each + 1));
    }
  }

  void read() {
    typename Row::template guard<B> guard;
    auto* const it = guard.protect(this->current);
    const unsigned first = it->number.read();
    reachable<B>("the first object is read", first == 0);
    reachable<B>("a new object is read", first != 0);
    // The writers' turn: what is protected does not change.
    B::yield();
    check<B>(it->number.read() == first, "a protected object stays as it is");
  }
};

/// Retires several objects while another thread protects one of them again and again.
template <backend B, class Row>
struct reads_across_replacements : current_object<B, Row> {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    if (index == 0) {
      typename Row::template guard<B> guard;
      unsigned last = 0;
      for (unsigned each = 0; each != 2; ++each) {
        const unsigned now = guard.protect(this->current)->number.read();
        check<B>(now >= last, "protect never goes back");
        last = now;
      }
    } else {
      for (unsigned each = 1; each != 3; ++each) Row::template retire<B>(this->replace(each));
    }
  }
};

/// A thread retires an object that another one protects, and ends: somebody else must reclaim it.
template <backend B, class Row>
struct left_behind {
  static constexpr unsigned threads = 2;
  using object = retirable<B, Row>;

  void before() {
    // relaxed: alone so far.
    current.load(order::relaxed)->end = &end;
  }
  void thread(unsigned index) {
    if (index == 0) {
      {
        typename Row::template guard<B> guard;
        (void)guard.protect(current);
      }
      Row::template reclaim<B>();
      reachable<B>("the reader reclaims it", end.count == 1 && end.by == B::thread_id());
    } else {
      // relaxed: the object is older than the threads, and nobody reads the null pointer's past.
      object* const old = current.exchange(nullptr, order::relaxed);
      old->number.write(1);
      Row::template retire<B>(old);
    }
  }
  void after() {
    Row::template reclaim<B>();
    check<B>(end.count == 1, "what was retired is reclaimed once");
  }

  typename B::template atomic<object*> current{new object{0}};
  ends<B> end;
};

/// Every client of a row, with its name.
struct reclaimer_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    visit.template operator()<replace_and_read<B, Row, 1, 1>>("one reader, one writer");
    visit.template operator()<replace_and_read<B, Row, 1, 1, 2, 2>>(
        "one reader, one writer, twice");
    visit.template operator()<replace_and_read<B, Row, 2, 1>>("two readers");
    visit.template operator()<replace_and_read<B, Row, 1, 2>>("two writers");
    visit.template operator()<reads_across_replacements<B, Row>>("reads across replacements");
    visit.template operator()<left_behind<B, Row>>("left behind");
    if constexpr (Row::contract.domains) each_of_domains<B, Row>(visit);
  }

 private:
  template <backend B, class Row, class Visit>
  static void each_of_domains(Visit&& visit) {
    visit.template operator()<shared_domain<B, Row>>("two threads, one domain");
    visit.template operator()<guards_in_turn<B, Row>>("two readers, one domain");
    visit.template operator()<read_in_domain<B, Row>>("one reader, one writer, one domain");
  }
};

}  // namespace interlock::checks
