// SPDX-License-Identifier: MIT
/// @file
/// Clients of condition variables whose waiters come one after the other: each starts when the one
/// before it waits.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/order.hpp>
#include <interlock/sync/lock_guard.hpp>

#include "check.hpp"

#include <condition_variable>

namespace interlock::checks {

template <class Row, backend B>
using condition_of = typename Row::template type<B>;
template <class Row, backend B>
using mutex_of = typename Row::template mutex_type<B>;

/// A mutex and a condition variable, and how many threads have begun to wait.
template <backend B, class Row>
struct waiting_line {
  /// Waits until `number` threads wait before the calling one.
  void come_after(unsigned number) const {
    B::await(waiting, order::acquire, [number](unsigned now) { return now == number; });
  }

  /// A lock on the mutex that makes its owner the next in line when a wait first releases it.
  class place {
   public:
    explicit place(waiting_line& line) : line_{line}, guard_{line.mutex} {}

    [[nodiscard]] auto* mutex() const { return guard_.mutex(); }
    [[nodiscard]] bool owns_lock() const { return guard_.owns_lock(); }
    void lock() { guard_.lock(); }
    void unlock() {
      guard_.unlock();
      // relaxed: only this thread writes it now. release: whoever comes after finds us waiting.
      line_.waiting.store(line_.waiting.load(order::relaxed) + 1, order::release);
    }

   private:
    waiting_line& line_;
    unique_lock<mutex_of<Row, B>> guard_;
  };

  mutex_of<Row, B> mutex;
  condition_of<Row, B> condition;
  typename B::template atomic<unsigned> waiting{0};
};

/// Waiters in line, and a thread that notifies them, two one by one or all at once.
template <backend B, class Row, bool All, unsigned Waiters = 2>
struct notified_in_line : waiting_line<B, Row> {
  static_assert(All || Waiters == 2);
  static constexpr unsigned threads = Waiters + 1;
  static constexpr unsigned waiters = Waiters;

  void thread(unsigned index) {
    this->come_after(index);
    if (index < waiters) {
      typename waiting_line<B, Row>::place self{*this};
      this->condition.wait(self);
      if (Row::contract.no_spurious)
        check<B>(notified.read() > woken.read(), "no wait ends without a notification");
      if (Row::contract.fifo && !All)
        check<B>(woken.read() == index, "who came first is notified first");
      woken.write(woken.read() + 1);
      // release: lets the notifier go on.
      returned.store(woken.read(), order::release);
      return;
    }
    if (All) return notify(waiters);
    notify(1);
    if (Row::contract.fifo)
      B::await(returned, order::acquire, [](unsigned now) { return now == 1; });
    notify(1);
  }

  void notify(unsigned number) {
    const lock_guard guard{this->mutex};
    notified.write(notified.read() + number);
    All ? this->condition.notify_all() : this->condition.notify_one();
  }

  typename B::template atomic<unsigned> returned{0};
  typename B::template plain<unsigned> notified{0};
  typename B::template plain<unsigned> woken{0};
};

/// A row of which notify_all wakes two waiters, who wake the others.
template <class Row>
struct row_in_pairs : Row {
  template <backend B>
  using type = typename Row::template in_pairs<B>;
};

/// A notification for one or both of two waiters in line, the first of which may run out of time at
/// that moment: if it is for one and the first says so, the second one has been notified.
template <backend B, class Row, bool All>
requires(Row::contract.timed) struct giving_up_in_line : waiting_line<B, Row> {
  static constexpr unsigned threads = 3;

  void thread(unsigned index) {
    this->come_after(index);
    if (index == 2) return All ? this->condition.notify_all() : this->condition.notify_one();
    typename waiting_line<B, Row>::place self{*this};
    if (index == 1) return this->condition.wait(self);
    const bool notified = this->condition.wait_until(self, soon()) == std::cv_status::no_timeout;
    reachable<B>("its time is up", !notified);
    reachable<B>("it is notified", notified);
    if (notified && !All) this->condition.notify_one();
  }
};

}  // namespace interlock::checks
