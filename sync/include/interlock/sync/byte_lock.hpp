// SPDX-License-Identifier: MIT
/// @file
/// The parking lock of one byte: for a lock in every node, slot or object of a large structure
/// [Piz16].
///
/// fair: 31 may pass the first in line | recursive: no | shared: no | timed: yes | waits by: a
/// short spin, then sleeping in the kernel | size: 1 byte | constant-initialised: yes
///
/// Its sleepers stand in line in the process's parking lot, so it costs more than `mutex` when it
/// is contended, and nothing else when it is not.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/parking_lot.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <chrono>
#include <cstdint>
#include <type_traits>

namespace interlock {

/// For any threads X and Y: everything X did before its `unlock()` is visible to Y after a later
/// `lock()`.
///
/// Overtaking: a thread that must sleep gets in line. Before the first in line has the lock, at
/// most 31 threads take it that came later; the others in line enter in the order in which they got
/// there.
template <backend B = std_backend>
class INTERLOCK_CAPABILITY("mutex") basic_byte_lock {
 public:
  constexpr basic_byte_lock() noexcept = default;
  basic_byte_lock(const basic_byte_lock&) = delete;
  basic_byte_lock& operator=(const basic_byte_lock&) = delete;

  /// Blocks until the lock is held. Requires: the calling thread does not hold it.
  void lock() noexcept INTERLOCK_ACQUIRE() {
    if (!try_take_idle()) [[unlikely]] {
      (void)lock_slow(deadline::never());
    }
  }

  /// Takes the lock if it is free; never blocks. Fails also while others wait and may not be passed
  /// any more.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) {
    return try_take_idle() || try_pass();
  }

  /// Blocks until the lock is held or `length` has passed on the steady clock; returns whether it
  /// is held. A length that is zero, negative or NaN tries once.
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE(true) {
    return try_lock() || lock_slow(deadline::after(length));
  }

  /// Blocks until the lock is held or `when` has passed on its clock; returns whether it is held.
  /// A time point in the past tries once.
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE(true) {
    return try_lock() ||
           detail::attempt_until(when, [this](const deadline& limit) { return lock_slow(limit); });
  }

  /// Frees the lock and wakes the first in line, unless one is awake already. Requires: the calling
  /// thread holds it. The lock may be destroyed by the next owner as soon as it holds it.
  void unlock() noexcept INTERLOCK_RELEASE() {
    std::uint8_t expected = held;
    // (freed) release: publishes the critical section. Pairs with (taken), (passed), (came).
    // relaxed: a failure publishes nothing.
    if (!word_.compare_exchange_strong(expected, idle, order::release, order::relaxed))
        [[unlikely]] {
      unlock_slow(expected);
    }
  }

 private:
  // word_: bit 0: somebody holds the lock; bit 1: somebody is in line, or was not long ago; bit 2:
  // the first in line has been woken and has not entered yet, nor gone back to sleep; bits 3..7:
  // how many have passed the first in line. Invariant: whoever sleeps in the parking lot has set
  // `waiting`, and it is cleared only when nobody sleeps there, with the queue locked. The word of
  // a lock that is free and has sleepers has `woken`.
  static constexpr std::uint8_t idle = 0;
  static constexpr std::uint8_t held = 1;
  static constexpr std::uint8_t waiting = 2;
  static constexpr std::uint8_t woken = 4;
  static constexpr std::uint8_t one_pass = 8;
  static constexpr std::uint8_t all_passes = 0xff - (one_pass - 1);

  // About the time that a handover between running threads takes.
  static constexpr int looks_before_sleep = 100;

  using lot = basic_parking_lot<B>;

  [[nodiscard]] static constexpr std::uint8_t with(std::uint8_t word, std::uint8_t bits) noexcept {
    return static_cast<std::uint8_t>(word | bits);
  }
  [[nodiscard]] static constexpr std::uint8_t without(std::uint8_t word,
                                                      std::uint8_t bits) noexcept {
    return static_cast<std::uint8_t>(word & ~bits);
  }

  /// Whether a thread that has not been woken from the line may take a lock in this state.
  [[nodiscard]] static constexpr bool may_pass(std::uint8_t word) noexcept {
    return (word & held) == 0 && (word & all_passes) != all_passes;
  }

  [[nodiscard]] bool try_take_idle() noexcept {
    std::uint8_t expected = idle;
    // (taken) acquire: the last critical section is visible. Pairs with (freed), (left).
    // relaxed: a failure reads nothing that the lock protects.
    return word_.compare_exchange_strong(expected, held, order::acquire, order::relaxed);
  }

  [[nodiscard, gnu::noinline, gnu::cold]] bool try_pass() noexcept {
    // relaxed: only a first guess for the compare-exchange.
    std::uint8_t seen = word_.load(order::relaxed);
    while (may_pass(seen)) {
      const auto next = static_cast<std::uint8_t>(
          with(seen, held) + ((seen & waiting) != 0 ? one_pass : std::uint8_t{0}));
      // (passed) acquire: the last critical section is visible. Pairs with (freed), (left),
      // (yielded).
      // relaxed: a failure only updates the guess.
      if (word_.compare_exchange_weak(seen, next, order::acquire, order::relaxed)) return true;
    }
    return false;
  }

  /// The lock is ours, who have been woken, unless somebody has passed us.
  [[nodiscard]] bool try_enter_from_line() noexcept {
    // relaxed: only a first guess for the compare-exchange.
    std::uint8_t seen = word_.load(order::relaxed);
    while ((seen & held) == 0) {
      const std::uint8_t next = with(without(seen, woken | all_passes), held);
      // (came) acquire: the last critical section is visible. Pairs with (freed), (left),
      // (yielded). relaxed: a failure only updates the guess.
      if (word_.compare_exchange_weak(seen, next, order::acquire, order::relaxed)) return true;
    }
    return false;
  }

  [[gnu::noinline, gnu::cold]] bool lock_slow(const deadline& limit) noexcept {
    for (bool from_line = false;;) {
      spin();
      if (from_line ? try_enter_from_line() : try_pass()) return true;
      const auto valid = [this, from_line] { return join(from_line); };
      const auto on_timeout = [this](bool last) { give_up(last); };
      const park_result end = from_line ? lot::park_in_front(this, valid, on_timeout, limit).result
                                        : lot::park(this, valid, on_timeout, limit).result;
      if (end == park_result::timed_out) return false;
      from_line = from_line || end == park_result::unparked;
    }
  }

  /// Sets the mark of the sleepers; false if there is no need to sleep. Runs with the queue locked.
  [[nodiscard]] bool join(bool from_line) noexcept {
    // relaxed: only a first guess for the compare-exchange.
    std::uint8_t seen = word_.load(order::relaxed);
    for (;;) {
      if (from_line ? (seen & held) == 0 : may_pass(seen)) return false;
      const std::uint8_t next = with(from_line ? without(seen, woken) : seen, waiting);
      // relaxed: the parking lot's queue orders it before the unlock that finds us there.
      if (word_.compare_exchange_weak(seen, next, order::relaxed, order::relaxed)) return true;
    }
  }

  /// Runs with the queue locked.
  void give_up(bool last) noexcept {
    if (!last) return;
    // relaxed: only a first guess for the compare-exchange.
    std::uint8_t seen = word_.load(order::relaxed);
    // One that has been woken is still on its way, and in front of whoever comes.
    // relaxed: nothing is published; a failure only updates the guess.
    while ((seen & woken) == 0 &&
           !word_.compare_exchange_weak(seen, without(seen, waiting | all_passes), order::relaxed,
                                        order::relaxed)) {
    }
  }

  [[gnu::noinline, gnu::cold]] void unlock_slow(std::uint8_t seen) noexcept {
    while ((seen & woken) != 0) {
      // (yielded) release: publishes the critical section. Pairs with (passed), (came).
      // relaxed: a failure only updates the guess.
      if (word_.compare_exchange_weak(seen, without(seen, held), order::release, order::relaxed)) {
        return;
      }
    }
    (void)lot::unpark_one(this, [this](const unparked& found) {
      // The queue is locked, we hold the lock, and nobody is awake: the word is ours to write.
      // relaxed: the same holds of what we read.
      const std::uint8_t passes = word_.load(order::relaxed) & all_passes;
      // (left) release: publishes the critical section. Pairs with (taken), (passed), (came).
      word_.store(found.one ? with(passes, waiting | woken) : idle, order::release);
      return std::uintptr_t{0};
    });
  }

  void spin() const noexcept {
    // relaxed: a hint; a compare-exchange decides and orders.
    (void)B::try_await(
        word_, order::relaxed, [](std::uint8_t word) { return (word & held) == 0; },
        looks_before_sleep);
  }

  typename B::template atomic<std::uint8_t> word_{idle};
};

using byte_lock = basic_byte_lock<>;

static_assert(timed_lockable<byte_lock>);
static_assert(sizeof(byte_lock) == 1);
static_assert(std::is_trivially_destructible_v<byte_lock>);

}  // namespace interlock
