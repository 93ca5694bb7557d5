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
    static constexpr std::uint32_t waiting = 0;
    static constexpr std::uint32_t notified = 1;

    typename B::template atomic<std::uint32_t> state_{waiting};
    // The rest belongs to the holder of the queue's mutex while `linked_`, and then to the thread
    // that detached it.
    typename B::template plain<waiter*> next_{nullptr};
    typename B::template plain<waiter*> previous_{nullptr};
    typename B::template plain<bool> linked_{false};
  };

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
    self.linked_.write(true);
    last_.write(&self);
    if (last == nullptr) {
      set_first(&self);
    } else {
      last->next_.write(&self);
    }
    guard_.unlock();
  }

  /// Sleeps until notified (true) or until `limit` (false). Afterwards nobody refers to `self` any
  /// more.
  [[nodiscard]] bool sleep(waiter& self, const deadline& limit) noexcept {
    if (sleep_while_waiting(self, limit)) return true;
    if (leave(self)) return false;
    // Somebody has detached us and is about to notify: the wake was ours.
    return sleep_while_waiting(self, deadline::never());
  }

  /// Takes the waiter that came first out of the queue; null if there is none.
  [[nodiscard]] waiter* detach_first() noexcept {
    guard_.lock();
    waiter* const first = first_in_line();
    if (first != nullptr) {
      unlink(first);
      first->next_.write(nullptr);
    }
    guard_.unlock();
    return first;
  }

  /// Takes all of them, linked in the order of their arrival.
  [[nodiscard]] waiter* detach_all() noexcept {
    guard_.lock();
    waiter* const first = first_in_line();
    for (waiter* each = first; each != nullptr; each = each->next_.read()) {
      each->linked_.write(false);
    }
    set_first(nullptr);
    last_.write(nullptr);
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
  /// True when notified, false when `limit` has passed first.
  static bool sleep_while_waiting(waiter& self, const deadline& limit) noexcept {
    // (woken) acquire: the notifier is done with our node. Pairs with (notified).
    while (self.state_.load(order::acquire) == waiter::waiting) {
      if (B::futex_wait(self.state_, waiter::waiting, limit) == wait_result::timed_out)
        return false;
    }
    return true;
  }

  /// Takes `self` out; false if somebody else has detached it before.
  bool leave(waiter& self) noexcept {
    guard_.lock();
    const bool was_linked = self.linked_.read();
    if (was_linked) unlink(&self);
    guard_.unlock();
    return was_linked;
  }

  void unlink(waiter* node) noexcept {
    waiter* const next = node->next_.read();
    waiter* const previous = node->previous_.read();
    node->linked_.write(false);
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

  // Invariant: first_ and last_ are the ends of a list linked both ways whose nodes all have
  // linked_; guard_ protects the list, its nodes while linked_, and linked_ itself.
  typename B::template atomic<waiter*> first_{nullptr};
  typename B::template plain<waiter*> last_{nullptr};
  basic_mutex<B> guard_;
};

}  // namespace interlock::detail
