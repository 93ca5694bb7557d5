// SPDX-License-Identifier: MIT
/// @file
/// Phase-fair reader-writer spinlock with tickets [BA10]: phases of readers and of one writer take
/// turns. A reader waits for at most one writer, a writer for those before it and a phase of
/// readers each.
///
/// fair: phase-fair; writers FIFO | recursive: no | shared: yes | timed: no | waits by: spinning |
/// size: 16 bytes | constant-initialised: yes
///
/// Choose it for short sections with a bound on every wait, when there are no more threads than
/// processors. Entering as a reader is one addition, whatever others do. When a holder can lose its
/// processor, use `shared_mutex`.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <cstdint>
#include <type_traits>

namespace interlock {

/// For any threads X and Y: everything X did before its `unlock()` is visible to Y after a later
/// `lock()` or `lock_shared()`, and what it did before its `unlock_shared()` after a later
/// `lock()`. At most 2^30 - 1 threads may read at once, and 2^32 - 1 write or wait to write.
template <backend B = std_backend>
class INTERLOCK_CAPABILITY("shared_mutex") basic_phase_fair_lock {
 public:
  constexpr basic_phase_fair_lock() noexcept = default;

  /// A lock that has had `first` writers and, in the upper 30 bits of `first`, readers: for tests
  /// of the counters' wrap-around.
  constexpr explicit basic_phase_fair_lock(std::uint32_t first) noexcept
      : entered_{first & readers},
        left_{first & readers},
        next_writer_{first},
        admitted_writer_{first} {}

  basic_phase_fair_lock(const basic_phase_fair_lock&) = delete;
  basic_phase_fair_lock& operator=(const basic_phase_fair_lock&) = delete;

  /// Blocks until the calling thread holds the lock alone. Progress: blocking; the writers before
  /// it go first, and before each of them and before us the readers that have come by then.
  void lock() noexcept INTERLOCK_ACQUIRE() {
    // relaxed: atomicity alone makes tickets unique; ordering comes from (called).
    const std::uint32_t ticket = next_writer_.fetch_add(1, order::relaxed);
    // (called) acquire: the last writer's section is visible. Pairs with (call).
    B::await(admitted_writer_, order::acquire, [=](std::uint32_t now) { return now == ticket; });
    // (reopened) acquire: the last writer has made its last access, so that we may destroy the
    // lock. Pairs with (opened).
    B::await(entered_, order::acquire, [](std::uint32_t word) { return !is_closed(word); });
    // relaxed: those who enter from now on wait for (opened); we wait for (left) of the others.
    const std::uint32_t before = entered_.fetch_add(closed_by(ticket), order::relaxed);
    // (drained) acquire: the readers before us are done. Pairs with (left).
    B::await(left_, order::acquire, [=](std::uint32_t left) { return left == before; });
  }

  /// Takes the lock if nobody holds it; never blocks. Fails also while a writer waits.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) {
    // relaxed: if this ticket is still to be drawn, its turn is ours; (still) orders what follows.
    const std::uint32_t ticket = admitted_writer_.load(order::relaxed);
    // (empty) acquire: the readers that have left are done. Pairs with (left).
    std::uint32_t word = left_.load(order::acquire);
    // relaxed: only a look, before anything is written.
    if (entered_.load(order::relaxed) != word) return false;
    std::uint32_t drawn = ticket;
    // relaxed: success draws the ticket whose turn it is; a failure reads nothing.
    if (!next_writer_.compare_exchange_strong(drawn, ticket + 1, order::relaxed, order::relaxed)) {
      return false;
    }
    // (still) acquire: the count is that of (empty), so nobody is inside, and the last writer's
    // section is visible. Pairs with (opened). relaxed: a failure reads nothing.
    if (entered_.compare_exchange_strong(word, word + closed_by(ticket), order::acquire,
                                         order::relaxed)) {
      return true;
    }
    admit_next_writer();
    return false;
  }

  /// Frees the lock for the readers that wait, then the next writer. Requires: the calling thread
  /// holds it alone. The lock may be destroyed by the next owner as soon as it holds it. Progress:
  /// wait-free.
  void unlock() noexcept INTERLOCK_RELEASE() {
    admit_next_writer();
    // (opened) release: publishes the critical section to readers. Pairs with (entered), (passed),
    // (shared), (reopened), (still). It is our last access: the next writer waits for it too.
    entered_.fetch_and(readers, order::release);
  }

  /// Blocks until the calling thread shares the lock. Progress: blocking; at most one writer goes
  /// first.
  void lock_shared() noexcept INTERLOCK_ACQUIRE_SHARED() {
    // (entered) acquire: if no writer has closed the lock, the last one's section is visible. Pairs
    // with (opened).
    const std::uint32_t phase = entered_.fetch_add(one_reader, order::acquire) & ~readers;
    if (phase == 0) [[likely]]
      return;
    // (passed) acquire: the section of the writer that was there is visible. Pairs with (opened).
    B::await(entered_, order::acquire,
             [=](std::uint32_t word) { return (word & ~readers) != phase; });
  }

  /// Shares the lock if no writer holds it or waits for readers to leave; never blocks.
  [[nodiscard]] bool try_lock_shared() noexcept INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    // relaxed: a hint; the exchange decides and orders.
    std::uint32_t word = entered_.load(order::relaxed);
    while (!is_closed(word)) {
      // (shared) acquire: the last writer's section is visible. Pairs with (opened).
      // relaxed: a failure has seen another state and reads nothing.
      if (entered_.compare_exchange_weak(word, word + one_reader, order::acquire, order::relaxed)) {
        return true;
      }
    }
    return false;
  }

  /// Gives the share back. Requires: the calling thread shares the lock. Progress: wait-free.
  void unlock_shared() noexcept INTERLOCK_RELEASE_SHARED() {
    // (left) release: our reads are over before a writer enters. Pairs with (drained), (empty).
    left_.fetch_add(one_reader, order::release);
  }

 private:
  static constexpr std::uint32_t one_reader = 4;
  static constexpr std::uint32_t readers = ~std::uint32_t{3};

  /// The two low bits of `entered_` while the writer with this ticket waits for readers or is
  /// inside. Writers in a row differ, so that a reader who sleeps through a phase of readers
  /// notices.
  static constexpr std::uint32_t closed_by(std::uint32_t ticket) noexcept {
    return 2 | (ticket & 1);
  }
  static constexpr bool is_closed(std::uint32_t word) noexcept { return (word & ~readers) != 0; }

  void admit_next_writer() noexcept {
    // relaxed: only the admitted writer writes admitted_writer_.
    const std::uint32_t ticket = admitted_writer_.load(order::relaxed);
    // (call) release: publishes the critical section to writers. Pairs with (called).
    admitted_writer_.store(ticket + 1, order::release);
  }

  template <class T>
  using atomic = typename B::template atomic<T>;

  atomic<std::uint32_t> entered_{0};  ///< readers that have come, and the phase
  atomic<std::uint32_t> left_{0};     ///< readers that have gone; never more than have come
  atomic<std::uint32_t> next_writer_{0};
  atomic<std::uint32_t> admitted_writer_{0};
};

using phase_fair_lock = basic_phase_fair_lock<>;

static_assert(shared_lockable<phase_fair_lock>);
static_assert(sizeof(phase_fair_lock) == 16);
static_assert(std::is_trivially_destructible_v<phase_fair_lock>);

}  // namespace interlock
