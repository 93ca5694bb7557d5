// SPDX-License-Identifier: MIT
/// @file
/// A FIFO queue of sleeping threads, each on a node of its own stack, that any of them may leave
/// when its time is up or it is interrupted.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/mutex.hpp>

#include <array>
#include <cstdint>

namespace interlock::detail {

template <backend B>
class wait_queue {
 public:
  class waiter {
   private:
    friend wait_queue;
    // waiting -> called -> notified, by notifiers: called with the queue's mutex held, when one
    // takes the waiter out of line, and notified when the last one is done with the node.
    // waiting -> leaving, by the waiter, when its time is up, or by whoever interrupts it: it will
    // take itself out. Only a waiter in line uses the queue, so one that is called or notified does
    // not care whether the queue still exists.
    static constexpr std::uint32_t waiting = 0;
    static constexpr std::uint32_t called = 1;
    static constexpr std::uint32_t notified = 2;
    static constexpr std::uint32_t leaving = 3;

    typename B::template atomic<std::uint32_t> state_{waiting};
    // The neighbours belong to the holder of the queue's mutex while the waiter is in line, and
    // then to the thread that called it. One that has been notified still reads next_.
    typename B::template plain<waiter*> next_{nullptr};
    typename B::template plain<waiter*> previous_{nullptr};
  };

  constexpr wait_queue() noexcept = default;
  wait_queue(const wait_queue&) = delete;
  wait_queue& operator=(const wait_queue&) = delete;

  /// Waits for those who are leaving. Requires: everybody else has been taken out.
  ~wait_queue() {
    // relaxed: whoever left the queue empty did so under guard_, which we lock next, after it.
    B::await(first_, order::relaxed, [](waiter* first) { return first == nullptr; });
    guard_.lock();
    guard_.unlock();
  }

  /// Whether nobody waits. A thread whose `join` happens before this call is never missed.
  [[nodiscard]] bool empty() const noexcept {
    // relaxed: only a waiter whose join happens before must be seen, and coherence makes its store
    // visible.
    return first_.load(order::relaxed) == nullptr;
  }

  /// Puts `self` at the end.
  void join(waiter& self) noexcept {
    guard_.lock();
    waiter* const last = last_.read();
    self.previous_.write(last);
    last_.write(&self);
    if (last == nullptr) {
      set_first(&self);
    } else {
      last->next_.write(&self);
    }
    guard_.unlock();
  }

  /// Sleeps until notified or interrupted (true) or until `limit` (false); then `self` may sleep
  /// again, or leave.
  [[nodiscard]] static bool sleep(waiter& self, const deadline& limit) noexcept {
    for (;;) {
      // (woken) acquire: the notifier is done with our node. Pairs with (notified).
      const std::uint32_t state = self.state_.load(order::acquire);
      if (state == waiter::notified || state == waiter::leaving) return true;
      if (B::futex_wait(self.state_, state, limit) == wait_result::timed_out) return false;
    }
  }

  /// Ends the sleep of `self`, unless it has been notified: no notification goes to it any more.
  /// Requires: `self` lives until this returns.
  static void interrupt(waiter& self) noexcept {
    std::uint32_t expected = waiter::waiting;
    // relaxed: atomicity decides between us and a notifier; nothing is published.
    if (self.state_.compare_exchange_strong(expected, waiter::leaving, order::relaxed,
                                            order::relaxed)) {
      B::futex_wake(self.state_, 1);
    }
  }

  /// Takes `self` out of line; false if it has been notified instead. Afterwards nobody refers to
  /// `self` any more, except who may interrupt it.
  [[nodiscard]] bool leave(waiter& self) noexcept {
    std::uint32_t state = waiter::waiting;
    // relaxed: atomicity decides between us and a notifier; guard_ orders the list, (woken) the
    // rest.
    if (!self.state_.compare_exchange_strong(state, waiter::leaving, order::relaxed,
                                             order::relaxed) &&
        state != waiter::leaving) {
      // The wake was ours, or will be: somebody has called us.
      return !sleep(self, deadline::never());
    }
    guard_.lock();
    unlink(&self);
    guard_.unlock();
    return true;
  }

  /// Takes the waiter that came first out of the queue; null if there is none.
  [[nodiscard]] waiter* detach_first() noexcept {
    guard_.lock();
    waiter* first = first_in_line();
    while (first != nullptr && !call(*first)) first = first->next_.read();
    if (first != nullptr) {
      unlink(first);
      first->next_.write(nullptr);
    }
    guard_.unlock();
    return first;
  }

  /// Takes all of them, dealt into chains that are linked in the order of arrival; returns the
  /// first of each chain, or null.
  template <unsigned Chains>
  [[nodiscard]] std::array<waiter*, Chains> detach_all() noexcept {
    std::array<waiter*, Chains> firsts{};
    std::array<waiter*, Chains> lasts{};
    unsigned chain = 0;
    guard_.lock();
    for (waiter* each = first_in_line(); each != nullptr;) {
      waiter* const next = each->next_.read();
      if (call(*each)) {
        unlink(each);
        each->next_.write(nullptr);
        if (lasts[chain] == nullptr) {
          firsts[chain] = each;
        } else {
          lasts[chain]->next_.write(each);
        }
        lasts[chain] = each;
        chain = (chain + 1) % Chains;
      }
      each = next;
    }
    guard_.unlock();
    return firsts;
  }

  /// Wakes `one`, which has been taken out, if it is not null. It does not touch the queue, so the
  /// queue may be destroyed by a thread that this wakes.
  static void notify(waiter* one) noexcept {
    if (one == nullptr) return;
    auto& state = one->state_;
    // (notified) release: we are done with the node, which its thread may now destroy. Pairs with
    // (woken).
    state.store(waiter::notified, order::release);
    B::futex_wake(state, 1);
  }

  /// Wakes `first` and all who come after it in its chain.
  static void notify_each(waiter* first) noexcept {
    while (first != nullptr) {
      waiter* const next = first->next_.read();
      notify(first);
      first = next;
    }
  }

  /// Wakes the one that comes after `self` in its chain. Requires: `self` has been
  /// notified, by `notify`.
  static void notify_next(const waiter& self) noexcept { notify(self.next_.read()); }

 private:
  /// Whether `one`, which is in line, could be called: not if it is leaving. Requires: guard_ is
  /// held.
  [[nodiscard]] static bool call(waiter& one) noexcept {
    std::uint32_t expected = waiter::waiting;
    // relaxed: atomicity decides between us and the waiter; guard_ orders the list, (notified) the
    // rest.
    return one.state_.compare_exchange_strong(expected, waiter::called, order::relaxed,
                                              order::relaxed);
  }

  void unlink(waiter* node) noexcept {
    waiter* const next = node->next_.read();
    waiter* const previous = node->previous_.read();
    if (previous == nullptr) {
      set_first(next);
    } else {
      previous->next_.write(next);
    }
    if (next == nullptr) {
      last_.write(previous);
    } else {
      next->previous_.write(previous);
    }
  }

  [[nodiscard]] waiter* first_in_line() const noexcept {
    // relaxed: ordered by guard_, under which alone first_ is written.
    return first_.load(order::relaxed);
  }

  void set_first(waiter* node) noexcept {
    // relaxed: readers without guard_ learn only whether there is a waiter.
    first_.store(node, order::relaxed);
  }

  // Invariant: first_ and last_ are the ends of a list linked both ways, whose nodes are waiting or
  // leaving; guard_ protects it.
  typename B::template atomic<waiter*> first_{nullptr};
  typename B::template plain<waiter*> last_{nullptr};
  basic_mutex<B> guard_;
};

}  // namespace interlock::detail
