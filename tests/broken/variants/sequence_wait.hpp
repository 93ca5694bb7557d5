// SPDX-License-Identifier: MIT
/// @file
/// A condition variable on a sequence number that is right with `sequence_flaw::none` and wrong in
/// one line otherwise. Its waiters may wake for no reason and in any order.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <cstdint>

namespace interlock::broken {

enum class sequence_flaw { none, read_after_unlock, notify_all_wakes_one };

/// Has the interface of `wait_queue`.
template <sequence_flaw Flaw, backend B>
class sequence_wait {
 public:
  constexpr sequence_wait() noexcept = default;
  sequence_wait(const sequence_wait&) = delete;
  sequence_wait& operator=(const sequence_wait&) = delete;

  template <class Guard>
  bool wait_limited(Guard& guard, const deadline& limit) {
    std::uint32_t seen = sequence_.load(order::relaxed);
    guard.unlock();
    // defect: a notification between the unlock and this load is taken for an old one.
    if (Flaw == sequence_flaw::read_after_unlock) seen = sequence_.load(order::relaxed);
    const bool woken = B::futex_wait(sequence_, seen, limit) == wait_result::recheck;
    guard.lock();
    return woken;
  }

  void notify_one() noexcept { notify(1); }

  void notify_all() noexcept {
    // defect: notify_all_wakes_one leaves all sleepers but one asleep.
    notify(Flaw == sequence_flaw::notify_all_wakes_one ? 1 : wake_all);
  }

 private:
  void notify(int count) noexcept {
    sequence_.fetch_add(1, order::relaxed);
    B::futex_wake(sequence_, count);
  }

  typename B::template atomic<std::uint32_t> sequence_{0};
};

}  // namespace interlock::broken
