// SPDX-License-Identifier: MIT
/// @file
/// Queue spinlock of four bytes, after the one of the Linux kernel [Cor14]: an MCS queue [MCS91]
/// whose nodes are threads' places in a table, and a shortcut for the first who waits.
///
/// fair: FIFO | recursive: no | shared: no | timed: no | waits by: spinning | size: 4 bytes |
/// constant-initialised: yes
///
/// Choose it where locks are many and contention may be high: it is as small as `mutex` and fair,
/// and only the first in line reads the lock while it is held; the others spin on their own lines.
/// The first who waits needs no place in the queue at all. Its `unlock()` is a read-modify-write
/// operation, where `spinlock` and `ticket_lock` store. With more threads than processors use
/// `fair_mutex`.
///
/// Locks may be nested, and released in any order. A thread has one place in the table, from its
/// first wait in line to its end, for it waits for one lock at a time, and needs none when it holds
/// one. A thread that finds no place, because `Places` others have one or because its thread-local
/// objects are gone, waits beside the line until it finds the lock free.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/queue_places.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <cstdint>
#include <type_traits>

namespace interlock {

/// `Places` is the number of threads that can be in lines at the same time, for all locks together.
/// Requires: 1 <= `Places` <= 65535.
template <unsigned Places = 4095, backend B = std_backend>
class INTERLOCK_CAPABILITY("mutex") basic_qspinlock {
  static_assert(Places >= 1 && Places <= 0xffff);

 public:
  constexpr basic_qspinlock() noexcept = default;
  basic_qspinlock(const basic_qspinlock&) = delete;
  basic_qspinlock& operator=(const basic_qspinlock&) = delete;

  /// Blocks until the lock is held. For any threads X and Y: everything X did before its `unlock()`
  /// is visible to Y after a later `lock()`. Progress: blocking; threads enter in the order in
  /// which they got in line, except those without a place.
  void lock() noexcept INTERLOCK_ACQUIRE() {
    std::uint32_t seen = 0;
    // (taken) acquire: the last critical section is visible. Pairs with (freed).
    // relaxed: a failure reads only what to do next.
    if (!word_.compare_exchange_strong(seen, held, order::acquire, order::relaxed)) [[unlikely]]
      wait(seen);
  }

  /// Takes the lock if it is free; never blocks.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) {
    std::uint32_t free = 0;
    // (tried) acquire: the last critical section is visible. Pairs with (freed).
    // relaxed: a failure reads nothing.
    return word_.compare_exchange_strong(free, held, order::acquire, order::relaxed);
  }

  /// Frees the lock. Requires: the calling thread holds it. The lock may be destroyed by the next
  /// owner as soon as it holds it. Progress: wait-free.
  void unlock() noexcept INTERLOCK_RELEASE() {
    // (freed) release: publishes the critical section. Pairs with (taken), (tried), (first),
    // (next), (beside).
    word_.fetch_sub(held, order::release);
  }

 private:
  using places = detail::queue_places<Places, B>;
  using node = typename places::node;

  // The word: who waits without a node for the owner to go, and the place of the last in line.
  static constexpr std::uint32_t held = 1;
  static constexpr std::uint32_t first_waits = 1 << 8;
  static constexpr std::uint32_t last = 1 << 16;
  static constexpr std::uint32_t last_mask = 0xffffU * last;

  [[gnu::cold, gnu::noinline]] void wait(std::uint32_t seen) noexcept {
    if (seen == held && wait_first()) return;
    if (const std::uint32_t place = places::mine(); place != 0) {
      wait_in_line(place);
    } else {
      wait_beside();
    }
  }

  /// The first to wait does so on the lock itself. False if it is not the first.
  bool wait_first() noexcept {
    std::uint32_t seen = held;
    // relaxed: takes the first place and publishes nothing.
    if (!word_.compare_exchange_strong(seen, held | first_waits, order::relaxed, order::relaxed))
      return false;
    // (first) acquire: the last critical section is visible. Pairs with (freed).
    B::await(word_, order::acquire, [](std::uint32_t now) { return (now & held) == 0; });
    // relaxed: nobody else takes the lock while somebody waits first; (first) has ordered.
    word_.fetch_sub(first_waits - held, order::relaxed);
    return true;
  }

  void wait_in_line(std::uint32_t place) noexcept {
    node& self = places::at(place);
    // relaxed: (queued) publishes it.
    self.next.store(nullptr, order::relaxed);
    // relaxed: (linked) publishes it.
    self.admitted.store(false, order::relaxed);
    if (const std::uint32_t before = get_in_line(place); before != 0) {
      // (linked) release: our node is complete. Pairs with (behind).
      places::at(before).next.store(&self, order::release);
      // (turn) acquire: what the one before us has seen of the lock is visible. Pairs with
      // (passed).
      B::await(self.admitted, order::acquire, [](bool admitted) { return admitted; });
    }
    // (next) acquire: the last critical section is visible. Pairs with (freed).
    std::uint32_t seen = B::await(
        word_, order::acquire, [](std::uint32_t now) { return (now & (held | first_waits)) == 0; });
    // relaxed: nobody else takes the lock while somebody is in line; (next) has ordered. A failure
    // says that somebody has come.
    if (seen == place * last &&
        word_.compare_exchange_strong(seen, held, order::relaxed, order::relaxed))
      return;
    // relaxed: as before.
    word_.fetch_add(held, order::relaxed);
    // (behind) acquire: the node is complete. Pairs with (linked).
    node* const next =
        B::await(self.next, order::acquire, [](node* behind) { return behind != nullptr; });
    // (passed) release: the next in line sees no older state of the lock. Pairs with (turn).
    next->admitted.store(true, order::release);
  }

  /// Returns the place of the one before, or 0.
  std::uint32_t get_in_line(std::uint32_t place) noexcept {
    // relaxed: (queued) decides and orders.
    std::uint32_t seen = word_.load(order::relaxed);
    std::uint32_t joined = 0;
    do {
      joined = (seen & ~last_mask) | place * last;
      // (queued) acq_rel: our node is complete for the one behind us, the one before us is for us.
      // Pairs with (queued). relaxed: a failure only says what to try next.
    } while (!word_.compare_exchange_weak(seen, joined, order::acq_rel, order::relaxed));
    return (seen & last_mask) / last;
  }

  void wait_beside() noexcept {
    std::uint32_t free = 0;
    // (beside) acquire: the last critical section is visible. Pairs with (freed).
    // relaxed: a failure reads nothing.
    while (!word_.compare_exchange_strong(free, held, order::acquire, order::relaxed)) {
      // relaxed: only a hint to try again.
      B::await(word_, order::relaxed, [](std::uint32_t now) { return now == 0; });
      free = 0;
    }
  }

  typename B::template atomic<std::uint32_t> word_{0};
};

using qspinlock = basic_qspinlock<>;

static_assert(lockable<qspinlock>);
static_assert(sizeof(qspinlock) == 4);
static_assert(std::is_trivially_destructible_v<qspinlock>);

}  // namespace interlock
