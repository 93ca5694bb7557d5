// SPDX-License-Identifier: MIT
/// @file
/// An event that stays set until it is reset: a gate that threads wait at, opened for all of them.
///
/// releases: everybody who waits, even if a reset follows at once | timed: yes | waits by: a spin,
/// then sleeping in the kernel | size: 4 bytes | constant-initialised: yes
///
/// Choose it to tell any number of threads that something has happened; it may be destroyed by a
/// thread whose wait has returned. `auto_reset_event` lets one thread through for each signal;
/// `latch` opens when a count comes to zero; `event_count` waits for any condition.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <chrono>
#include <cstdint>
#include <type_traits>

namespace interlock {

template <backend B = std_backend>
class basic_manual_reset_event {
 public:
  constexpr basic_manual_reset_event() noexcept = default;
  constexpr explicit basic_manual_reset_event(bool set) noexcept : word_{set ? set_bit : 0} {}

  /// An event that has been set `times` before: for tests of the counter's wrap-around.
  constexpr basic_manual_reset_event(bool set, std::uint32_t times) noexcept
      : word_{times * one_set + (set ? set_bit : 0)} {}

  basic_manual_reset_event(const basic_manual_reset_event&) = delete;
  basic_manual_reset_event& operator=(const basic_manual_reset_event&) = delete;

  /// Sets the event and unblocks every thread that waits. For any threads X and Y: everything X did
  /// before `set()` is visible to Y after a wait that it let through. The event may be destroyed by
  /// a thread whose wait has returned: after the exchange only the address is used, for the wake.
  /// Progress: lock-free.
  void set() noexcept {
    // relaxed: only a first guess for the compare-exchange.
    std::uint32_t seen = word_.load(order::relaxed);
    std::uint32_t next = after_set(seen);
    // (set) release: publishes what came before, even if the event was set already: a reset that
    // comes next must see it. Pairs with (looked), (awaited), (marked), (woken), (undone).
    // relaxed: a failure only updates the guess.
    while (!word_.compare_exchange_weak(seen, next, order::release, order::relaxed)) {
      next = after_set(seen);
    }
    if ((seen & sleepers_bit) != 0) [[unlikely]] {
      wake();
    }
  }

  /// Makes later waits block. Everything before the last `set()` that this undoes is then visible,
  /// so "reset, look, wait" misses nothing that is announced by "change, set". Progress: lock-free.
  void reset() noexcept {
    // relaxed: if the set that this read misses is to be seen, it happens before.
    std::uint32_t seen = word_.load(order::relaxed);
    while ((seen & set_bit) != 0) {
      // (undone) acquire: what was announced by the set that is undone is visible. Pairs with
      // (set). relaxed: a failure only updates the guess.
      if (word_.compare_exchange_weak(seen, seen - set_bit, order::acquire, order::relaxed)) return;
    }
  }

  [[nodiscard]] bool is_set() const noexcept {
    // (looked) acquire: what came before the set is visible. Pairs with (set).
    return (word_.load(order::acquire) & set_bit) != 0;
  }

  /// Whether a wait would return at once; never blocks. Progress: wait-free.
  [[nodiscard]] bool try_wait() noexcept { return is_set(); }

  /// Blocks until the event is set, or has been set since the call, even if it was reset again.
  void wait() noexcept {
    if (!is_set()) [[unlikely]] {
      (void)wait_slow(deadline::never());
    }
  }

  /// The same for at most `length` on the steady clock; returns whether the event was set. A length
  /// that is zero, negative or NaN looks once.
  template <class Rep, class Period>
  [[nodiscard]] bool wait_for(const std::chrono::duration<Rep, Period>& length) {
    return is_set() || wait_slow(deadline::after(length));
  }

  /// The same until `when` has passed on its clock. A time point in the past looks once.
  template <class Clock, class Duration>
  [[nodiscard]] bool wait_until(const std::chrono::time_point<Clock, Duration>& when) {
    return is_set() ||
           detail::attempt_until(when, [this](const deadline& limit) { return wait_slow(limit); });
  }

 private:
  // word_: bit 0 whether the event is set; bit 1 whether there may be sleepers, never together with
  // bit 0; bits 2..31 how often it has been set, mod 2^30. Sleepers wait for that number to change,
  // so one would have to be on its way to sleep for 2^30 sets in order to miss them.
  static constexpr std::uint32_t set_bit = 1;
  static constexpr std::uint32_t sleepers_bit = 2;
  static constexpr std::uint32_t one_set = 4;
  static constexpr int looks_before_sleep = 300;

  [[nodiscard]] static constexpr std::uint32_t after_set(std::uint32_t seen) noexcept {
    if ((seen & set_bit) != 0) return seen;
    return ((seen & ~sleepers_bit) + one_set) | set_bit;
  }

  /// Whether the event is set in `now`, or has been set since it was `first`.
  [[nodiscard]] static constexpr bool passed(std::uint32_t first, std::uint32_t now) noexcept {
    return (now & set_bit) != 0 || now / one_set != first / one_set;
  }

  [[gnu::noinline, gnu::cold]] bool wait_slow(deadline limit) noexcept {
    // relaxed: what we compare with; (awaited), (marked) or (woken) orders.
    const std::uint32_t first = word_.load(order::relaxed);
    // (awaited) acquire: what came before the set is visible. Pairs with (set).
    std::uint32_t seen = B::try_await(
        word_, order::acquire, [first](std::uint32_t word) { return passed(first, word); },
        looks_before_sleep);
    while (!passed(first, seen)) {
      if ((seen & sleepers_bit) == 0) {
        // relaxed: puts us on record in the word that a set changes.
        if (!word_.compare_exchange_weak(seen, seen | sleepers_bit, order::relaxed,
                                         order::relaxed)) {
          // (marked) acquire: the set may have come, and what was before it is visible. Pairs with
          // (set).
          seen = word_.load(order::acquire);
          continue;
        }
        seen |= sleepers_bit;
      }
      const bool time_is_up = B::futex_wait(word_, seen, limit) == wait_result::timed_out;
      // (woken) acquire: what came before the set is visible. Pairs with (set).
      seen = word_.load(order::acquire);
      if (time_is_up) return passed(first, seen);
    }
    return true;
  }

  [[gnu::noinline, gnu::cold]] void wake() noexcept { B::futex_wake(word_, wake_all); }

  typename B::template atomic<std::uint32_t> word_{0};
};

using manual_reset_event = basic_manual_reset_event<>;

static_assert(sizeof(manual_reset_event) == 4);
static_assert(std::is_trivially_destructible_v<manual_reset_event>);

}  // namespace interlock
