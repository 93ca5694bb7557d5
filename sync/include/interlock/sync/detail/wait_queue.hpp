// SPDX-License-Identifier: MIT
/// @file
/// A FIFO queue of sleeping threads, each on a node of its own stack, that any of them may leave
/// when its time is up.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/mutex.hpp>

#include <cstdint>

namespace interlock::detail {

template <backend B>
class wait_queue {
 public:
  class waiter {
   private:
    friend wait_queue;
    // waiting -> called -> notified, by a notifier: called with the queue's mutex held, when it
    // takes the waiter out of line, and notified when it is done with the node. waiting -> leaving,
    // by the waiter, when its time is up: it will take itself out. Only a waiter in line uses the
    // queue, so one that is called or notified does not care whether the queue still exists.
    static constexpr std::uint32_t waiting = 0;
    static constexpr std::uint32_t called = 1;
    static constexpr std::uint32_t notified = 2;
    static constexpr std::uint32_t leaving = 3;

    typename B::template atomic<std::uint32_t> state_{waiting};
    // The neighbours belong to the holder of the queue's mutex while the waiter is in line, and
    // then to the thread that called it.
    typename B::template plain<waiter*> next_{nullptr};
    typename B::template plain<waiter*> previous_{nullptr};
  };

  constexpr wait_queue() noexcept = default;
  wait_queue(const wait_queue&) = delete;
  wait_queue& operator=(const wait_queue&) = delete;

  /// Waits for those who are leaving. Requires: everybody else has been taken out.
  ~wait_queue() {
    guard_.lock();
    while (someone_is_leaving()) {
      guard_.unlock();
      B::yield();
      guard_.lock();
    }
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

  /// Sleeps until notified (true) or until `limit` (false); then `self` is still in line, and may
  /// sleep again or leave.
  [[nodiscard]] static bool sleep(waiter& self, const deadline& limit) noexcept {
    for (;;) {
      // (woken) acquire: the notifier is done with our node. Pairs with (notified).
      const std::uint32_t state = self.state_.load(order::acquire);
      if (state == waiter::notified) return true;
      if (B::futex_wait(self.state_, state, limit) == wait_result::timed_out) return false;
    }
  }

  /// Takes `self` out of line; false if it has been notified instead. Afterwards nobody refers to
  /// `self` any more.
  [[nodiscard]] bool leave(waiter& self) noexcept {
    std::uint32_t expected = waiter::waiting;
    // relaxed: atomicity decides between us and a notifier; guard_ orders the list, (woken) the
    // rest.
    if (!self.state_.compare_exchange_strong(expected, waiter::leaving, order::relaxed,
                                             order::relaxed)) {
      // Somebody has called us and is about to notify: the wake was ours.
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

  /// Takes all of them, linked in the order of their arrival.
  [[nodiscard]] waiter* detach_all() noexcept {
    waiter* first = nullptr;
    waiter* last = nullptr;
    guard_.lock();
    for (waiter* each = first_in_line(); each != nullptr;) {
      waiter* const next = each->next_.read();
      if (call(*each)) {
        unlink(each);
        each->next_.write(nullptr);
        if (last == nullptr) {
          first = each;
        } else {
          last->next_.write(each);
        }
        last = each;
      }
      each = next;
    }
    guard_.unlock();
    return first;
  }

  /// Wakes the detached waiters `first`, its successor, ... It does not touch the queue, so the
  /// queue may be destroyed by a thread that this wakes.
  static void notify(waiter* first) noexcept {
    while (first != nullptr) {
      waiter* const next = first->next_.read();
      auto& state = first->state_;
      // (notified) release: we are done with the node, which its thread may now destroy. Pairs with
      // (woken).
      state.store(waiter::notified, order::release);
      B::futex_wake(state, 1);
      first = next;
    }
  }

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

  [[nodiscard]] bool someone_is_leaving() const noexcept {
    const waiter* const first = first_in_line();
    // relaxed: whoever found it leaving, instead of calling it, did so before the destruction.
    return first != nullptr && first->state_.load(order::relaxed) == waiter::leaving;
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
