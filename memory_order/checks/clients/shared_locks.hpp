// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/shared_locks.hpp.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/detail/waiting_line.hpp>

#include "biased_readers.hpp"
#include "check.hpp"
#include "shared_lock_client.hpp"
#include "upgrading.hpp"
#include "wrapping_row.hpp"

namespace interlock::checks {

/// Writers exclude everybody, and readers see their work.
template <backend B, class Row, unsigned Readers, unsigned Writers>
struct reading_and_writing : shared_lock_client<B, Row> {
  static constexpr unsigned threads = Readers + Writers;

  void thread(unsigned index) {
    if (index < Writers) {
      this->write();
    } else {
      (void)this->read();
    }
  }
  void after() {
    check<B>(this->read() == Writers, "every critical section took effect");
    this->expect_free();
  }
};

/// Three threads come twice: one reads, one writes, one reads and then writes.
template <backend B, class Row>
struct coming_back : shared_lock_client<B, Row> {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    for (int time = 0; time < 2; ++time) {
      if (index == 0 || (index == 1 && time == 0)) {
        (void)this->read();
      } else {
        this->write();
      }
    }
  }
  void after() { check<B>(this->read() == 3, "every critical section took effect"); }
};

/// Two readers meet inside.
template <backend B, class Row>
struct readers_meet : shared_lock_client<B, Row> {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    this->lock.lock_shared();
    inside[index].store(1, order::relaxed);
    B::await(inside[1 - index], order::relaxed, [](std::uint32_t now) { return now == 1; });
    this->lock.unlock_shared();
  }

  typename B::template atomic<std::uint32_t> inside[threads] = {};
};

/// Attempts that never block, of both sorts, against each other and against one that blocks.
template <backend B, class Row>
struct trying_to_share : shared_lock_client<B, Row> {
  static constexpr unsigned threads = 3;

  void before() {
    check<B>(this->lock.try_lock_shared(), "try_lock_shared takes a free lock");
    check<B>(this->lock.try_lock_shared(), "try_lock_shared shares with another reader");
    check<B>(!this->lock.try_lock(), "try_lock fails while somebody reads");
    this->lock.unlock_shared();
    this->lock.unlock_shared();
    check<B>(this->lock.try_lock(), "try_lock takes a free lock");
    check<B>(!this->lock.try_lock_shared(), "try_lock_shared fails while somebody writes");
    this->lock.unlock();
  }
  void thread(unsigned index) {
    if (index == 0) {
      wrote = this->lock.try_lock();
      reachable<B>("try_lock fails", !wrote);
      reachable<B>("try_lock succeeds", wrote);
      if (!wrote) return;
      this->words.write();
      this->lock.unlock();
    } else if (index == 1) {
      const bool got = this->lock.try_lock_shared();
      reachable<B>("try_lock_shared fails", !got);
      reachable<B>("try_lock_shared succeeds", got);
      if (!got) return;
      (void)this->words.read();
      this->lock.unlock_shared();
    } else {
      this->write();
    }
  }
  void after() {
    check<B>(this->read() == 1 + unsigned{wrote}, "every critical section took effect");
    this->expect_free();
  }

  bool wrote = false;
};

/// A reader (or a writer) may give up at any moment; the others get the lock all the same.
template <backend B, class Row, bool Reader>
requires(Row::contract.timed) struct giving_up : shared_lock_client<B, Row> {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    if (index == 0) {
      this->write();
    } else if (index == 2) {
      Reader ? this->write() : void(this->read());
    } else if constexpr (Reader) {
      const bool got = this->lock.try_lock_shared_until(soon());
      reachable<B>("its time is up", !got);
      reachable<B>("it gets in", got);
      if (!got) return;
      (void)this->words.read();
      this->lock.unlock_shared();
    } else {
      wrote = this->lock.try_lock_until(soon());
      reachable<B>("its time is up", !wrote);
      reachable<B>("it gets in", wrote);
      if (!wrote) return;
      this->words.write();
      this->lock.unlock();
    }
  }
  void after() {
    const unsigned written = (Reader ? 2U : 1U) + unsigned{wrote};
    check<B>(this->read() == written, "every critical section took effect");
    this->expect_free();
  }

  bool wrote = false;
};

/// A writer comes, gives up perhaps, and comes back, while a reader may take its time to notice
/// that it has been let in.
template <backend B, class Row>
requires(Row::contract.timed) struct back_after_giving_up : shared_lock_client<B, Row> {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    if (index == 1) return void(this->read());
    this->write();
    const bool got = this->lock.try_lock_until(soon());
    reachable<B>("its time is up", !got);
    reachable<B>("it gets in", got);
    if (got) this->lock.unlock();
    this->write();
  }
  void after() {
    check<B>(this->read() == 2, "every critical section took effect");
    this->expect_free();
  }
};

/// The next owner destroys the lock when it is through, perhaps before the last one has returned
/// from its unlock.
template <backend B, class Row, bool LastOneRead>
struct destroyed_by_the_next {
  static constexpr unsigned threads = 2;

  void before() { LastOneRead ? lock->lock_shared() : lock->lock(); }
  void thread(unsigned index) {
    if (index == 0) {
      LastOneRead ? lock->unlock_shared() : lock->unlock();
      return;
    }
    if constexpr (LastOneRead) {
      lock->lock();
      lock->unlock();
    } else {
      lock->lock_shared();
      lock->unlock_shared();
    }
    destroy<B>(lock);
  }

  shared_lock_of<Row, B>* lock = create<B, shared_lock_of<Row, B>>();
};

/// Two readers leave, and the writer that comes next destroys the lock.
template <backend B, class Row>
struct destroyed_after_two_readers {
  static constexpr unsigned threads = 3;

  void before() {
    lock->lock_shared();
    lock->lock_shared();
  }
  void thread(unsigned index) {
    if (index != 2) return lock->unlock_shared();
    lock->lock();
    lock->unlock();
    destroy<B>(lock);
  }

  shared_lock_of<Row, B>* lock = create<B, shared_lock_of<Row, B>>();
};

/// A row with limits that a few threads reach.
template <class Row>
struct narrow_row : Row {
  template <backend B>
  using type = typename Row::template narrow<B>;
};

/// While one is the first, more threads come than the line takes; the last of them may give up at
/// any moment.
template <backend B, bool Timed>
struct full_line {
  static constexpr unsigned threads = 4;

  void before() { check<B>(line.join(deadline::never()), "an empty line lets one be the first"); }
  void thread(unsigned index) {
    if (index == 0) return line.leave();
    const bool patient = !Timed || index != 3;
    if (!line.join(patient ? deadline::never() : deadline::at(soon()))) {
      check<B>(!patient, "only who has a limit gives up");
      reachable<B>("one gives up", true);
      return;
    }
    entries.write(entries.read() + 1);
    line.leave();
  }
  void after() {
    check<B>(line.empty(), "the line is empty at the end");
    check<B>(entries.read() == 3 || (Timed && entries.read() == 2), "everybody had its turn");
  }

  detail::waiting_line<1, B> line;
  typename B::template plain<unsigned> entries{0};
};

/// Every client of a row, with its name.
struct shared_lock_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    visit.template operator()<reading_and_writing<B, Row, 1, 1>>("one reads, one writes");
    visit.template operator()<reading_and_writing<B, Row, 2, 1>>("two read, one writes");
    visit.template operator()<reading_and_writing<B, Row, 1, 2>>("one reads, two write");
    visit.template operator()<readers_meet<B, Row>>("readers meet");
    visit.template operator()<trying_to_share<B, Row>>("trying to share");
    if constexpr (Row::contract.timed) {
      visit.template operator()<giving_up<B, Row, true>>("a reader gives up");
      visit.template operator()<giving_up<B, Row, false>>("a writer gives up");
      visit.template operator()<back_after_giving_up<B, Row>>("a writer gives up and comes back");
    }
    visit.template operator()<destroyed_by_the_next<B, Row, true>>("destroyed after a reader");
    visit.template operator()<destroyed_by_the_next<B, Row, false>>("destroyed after a writer");
    if constexpr (!Row::contract.thread_bound) {
      visit.template operator()<destroyed_after_two_readers<B, Row>>("destroyed after two readers");
    }
    visit.template operator()<large<coming_back<B, Row>>>("coming back");
    visit.template operator()<large<reading_and_writing<B, Row, 2, 2>>>("two read, two write");
    if constexpr (Row::contract.starts_anywhere) {
      using wrapping = wrapping_row<Row>;
      visit.template operator()<reading_and_writing<B, wrapping, 2, 1>>(
          "two read, one writes, counters wrap");
      visit.template operator()<reading_and_writing<B, wrapping, 1, 2>>(
          "one reads, two write, counters wrap");
      visit.template operator()<trying_to_share<B, wrapping>>("trying to share, counters wrap");
    }
    if constexpr (Row::contract.biased) each_bias<B, Row>(visit);
    if constexpr (Row::contract.upgrade) each_upgrade_client<B, Row>(visit);
    if constexpr (requires { typename Row::template narrow<B>; }) each_limit<B, Row>(visit);
  }

 private:
  template <backend B, class Row, class Visit>
  static void each_bias(Visit&& visit) {
    using crowded = crowded_row<Row>;
    using shorter = short_row<Row>;
    visit.template operator()<after_a_reader<reading_and_writing<B, Row, 1, 1>>>(
        "biased, one reads, one writes");
    visit.template operator()<after_a_reader<reading_and_writing<B, Row, 2, 1>>>(
        "biased, two read, one writes");
    visit.template operator()<large<after_a_reader<reading_and_writing<B, crowded, 2, 1>>>>(
        "biased, two read in one slot, one writes");
    visit.template operator()<large<after_a_reader<reading_and_writing<B, Row, 1, 2>>>>(
        "biased, one reads, two write");
    visit.template operator()<large<after_a_reader<reading_and_writing<B, shorter, 2, 2>>>>(
        "biased, two read, two write");
    visit.template operator()<after_a_reader<readers_meet<B, crowded>>>(
        "biased, readers meet in one slot");
    visit.template operator()<after_a_reader<trying_to_share<B, Row>>>("biased, trying to share");
    if constexpr (Row::contract.timed) {
      visit.template operator()<biased_giving_up<B, Row>>("biased, a writer gives up");
    }
    visit.template operator()<large<bias_restored<B, shorter>>>("the bias is restored");
    visit.template operator()<two_in_one_slot<B>>("two readers in one slot");
    visit.template operator()<destroyed_after_a_biased_reader<B, Row>>(
        "destroyed after a biased reader");
  }

  template <backend B, class Row, class Visit>
  static void each_limit(Visit&& visit) {
    using narrow = narrow_row<Row>;
    visit.template operator()<reading_and_writing<B, narrow, 3, 0>>("three read where two may");
    visit.template operator()<large<reading_and_writing<B, narrow, 3, 1>>>(
        "three read where two may, one writes");
    visit.template operator()<large<coming_back<B, narrow>>>("coming back where one may pass");
    visit.template operator()<large<full_line<B, false>>>("a line that is full");
    visit.template operator()<large<full_line<B, true>>>("a line that is full, and one gives up");
  }
};

}  // namespace interlock::checks
