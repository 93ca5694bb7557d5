// SPDX-License-Identifier: MIT
/// @file
/// A table of who reads under which lock, for locks whose readers say it here instead of in the
/// lock [DK19b].
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace interlock::detail {

/// One reader, or none. It outlives every lock.
template <backend B>
class reader_slot {
 public:
  /// Says that the calling thread reads, or is about to, under `lock`; false if the slot is in use.
  [[nodiscard]] bool take(const void* lock) noexcept {
    const void* none = nullptr;
    // (taken) acquire: the number of the owner before us is gone for good, and what (cleared)
    // published of its section, our own (cleared) publishes too. Pairs with (cleared).
    // relaxed: a failure reads nothing.
    return lock_.compare_exchange_strong(none, lock, order::acquire, order::relaxed);
  }

  /// Makes the calling thread the owner. Requires: it has taken the slot.
  void own(std::uintptr_t thread) noexcept {
    // relaxed: only `thread` itself recognizes the number.
    owner_.store(thread, order::relaxed);
  }

  /// Whether the calling thread, which has this number, owns the slot and reads under `lock`.
  /// Nobody else writes this number, and the thread takes it away before it leaves the slot to
  /// others: another one that reads under the same lock in the same slot is never mistaken for it.
  [[nodiscard]] bool is_owned(const void* lock, std::uintptr_t thread) const noexcept {
    // relaxed: if it is our number, we have written both words ourselves.
    return owner_.load(order::relaxed) == thread && lock_.load(order::relaxed) == lock;
  }

  /// Says that the calling thread reads no more. The lock is not touched. Requires: it has taken
  /// the slot.
  void clear() noexcept {
    // relaxed: as in own().
    owner_.store(0, order::relaxed);
    // (cleared) release: our reads are over before a writer enters. Pairs with (taken), (scanned),
    // (still there).
    lock_.store(nullptr, order::release);
    // (gone) seq_cst: one of us sees the other: a writer that still finds us here is seen to wait.
    // Pairs with (announced).
    B::light_fence();
    // relaxed: the fence orders it after we are gone.
    if (awaited_.load(order::relaxed) != 0) [[unlikely]] {
      wake();
    }
  }

  /// Whether somebody reads here under `lock`, or is about to.
  [[nodiscard]] bool is_used(const void* lock) const noexcept {
    // (still there) acquire: if not, the section of the reader that was here is over. Pairs with
    // (cleared).
    return lock_.load(order::acquire) == lock;
  }

  /// Waits until nobody reads here under `lock`: true. False if `limit` comes before that.
  /// Requires: readers that come from now on leave again by themselves.
  [[nodiscard]] bool wait_until_unused(const void* lock, const deadline& limit) noexcept {
    for (;;) {
      // (scanned) acquire: the section of the reader that was here is over. Pairs with (cleared).
      const void* const seen = B::try_await(
          lock_, order::acquire, [lock](const void* now) { return now != lock; },
          looks_before_sleep);
      if (seen != lock) [[likely]]
        return true;
      if (!sleep(lock, limit)) return false;
    }
  }

 private:
  // About the time that a short section takes.
  static constexpr int looks_before_sleep = 100;

  [[gnu::noinline, gnu::cold]] bool sleep(const void* lock, const deadline& limit) noexcept {
    // relaxed: the fence orders it before the look.
    awaited_.store(1, order::relaxed);
    // (announced) seq_cst: one of us sees the other: a reader that misses the announcement is seen
    // to be gone. Pairs with (gone).
    B::heavy_fence();
    // relaxed: only whether to sleep; (scanned) looks again.
    if (lock_.load(order::relaxed) != lock) return true;
    return B::futex_wait(awaited_, 1, limit) != wait_result::timed_out;
  }

  [[gnu::noinline, gnu::cold]] void wake() noexcept {
    // relaxed: whoever sleeps on the word is woken, and announces itself again.
    awaited_.store(0, order::relaxed);
    B::futex_wake(awaited_, wake_all);
  }

  // Invariant: owner_ is the number of a thread only while that thread has taken the slot. A writer
  // sleeps only while awaited_ is 1, and whoever takes that away wakes all.
  typename B::template atomic<const void*> lock_{nullptr};
  typename B::template atomic<std::uintptr_t> owner_{0};
  typename B::template atomic<std::uint32_t> awaited_{0};
};

/// `B::global<reader_table<...>>()` is the table of all locks of the process with so many slots.
template <std::size_t Slots, backend B>
class [[gnu::visibility("default")]] reader_table {
  static_assert(std::has_single_bit(Slots), "the number of slots is a power of two");

 public:
  constexpr reader_table() noexcept = default;
  reader_table(const reader_table&) = delete;
  reader_table& operator=(const reader_table&) = delete;

  /// The slot in which the thread with this number reads under `lock`.
  [[nodiscard]] reader_slot<B>& slot_of(const void* lock, std::uintptr_t thread) noexcept {
    if constexpr (Slots == 1) {
      return slots_[0];
    } else {
      // Multiplication by the golden ratio spreads numbers and addresses of any sort.
      const std::uint64_t key = thread ^ reinterpret_cast<std::uintptr_t>(lock);
      const std::uint64_t spread = key * std::uint64_t{0x9E37'79B9'7F4A'7C15};
      return slots_[static_cast<std::size_t>(spread >> (64 - std::bit_width(Slots - 1)))];
    }
  }

  /// Whether nobody reads under `lock`, nor is about to.
  [[nodiscard]] bool is_unused(const void* lock) const noexcept {
    for (const reader_slot<B>& each : slots_) {
      if (each.is_used(lock)) return false;
    }
    return true;
  }

  /// Waits until nobody reads under `lock`; see `reader_slot`.
  [[nodiscard]] bool wait_until_unused(const void* lock, const deadline& limit) noexcept {
    for (reader_slot<B>& each : slots_) {
      if (!each.wait_until_unused(lock, limit)) return false;
    }
    return true;
  }

 private:
  // Two slots of 32 bytes on a line: with so many of them, neighbours seldom meet.
  struct alignas(32) place : reader_slot<B> {};
  place slots_[Slots] = {};
};

}  // namespace interlock::detail
