// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/shared_locks.hpp that have upgrade access.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "check.hpp"
#include "shared_lock_client.hpp"

namespace interlock::checks {

/// Two threads look with upgrade access and then write, while a third one reads or writes: nobody
/// writes between the look and the write.
template <backend B, class Row, bool Reader>
requires(Row::contract.upgrade) struct upgrading : shared_lock_client<B, Row> {
  static constexpr unsigned threads = Reader ? 3 : 2;

  void thread(unsigned index) {
    if (index == 1) return Reader ? void(this->read()) : this->write();
    this->lock.lock_upgrade();
    const unsigned seen = this->words.read();
    this->lock.unlock_upgrade_and_lock();
    check<B>(this->words.read() == seen, "nobody writes during an upgrade");
    this->words.write();
    this->lock.unlock();
  }
  void after() {
    check<B>(this->read() == 2, "every critical section took effect");
    this->expect_free();
  }
};

/// An upgrade may be given up at any moment, with a reader inside and another thread waiting.
template <backend B, class Row, bool Reader>
requires(Row::contract.upgrade&& Row::contract.timed) struct giving_up_an_upgrade
    : shared_lock_client<B, Row> {
  static constexpr unsigned threads = 3;

  void before() { this->lock.lock_shared(); }
  void thread(unsigned index) {
    if (index == 0) return this->lock.unlock_shared();
    if (index == 1) return Reader ? void(this->read()) : this->write();
    this->lock.lock_upgrade();
    const unsigned seen = this->words.read();
    wrote = this->lock.try_unlock_upgrade_and_lock_until(soon());
    reachable<B>("its time is up", !wrote);
    reachable<B>("it writes", wrote);
    check<B>(this->words.read() == seen, "nobody writes during an upgrade");
    if (!wrote) return this->lock.unlock_upgrade();
    this->words.write();
    this->lock.unlock();
  }
  void after() {
    check<B>(this->read() == unsigned{wrote} + (Reader ? 0U : 1U),
             "every critical section took effect");
    this->expect_free();
  }

  bool wrote = false;
};

/// A writer becomes a reader, at once or by way of upgrade access, while another thread writes and
/// one reads.
template <backend B, class Row, bool ByUpgrade>
requires(Row::contract.upgrade) struct downgrading : shared_lock_client<B, Row> {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    if (index == 1) return this->write();
    if (index == 2) return void(this->read());
    this->lock.lock();
    this->words.write();
    const unsigned written = this->words.read();
    if (ByUpgrade) {
      this->lock.unlock_and_lock_upgrade();
      check<B>(this->words.read() == written, "nobody writes during a change of access");
      this->lock.unlock_upgrade_and_lock_shared();
    } else {
      this->lock.unlock_and_lock_shared();
    }
    check<B>(this->words.read() == written, "nobody writes during a change of access");
    this->lock.unlock_shared();
  }
  void after() {
    check<B>(this->read() == 2, "every critical section took effect");
    this->expect_free();
  }
};

/// Two readers try to become more: never both, and what one with upgrade access did is visible to
/// the next.
template <backend B, class Row, bool Whole>
requires(Row::contract.upgrade) struct striving : shared_lock_client<B, Row> {
  static constexpr unsigned threads = 2;

  void thread(unsigned index) {
    auto& mine = this->lock;
    mine.lock_shared();
    const unsigned seen = this->words.read();
    if (Whole) {
      got[index] = mine.try_unlock_shared_and_lock();
      check<B>(this->words.read() == seen, "nobody writes during a change of access");
      if (!got[index]) return mine.unlock_shared();
      this->words.write();
      mine.unlock();
    } else {
      got[index] = mine.try_unlock_shared_and_lock_upgrade();
      if (!got[index]) return mine.unlock_shared();
      upgrades.write(upgrades.read() + 1);
      index == 0 ? mine.unlock_upgrade() : leave_as_reader();
    }
  }
  void leave_as_reader() {
    this->lock.unlock_upgrade_and_lock_shared();
    this->lock.unlock_shared();
  }
  void after() {
    const unsigned changes = unsigned{got[0]} + unsigned{got[1]};
    reachable<B>("nobody becomes more", changes == 0 || !Whole);
    reachable<B>("one becomes more", changes == 1);
    reachable<B>("both become more", changes == 2);
    check<B>((Whole ? this->read() : upgrades.read()) == changes, "access excludes");
    check<B>(Whole || changes != 0, "one of two readers can have upgrade access");
    this->expect_free();
  }

  typename B::template plain<unsigned> upgrades{0};
  bool got[threads] = {};
};

/// The next owner destroys the lock, perhaps before upgrade access has been given up altogether.
template <backend B, class Row>
requires(Row::contract.upgrade) struct destroyed_after_upgrade_access {
  static constexpr unsigned threads = 2;

  void before() { lock->lock_upgrade(); }
  void thread(unsigned index) {
    if (index == 0) return lock->unlock_upgrade();
    lock->lock();
    lock->unlock();
    destroy<B>(lock);
  }

  shared_lock_of<Row, B>* lock = create<B, shared_lock_of<Row, B>>();
};

/// A writer becomes a reader, and the reader beside it destroys the lock when that has left.
template <backend B, class Row>
requires(Row::contract.upgrade) struct destroyed_after_a_downgrade {
  static constexpr unsigned threads = 2;

  void before() { lock->lock(); }
  void thread(unsigned index) {
    if (index == 0) {
      lock->unlock_and_lock_shared();
      return lock->unlock_shared();
    }
    lock->lock_upgrade();
    lock->unlock_upgrade_and_lock();
    lock->unlock();
    destroy<B>(lock);
  }

  shared_lock_of<Row, B>* lock = create<B, shared_lock_of<Row, B>>();
};

/// The clients of a row that has upgrade access.
template <backend B, class Row, class Visit>
void each_upgrade_client(Visit&& visit) {
  visit.template operator()<upgrading<B, Row, false>>("upgrading against a writer");
  visit.template operator()<upgrading<B, Row, true>>("upgrading against a reader");
  visit.template operator()<downgrading<B, Row, false>>("downgrading");
  visit.template operator()<large<downgrading<B, Row, true>>>("downgrading by steps");
  visit.template operator()<striving<B, Row, false>>("readers strive for upgrade access");
  visit.template operator()<striving<B, Row, true>>("readers strive to write");
  visit.template operator()<destroyed_after_upgrade_access<B, Row>>(
      "destroyed after upgrade access");
  visit.template operator()<destroyed_after_a_downgrade<B, Row>>("destroyed after a downgrade");
  if constexpr (Row::contract.timed) {
    visit.template operator()<giving_up_an_upgrade<B, Row, true>>(
        "an upgrade is given up, one reads");
    visit.template operator()<giving_up_an_upgrade<B, Row, false>>(
        "an upgrade is given up, one writes");
  }
}

}  // namespace interlock::checks
