// SPDX-License-Identifier: MIT
/// @file
/// Clients of locks that have a bias towards readers once one has come.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/detail/reader_table.hpp>

#include "check.hpp"
#include "shared_lock_client.hpp"

#include <cstdint>

namespace interlock::checks {

/// A row whose readers all have the same slot.
template <class Row>
struct crowded_row : Row {
  template <backend B>
  using type = typename Row::template crowded<B>;
};

/// A row over a lock that takes few steps.
template <class Row>
struct short_row : Row {
  template <backend B>
  using type = typename Row::template short_one<B>;
};

/// The table alone, with one slot for two readers. The writer has no other lock: readers look
/// whether it has come.
template <backend B>
struct two_in_one_slot {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    const void* const lock = this;
    auto& slot = table.slot_of(lock, index + 1);
    if (index == 2) {
      comes.store(true, order::relaxed);
      B::heavy_fence();
      check<B>(table.wait_until_unused(lock, deadline::never()), "nobody gives up");
      data.write(1);
    } else if (slot.take(lock)) {
      B::light_fence();
      if (!comes.load(order::relaxed)) {
        slot.own(index + 1);
        check<B>(slot.is_owned(lock, index + 1), "the owner is known");
        check<B>(!slot.is_owned(lock, 2 - index), "the other one is not mistaken for it");
        check<B>(data.read() == 0, "no writer has come");
      }
      slot.clear();
    } else {
      check<B>(!slot.is_owned(lock, index + 1), "one that has not taken the slot does not own it");
    }
  }

  detail::reader_table<1, B> table;
  typename B::template atomic<bool> comes{false};
  typename B::template plain<unsigned> data{0};
};

/// A reader has come before, so that the lock is biased.
template <class Client>
struct after_a_reader : Client {
  void before() {
    if constexpr (requires { Client::before(); }) Client::before();
    (void)this->read();
  }
};

/// A writer may give up at any moment while a biased reader is inside.
template <backend B, class Row>
struct biased_giving_up : shared_lock_client<B, Row> {
  static constexpr unsigned threads = 2;

  void before() { (void)this->read(); }
  void thread(unsigned index) {
    if (index == 0) return void(this->read());
    wrote = this->lock.try_lock_until(soon());
    reachable<B>("its time is up", !wrote);
    reachable<B>("it gets in", wrote);
    if (!wrote) return;
    this->words.write();
    this->lock.unlock();
  }
  void after() {
    check<B>(this->read() == unsigned{wrote}, "every critical section took effect");
    this->expect_free();
  }

  bool wrote = false;
};

/// A writer gives up because of one who reads what it has written; another one reads that because
/// of the bias that the writer that gave up has restored.
template <backend B, class Row>
struct bias_restored : shared_lock_client<B, Row> {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    if (index == 0) {
      this->write();
      (void)this->read();
      (void)this->read();
    } else if (index == 1) {
      if (!this->lock.try_lock()) return;
      this->words.write();
      this->lock.unlock();
    } else {
      (void)this->read();
    }
  }
};

/// The next owner destroys the lock that has just been left by a biased reader.
template <backend B, class Row>
struct destroyed_after_a_biased_reader {
  static constexpr unsigned threads = 2;

  void before() {
    lock->lock_shared();
    lock->unlock_shared();
  }
  void thread(unsigned index) {
    if (index == 0) {
      lock->lock_shared();
      inside.store(1, order::relaxed);
      lock->unlock_shared();
      return;
    }
    B::await(inside, order::relaxed, [](std::uint32_t now) { return now == 1; });
    lock->lock();
    lock->unlock();
    destroy<B>(lock);
  }

  typename B::template atomic<std::uint32_t> inside{0};
  shared_lock_of<Row, B>* lock = create<B, shared_lock_of<Row, B>>();
};

}  // namespace interlock::checks
