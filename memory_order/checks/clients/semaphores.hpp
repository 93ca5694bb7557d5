// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/semaphores.hpp.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "check.hpp"

namespace interlock::checks {

template <class Row, backend B>
using semaphore_of = typename Row::template type<B>;

/// A semaphore of one unit excludes. The first thread enters `Times` times.
template <backend B, class Row, unsigned Threads, unsigned Times>
struct one_unit {
  static constexpr unsigned threads = Threads;

  void thread(unsigned index) {
    enter();
    for (unsigned again = 1; index == 0 && again != Times; ++again) enter();
  }
  void after() {
    check<B>(entries.read() == threads - 1 + Times, "every critical section took effect");
  }

  void enter() {
    semaphore.acquire();
    entries.write(entries.read() + 1);
    semaphore.release();
  }

  semaphore_of<Row, B> semaphore{1};
  typename B::template plain<unsigned> entries{0};
};

/// A producer and a consumer take turns on one place.
template <backend B, class Row>
struct handover {
  static constexpr unsigned threads = 2;
  static constexpr unsigned rounds = 2;

  void thread(unsigned index) {
    for (unsigned round = 1; round <= rounds; ++round) {
      if (index == 0) {
        empty.acquire();
        place.write(round);
        full.release();
      } else {
        full.acquire();
        check<B>(place.read() == round, "what was released is visible");
        empty.release();
      }
    }
  }

  semaphore_of<Row, B> empty{1};
  semaphore_of<Row, B> full{0};
  typename B::template plain<unsigned> place{0};
};

/// One release of two units lets two threads through.
template <backend B, class Row>
requires(!Row::contract.binary) struct release_of_two {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    if (index == 2) {
      data.write(1);
      semaphore.release(2);
    } else {
      semaphore.acquire();
      check<B>(data.read() == 1, "what was released is visible");
    }
  }
  void after() { check<B>(!semaphore.try_acquire(), "no unit is left"); }

  semaphore_of<Row, B> semaphore{0};
  typename B::template plain<int> data{0};
};

/// Two releases let two threads through, also when the second comes before the first has been used.
template <backend B, class Row>
requires(!Row::contract.binary) struct two_releases {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    if (index == 2) {
      semaphore.release();
      semaphore.release();
    } else {
      semaphore.acquire();
    }
  }
  void after() { check<B>(!semaphore.try_acquire(), "no unit is left"); }

  semaphore_of<Row, B> semaphore{0};
};

/// A waiter may give up at any moment: the unit goes to it or to the other one, and is never lost.
template <backend B, class Row>
requires(Row::contract.timed) struct timed_acquiring {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    if (index == 0) {
      const bool got = semaphore.try_acquire_until(soon());
      reachable<B>("its time is up", !got);
      if (!got) return;
      entries.write(entries.read() + 1);
      semaphore.release();
    } else if (index == 1) {
      semaphore.acquire();
      entries.write(entries.read() + 1);
    } else {
      semaphore.release();
    }
  }
  void after() { check<B>(!semaphore.try_acquire(), "the unit was taken once"); }

  semaphore_of<Row, B> semaphore{0};
  typename B::template plain<unsigned> entries{0};
};

/// try_acquire neither blocks nor loses a unit.
template <backend B, class Row>
struct trying_to_acquire {
  static constexpr unsigned threads = 2;

  void before() {
    check<B>(semaphore.try_acquire(), "try_acquire takes a unit that is there");
    check<B>(!semaphore.try_acquire(), "try_acquire fails without a unit");
    semaphore.release();
  }
  void thread(unsigned index) {
    held[index] = semaphore.try_acquire();
    if (!held[index]) return;
    entries.write(entries.read() + 1);
    semaphore.release();
  }
  void after() {
    check<B>(held[0] || held[1], "some try_acquire takes the unit");
    reachable<B>("one fails", held[0] != held[1]);
    reachable<B>("both succeed", held[0] && held[1]);
    check<B>(semaphore.try_acquire(), "the unit is back at the end");
    check<B>(!semaphore.try_acquire(), "there is one unit at the end");
  }

  semaphore_of<Row, B> semaphore{1};
  typename B::template plain<unsigned> entries{0};
  bool held[threads] = {};
};

/// The thread that was let through destroys the semaphore, perhaps before `release()` has returned.
template <backend B, class Row>
struct destroyed_after_acquire {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    if (index == 0) {
      done->acquire();
      destroy<B>(done);
    } else {
      done->release();
    }
  }

  semaphore_of<Row, B>* done = create<B, semaphore_of<Row, B>>(0);
};

/// Every client of a row, with its name.
struct semaphore_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    visit.template operator()<one_unit<B, Row, 2, 2>>("one unit, twice");
    visit.template operator()<one_unit<B, Row, 3, 1>>("one unit of three threads");
    visit.template operator()<large<one_unit<B, Row, 3, 2>>>("one unit of three threads, twice");
    visit.template operator()<handover<B, Row>>("handover");
    if constexpr (!Row::contract.binary) {
      visit.template operator()<release_of_two<B, Row>>("release of two");
      visit.template operator()<two_releases<B, Row>>("two releases");
    }
    if constexpr (Row::contract.timed) {
      visit.template operator()<timed_acquiring<B, Row>>("timed acquiring");
    }
    visit.template operator()<trying_to_acquire<B, Row>>("trying to acquire");
    visit.template operator()<destroyed_after_acquire<B, Row>>("destroyed after acquire");
  }
};

}  // namespace interlock::checks
