// SPDX-License-Identifier: MIT
/// @file
/// Ticket lock [MCS91]: threads draw a ticket and enter in the order of their tickets. Each waits
/// in proportion to the number of tickets before its own.
///
/// fair: FIFO | recursive: no | shared: no | timed: no | waits by: spinning | size: 8 bytes |
/// constant-initialised: yes
///
/// Choose it for short critical sections when no thread may starve and there are no more threads
/// than processors. When threads outnumber processors the next owner is often not running and
/// everybody waits for it: use `mutex` then. When fairness does not matter, `spinlock` has a better
/// throughput.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/backoff.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <cstdint>
#include <type_traits>

namespace interlock {

template <backend B = std_backend>
class INTERLOCK_CAPABILITY("mutex") basic_ticket_lock {
 public:
  constexpr basic_ticket_lock() noexcept = default;

  /// A lock whose first ticket is `first`: for tests of the counters' wrap-around.
  constexpr explicit basic_ticket_lock(std::uint32_t first) noexcept
      : next_{first}, serving_{first} {}

  basic_ticket_lock(const basic_ticket_lock&) = delete;
  basic_ticket_lock& operator=(const basic_ticket_lock&) = delete;

  /// Blocks until the lock is held. For any threads X and Y: everything X did before its `unlock()`
  /// is visible to Y after a later `lock()`. Progress: blocking; at most (threads waiting before)
  /// critical sections pass first.
  void lock() noexcept INTERLOCK_ACQUIRE() {
    // relaxed: atomicity alone makes tickets unique; ordering comes from (called).
    const std::uint32_t ticket = next_.fetch_add(1, order::relaxed);
    // (called) acquire: our turn implies that the last critical section is over. Pairs with (call).
    if (serving_.load(order::acquire) != ticket) [[unlikely]] {
      wait_for(ticket);
    }
  }

  /// Takes the lock if it is free; never blocks. Fails only if another thread holds it or is about
  /// to.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) {
    // (tried) acquire: if the ticket now served is still to be drawn, its turn is ours. Pairs with
    // (call).
    std::uint32_t ticket = serving_.load(order::acquire);
    // relaxed: success draws the ticket whose turn (tried) has seen; a failure publishes and reads
    // nothing.
    return next_.compare_exchange_strong(ticket, ticket + 1, order::relaxed, order::relaxed);
  }

  /// Hands the lock to the next ticket. Requires: the calling thread holds it. The lock may be
  /// destroyed by the next owner as soon as it holds it. Progress: wait-free.
  void unlock() noexcept INTERLOCK_RELEASE() {
    // relaxed: only the holder writes serving_.
    const std::uint32_t ticket = serving_.load(order::relaxed);
    // (call) release: publishes the critical section. Pairs with (called), (came),
    // (tried).
    serving_.store(ticket + 1, order::release);
  }

 private:
  // Pauses for each critical section before ours: about the time of a handover. More would keep the
  // next in line from seeing its turn, fewer would disturb the holder.
  static constexpr std::uint32_t each = 8;

  [[gnu::noinline, gnu::cold]] void wait_for(std::uint32_t ticket) noexcept {
    using namespace backoff;
    const auto distance = [ticket](std::uint32_t now) { return ticket - now; };
    // (came) acquire: our turn implies that the last critical section is over. Pairs with (call).
    B::await(
        serving_, order::acquire, [ticket](std::uint32_t now) { return now == ticket; },
        for_pauses(patience, proportional{distance, each}, yield{}));
  }

  // Invariant: next_ - serving_ == holder + waiters (mod 2^32), so up to 2^32 - 1 threads may wait.
  typename B::template atomic<std::uint32_t> next_{0};
  typename B::template atomic<std::uint32_t> serving_{0};
};

using ticket_lock = basic_ticket_lock<>;

static_assert(lockable<ticket_lock>);
static_assert(sizeof(ticket_lock) == 8);
static_assert(std::is_trivially_destructible_v<ticket_lock>);

}  // namespace interlock
