// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/locks.hpp.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "arrivals.hpp"
#include "check.hpp"
#include "wrapping_row.hpp"

#include <cstdint>

namespace interlock::checks {

template <backend B, class Row>
using lock_of = typename Row::template type<B>;

/// A row with room in line for one thread.
template <class Row>
struct crowded_row : Row {
  template <backend B>
  using type = typename Row::template crowded<B>;
};

/// Mutual exclusion and visibility: the first thread enters `Times` times.
template <backend B, class Row, unsigned Threads = 3, unsigned Times = 2>
struct exclusion {
  static constexpr unsigned threads = Threads;

  void thread(unsigned index) {
    enter();
    for (unsigned again = 1; index == 0 && again != Times; ++again) enter();
  }
  void after() {
    check<B>(entries.read() == threads - 1 + Times, "every critical section took effect");
  }

  void enter() {
    lock.lock();
    entries.write(entries.read() + 1);
    lock.unlock();
  }

  lock_of<B, Row> lock;
  typename B::template plain<unsigned> entries{0};
};

/// One has the lock when another one comes for it, and a third that tries, or that comes too. Not
/// for Relacy, which runs `before` on any of the threads.
template <backend B, class Row, bool Tries>
requires sees_all_executions<B>
struct handing_over {
  static constexpr unsigned threads = 3;

  void before() { lock.lock(); }
  void thread(unsigned index) {
    if (index == 1) lock.lock();
    if (index == 2) {
      if (Tries) {
        got = lock.try_lock();
        reachable<B>("try_lock fails", !got);
        reachable<B>("try_lock succeeds", got);
        if (!got) return;
      } else {
        lock.lock();
      }
    }
    entries.write(entries.read() + 1);
    lock.unlock();
  }
  void after() {
    check<B>(entries.read() == 2 + unsigned{got}, "every critical section took effect");
    check<B>(lock.try_lock(), "the lock is free at the end");
    lock.unlock();
  }

  lock_of<B, Row> lock;
  typename B::template plain<unsigned> entries{0};
  bool got = !Tries;
};

/// One has the lock at first, and all come twice, so that they use places in line again.
template <backend B, class Row>
requires sees_all_executions<B>
struct reusing_places {
  static constexpr unsigned threads = 3;

  void before() { lock.lock(); }
  void thread(unsigned index) {
    if (index == 0) {
      lock.unlock();
    } else {
      enter();
    }
    enter();
  }
  void after() { check<B>(entries.read() == 5, "every critical section took effect"); }

  void enter() {
    lock.lock();
    entries.write(entries.read() + 1);
    lock.unlock();
  }

  lock_of<B, Row> lock;
  typename B::template plain<unsigned> entries{0};
};

/// Owners with a node of their own beside those without; the last of all destroys the lock.
template <backend B, class Row>
requires requires { typename lock_of<B, Row>::scoped_lock; }
struct scoped_locking {
  static constexpr unsigned threads = 3;
  using guard = typename lock_of<B, Row>::scoped_lock;

  struct shared_state {
    lock_of<B, Row> lock;
    typename B::template plain<unsigned> users{threads + 1};
  };

  void thread(unsigned index) {
    const bool again = index == 0;
    if (again) (void)leaves_last(false);
    if (leaves_last(!again)) destroy<B>(state);
  }

  bool leaves_last(bool scoped) {
    if (scoped) {
      const guard held{state->lock};
      return is_last();
    }
    state->lock.lock();
    const bool last = is_last();
    state->lock.unlock();
    return last;
  }
  bool is_last() {
    const unsigned left = state->users.read() - 1;
    state->users.write(left);
    return left == 0;
  }

  shared_state* state = create<B, shared_state>();
};

/// try_lock excludes too, and a lock that is free when all try it goes to one of them at least.
template <backend B, class Row>
struct trying {
  static constexpr unsigned threads = 2;

  void before() {
    check<B>(lock.try_lock(), "try_lock takes a free lock");
    if constexpr (!Row::contract.recursive) {
      check<B>(!lock.try_lock(), "try_lock fails while the lock is held");
    }
    lock.unlock();
  }
  void thread(unsigned index) {
    held[index] = lock.try_lock();
    if (!held[index]) return;
    entries.write(entries.read() + 1);
    lock.unlock();
  }
  void after() {
    check<B>(held[0] || held[1], "some try_lock takes a free lock");
    reachable<B>("one fails", held[0] != held[1]);
    reachable<B>("both succeed", held[0] && held[1]);
    check<B>(entries.read() == unsigned{held[0]} + unsigned{held[1]}, "try_lock excludes");
    check<B>(lock.try_lock(), "the lock is free at the end");
    lock.unlock();
  }

  lock_of<B, Row> lock;
  typename B::template plain<unsigned> entries{0};
  bool held[threads] = {};
};

/// try_lock against lock.
template <backend B, class Row>
struct trying_against_locking {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    if (index == 0) {
      lock.lock();
    } else {
      const bool got = lock.try_lock();
      reachable<B>("try_lock fails", !got);
      reachable<B>("try_lock succeeds", got);
      if (!got) return;
    }
    entries.write(entries.read() + 1);
    lock.unlock();
  }

  lock_of<B, Row> lock;
  typename B::template plain<unsigned> entries{0};
};

/// One waiter may give up at any moment; the others must get the lock all the same.
template <backend B, class Row, unsigned Threads = 3>
requires(Row::contract.timed) struct timed_locking {
  static constexpr unsigned threads = Threads;

  void thread(unsigned index) {
    if (index == 0) {
      got = lock.try_lock_until(soon());
      reachable<B>("its time is up", !got);
      if (!got) return;
    } else {
      lock.lock();
    }
    entries.write(entries.read() + 1);
    lock.unlock();
  }
  void after() {
    check<B>(entries.read() == threads - 1 + unsigned{got}, "every critical section took effect");
    check<B>(lock.try_lock(), "the lock is free at the end");
    lock.unlock();
  }

  lock_of<B, Row> lock;
  typename B::template plain<unsigned> entries{0};
  bool got = false;
};

/// The owner takes the lock again, as often as it may; nobody enters before it has freed it as
/// often.
template <backend B, class Row>
requires(Row::contract.recursive) struct nesting {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    lock.lock();
    entries.write(entries.read() + 1);
    if (index == 0) {
      lock.lock();
      check<B>(!lock.try_lock(), "a third level is too deep");
      lock.unlock();
    } else {
      check<B>(lock.try_lock(), "try_lock takes what is ours");
      lock.unlock();
    }
    entries.write(entries.read() + 1);
    lock.unlock();
  }
  void after() {
    check<B>(entries.read() == 2 * threads, "every critical section took effect");
    check<B>(lock.try_lock(), "the lock is free at the end");
    lock.unlock();
  }

  typename Row::template shallow<B> lock;
  typename B::template plain<unsigned> entries{0};
};

/// Two locks at once, which both threads take in the same order, or not.
template <backend B, class Row, bool SameOrder>
struct taking_two {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    if (SameOrder || index == 0) {
      enter(outer, inner);
    } else {
      enter(inner, outer);
    }
  }
  void after() { check<B>(entries.read() == threads, "every critical section took effect"); }

  void enter(lock_of<B, Row>& first, lock_of<B, Row>& second) {
    first.lock();
    second.lock();
    entries.write(entries.read() + 1);
    second.unlock();
    first.unlock();
  }

  lock_of<B, Row> outer;
  lock_of<B, Row> inner;
  typename B::template plain<unsigned> entries{0};
};

/// The last user destroys the lock as soon as it has released it, while others may still be leaving
/// `unlock()`.
template <backend B, class Row, unsigned Threads = 2>
struct destroyed_by_the_last {
  static constexpr unsigned threads = Threads;

  struct shared_state {
    lock_of<B, Row> lock;
    typename B::template plain<unsigned> users{threads};
  };

  void thread(unsigned) {
    state->lock.lock();
    const unsigned left = state->users.read() - 1;
    state->users.write(left);
    state->lock.unlock();
    if (left == 0) destroy<B>(state);
  }

  shared_state* state = create<B, shared_state>();
};

/// A place that one thread leaves behind when it ends is another's, with all that was done to it.
template <backend B, class Row>
struct inheriting_a_place {
  static constexpr unsigned threads = 2;

  void thread(unsigned) {
    const bool mine = Row::template one_place<B>::mine() != 0;
    reachable<B>("there is no place", !mine);
    if (!mine) return;
    reachable<B>("a place is inherited", uses.read() != 0);
    uses.write(uses.read() + 1);
  }

  typename B::template plain<unsigned> uses{0};
};

/// A lock that prefers its owner's group, without the preference: it leaves the group each time.
template <class Row>
struct never_passing : Row {
  template <backend B>
  using type = typename Row::template with_passes<0, B>;
};

/// Every client of a row, with its name.
struct lock_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    if constexpr (Row::contract.intricate) {
      visit.template operator()<exclusion<B, Row, 2>>("exclusion of two");
      visit.template operator()<large<exclusion<B, Row, 3, 1>>>("exclusion of three, once");
      visit.template operator()<large<exclusion<B, Row>>>("exclusion");
      if constexpr (sees_all_executions<B>) {
        visit.template operator()<handing_over<B, Row, true>>("handing over beside a try");
        visit.template operator()<large<handing_over<B, Row, false>>>("handing over to two");
      }
    } else {
      visit.template operator()<exclusion<B, Row>>("exclusion");
    }
    if constexpr (requires { typename lock_of<B, Row>::scoped_lock; }) {
      visit.template operator()<scoped_locking<B, Row>>("scoped locking");
    }
    if constexpr (sees_all_executions<B> && Row::contract.recycles) {
      visit.template operator()<reusing_places<B, Row>>("reusing places");
    }
    if constexpr (!Row::contract.parks || !Row::contract.intricate || Row::contract.fifo) {
      visit.template operator()<large<exclusion<B, Row, 4, 1>>>("exclusion of four, once");
    }
    if constexpr (requires { typename Row::template crowded<B>; }) {
      visit.template operator()<inheriting_a_place<B, Row>>("inheriting a place");
      visit.template operator()<exclusion<B, crowded_row<Row>>>("exclusion, crowded");
      visit.template operator()<large<exclusion<B, crowded_row<Row>, 4, 1>>>(
          "exclusion of four, crowded");
    }
    if constexpr (Row::contract.starts_anywhere) {
      visit.template operator()<exclusion<B, wrapping_row<Row>, 2, 2>>("exclusion across the wrap");
    }
    visit.template operator()<trying<B, Row>>("trying");
    visit.template operator()<trying_against_locking<B, Row>>("trying against locking");
    if constexpr (Row::contract.timed) {
      if constexpr (Row::contract.intricate) {
        visit.template operator()<timed_locking<B, Row, 2>>("timed locking of two");
        visit.template operator()<large<timed_locking<B, Row>>>("timed locking");
      } else {
        visit.template operator()<timed_locking<B, Row>>("timed locking");
      }
    }
    if constexpr (Row::contract.reports_orders) {
      visit.template operator()<taking_two<B, Row, true>>("taking two, in one order");
    }
    if constexpr (Row::contract.recursive) {
      visit.template operator()<nesting<B, Row>>("nesting");
    }
    visit.template operator()<destroyed_by_the_last<B, Row>>("destroyed by the last user");
    if constexpr (Row::contract.local) {
      visit.template operator()<destroyed_by_the_last<B, never_passing<Row>, 3>>(
          "destroyed by the last of three");
    }
    if constexpr (sees_all_executions<B> && Row::contract.fifo) {
      visit.template operator()<arrivals<B, typename Row::template type<noting<B>>, 0>>(
          "order of arrival");
    }
    if constexpr (sees_all_executions<B> && Row::contract.local) {
      visit.template operator()<arrivals<B, typename Row::template with_passes<1, noting<B>>, 1>>(
          "no more pass than may");
    }
  }
};

}  // namespace interlock::checks
