// SPDX-License-Identifier: MIT
/// @file
/// Test-and-test-and-set spinlock with randomized exponential backoff [And90].
///
/// fair: no | recursive: no | shared: no | timed: no | waits by: spinning | size: 1 byte |
/// constant-initialised: yes
///
/// Choose it for critical sections of a few instructions in threads that are not preempted. It is
/// the smallest and, free of contention, the cheapest lock here. A thread may starve under
/// contention: `ticket_lock` is fair. Whenever the holder can lose its processor, use `mutex`.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/backoff.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <cstdint>
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
    if (held_.exchange(true, order::acquire)) [[unlikely]] {
      contend();
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
    // (freed) release: publishes the critical section. Pairs with (taken), (tried), (won).
    held_.store(false, order::release);
  }

 private:
  // Those who look seldom leave the cache line to the holder; but it may be free meanwhile.
  static constexpr std::uint32_t longest_pause = 64;

  [[gnu::noinline, gnu::cold]] void contend() noexcept {
    using namespace backoff;
    auto pace =
        for_pauses(patience, jittered{exponential{1, longest_pause}, B::thread_id()}, yield{});
    do {
      // relaxed: only a hint to try again; the exchange decides and orders.
      B::await(
          held_, order::relaxed, [](bool held) { return !held; }, pace);
      // (won) acquire: the last critical section is visible. Pairs with (freed).
    } while (held_.exchange(true, order::acquire));
  }

  typename B::template atomic<bool> held_{false};
};

using spinlock = basic_spinlock<>;

static_assert(lockable<spinlock>);
static_assert(sizeof(spinlock) == 1);
static_assert(std::is_trivially_destructible_v<spinlock>);

}  // namespace interlock
