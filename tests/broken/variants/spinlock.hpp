// SPDX-License-Identifier: MIT
/// @file
/// A spinlock that is right with `spinlock_flaw::none` and wrong in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

namespace interlock::broken {

enum class spinlock_flaw { none, test_then_set, relaxed_lock, relaxed_try_lock, relaxed_unlock };

template <spinlock_flaw Flaw, backend B>
class spinlock {
 public:
  constexpr spinlock() noexcept = default;
  spinlock(const spinlock&) = delete;
  spinlock& operator=(const spinlock&) = delete;

  void lock() noexcept {
    // defect: relaxed_lock does not see the last critical section.
    const auto taken = has<Flaw>(spinlock_flaw::relaxed_lock) ? order::relaxed : order::acquire;
    while (set(taken)) {
      B::await(held_, order::relaxed, [](bool held) { return !held; });
    }
  }

  [[nodiscard]] bool try_lock() noexcept {
    // defect: relaxed_try_lock does not see the last critical section.
    const auto tried = has<Flaw>(spinlock_flaw::relaxed_try_lock) ? order::relaxed : order::acquire;
    return !set(tried);
  }

  void unlock() noexcept {
    // defect: relaxed_unlock does not publish the critical section.
    held_.store(false, has<Flaw>(spinlock_flaw::relaxed_unlock) ? order::relaxed : order::release);
  }

 private:
  /// Sets the lock and returns whether it was set before.
  bool set(std::memory_order order) noexcept {
    if (has<Flaw>(spinlock_flaw::test_then_set)) {
      // defect: two threads may both find it free before either sets it.
      if (held_.load(order)) return true;
      held_.store(true, order::relaxed);
      return false;
    }
    return held_.exchange(true, order);
  }

  typename B::template atomic<bool> held_{false};
};

}  // namespace interlock::broken
