// SPDX-License-Identifier: MIT
/// @file
/// Test-and-test-and-set spinlock with backoff [And90].
///
/// fair: no | recursive: no | shared: no | timed: no | waits by: spinning | size: 1 byte |
/// constant-initialised: yes
///
/// Choose it for critical sections of a few instructions in threads that are not preempted. It is
/// the smallest and, free of contention, the cheapest lock here. A thread may starve under
/// contention: `ticket_lock` is fair. Whenever the holder can lose its processor, use `mutex`.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <type_traits>

namespace interlock {

template <backend B = std_backend>
class INTERLOCK_CAPABILITY("mutex") basic_spinlock {
 public:
  constexpr basic_spinlock() noexcept = default;
  basic_spinlock(const basic_spinlock&) = delete;
  basic_spinlock& operator=(const basic_spinlock&) = delete;

  /// Blocks until the lock is held. For any threads X and Y: everything X did before its `unlock()`
  /// is visible to Y after a later `lock()`. Progress: blocking, unfair.
  void lock() noexcept INTERLOCK_ACQUIRE() {
    // (taken) acquire: the last critical section is visible. Pairs with (freed).
    while (held_.exchange(true, order::acquire)) [[unlikely]] {
        // relaxed: only a hint to try again; the exchange decides and orders.
        B::await(held_, order::relaxed, [](bool held) { return !held; });
      }
  }

  /// Takes the lock if it is free; never blocks. Looks before it writes, so polling does not
  /// disturb the holder.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) {
    // relaxed: a hint; the exchange decides and orders.
    if (held_.load(order::relaxed)) return false;
    // (tried) acquire: the last critical section is visible. Pairs with (freed).
    return !held_.exchange(true, order::acquire);
  }

  /// Frees the lock. Requires: the calling thread holds it. The lock may be destroyed by the next
  /// owner as soon as it holds it. Progress: wait-free.
  void unlock() noexcept INTERLOCK_RELEASE() {
    // (freed) release: publishes the critical section. Pairs with (taken), (tried).
    held_.store(false, order::release);
  }

 private:
  typename B::template atomic<bool> held_{false};
};

using spinlock = basic_spinlock<>;

static_assert(lockable<spinlock>);
static_assert(sizeof(spinlock) == 1);
static_assert(std::is_trivially_destructible_v<spinlock>);

}  // namespace interlock
