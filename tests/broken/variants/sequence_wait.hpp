// SPDX-License-Identifier: MIT
/// @file
/// A condition variable on a sequence number that is right with `sequence_flaw::none` and wrong in
/// one line otherwise. Every notification wakes all waiters.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

#include <cstdint>

namespace interlock::broken {

enum class sequence_flaw { none, read_after_unlock, notify_all_wakes_one };

/// Has the interface of `wait_queue`.
template <sequence_flaw Flaw, backend B>
class sequence_wait {
 public:
  static constexpr bool stoppable = false;

  constexpr sequence_wait() noexcept = default;
  sequence_wait(const sequence_wait&) = delete;
  sequence_wait& operator=(const sequence_wait&) = delete;

  template <class Guard, class Patience>
  bool wait(Guard& guard, Patience patience) {
    std::uint32_t seen = sequence_.load(order::relaxed);
    guard.unlock();
    // defect: a notification between the unlock and this load is taken for an old one.
    if (has<Flaw>(sequence_flaw::read_after_unlock)) seen = sequence_.load(order::relaxed);
    const bool notified = patience([&](const deadline& limit) { return doze(seen, limit); });
    guard.lock();
    return notified;
  }

  /// Wakes them all: the kernel might wake one that came later, and it would sleep on.
  void notify_one() noexcept { notify(wake_all); }

  void notify_all() noexcept {
    // defect: notify_all_wakes_one leaves all sleepers but one asleep.
    notify(has<Flaw>(sequence_flaw::notify_all_wakes_one) ? 1 : wake_all);
  }

 private:
  /// True once there has been a notification since `seen`, false when `limit` has passed first.
  bool doze(std::uint32_t seen, const deadline& limit) noexcept {
    while (sequence_.load(order::relaxed) == seen) {
      if (B::futex_wait(sequence_, seen, limit) == wait_result::timed_out) return false;
    }
    return true;
  }

  void notify(int count) noexcept {
    sequence_.fetch_add(1, order::relaxed);
    B::futex_wake(sequence_, count);
  }

  typename B::template atomic<std::uint32_t> sequence_{0};
};

}  // namespace interlock::broken
