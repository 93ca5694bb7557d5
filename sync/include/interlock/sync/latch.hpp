// SPDX-License-Identifier: MIT
/// @file
/// Latch: a drop-in for `std::latch` with waits that may time out, which may be destroyed by a
/// thread that has come through.
///
/// reusable: no | timed: yes | waits by: a spin, then sleeping in the kernel | size: 4 bytes |
/// constant-initialised: yes
///
/// Choose it to wait until a known number of things are done, once. `barrier` is for threads that
/// wait for each other again and again.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace interlock {

template <backend B = std_backend>
class basic_latch {
 public:
  [[nodiscard]] static constexpr std::ptrdiff_t max() noexcept {
    return std::numeric_limits<std::int32_t>::max();
  }

  /// Requires: 0 <= `expected` <= `max()`.
  constexpr explicit basic_latch(std::ptrdiff_t expected) noexcept
      : state_{static_cast<std::uint32_t>(expected) * one} {
    INTERLOCK_ASSERT(B, expected >= 0 && expected <= max(),
                     "latch: the expected count must be between 0 and max()");
  }

  basic_latch(const basic_latch&) = delete;
  basic_latch& operator=(const basic_latch&) = delete;

  /// Subtracts `update` from the counter and unblocks everybody if it comes to zero. Requires: 0 <=
  /// `update` <= counter. For any threads X and Y: everything X did before `count_down` is visible
  /// to Y after a wait. The latch may be destroyed by a thread whose wait has returned: after the
  /// subtraction only the address is used, for the wake. Progress: wait-free.
  void count_down(std::ptrdiff_t update = 1) noexcept {
    // (counted) release: publishes what came before. Pairs with (looked), (awaited), (marked),
    // (woken).
    const std::uint32_t before =
        state_.fetch_sub(static_cast<std::uint32_t>(update) * one, order::release);
    INTERLOCK_ASSERT(B, update >= 0 && update <= static_cast<std::ptrdiff_t>(before / one),
                     "latch: update must be between 0 and the counter");
    if (before == static_cast<std::uint32_t>(update) * one + sleepers_bit) [[unlikely]] {
      wake();
    }
  }

  /// Whether the counter is zero; never fails spuriously. Progress: wait-free.
  [[nodiscard]] bool try_wait() const noexcept {
    // (looked) acquire: what came before the counts is visible. Pairs with (counted).
    return is_open(state_.load(order::acquire));
  }

  /// Blocks until the counter is zero.
  void wait() const noexcept {
    if (!try_wait()) [[unlikely]] {
      (void)wait_slow(deadline::never());
    }
  }

  /// Blocks until the counter is zero or `length` has passed on the steady clock; returns whether
  /// it is zero. A length that is zero, negative or NaN looks once.
  template <class Rep, class Period>
  [[nodiscard]] bool wait_for(const std::chrono::duration<Rep, Period>& length) const {
    return try_wait() || wait_slow(deadline::after(length));
  }

  /// The same until `when` has passed on its clock. A time point in the past looks once.
  template <class Clock, class Duration>
  [[nodiscard]] bool wait_until(const std::chrono::time_point<Clock, Duration>& when) const {
    return try_wait() ||
           detail::attempt_until(when, [this](const deadline& limit) { return wait_slow(limit); });
  }

  /// `count_down(update)`, then `wait()`. The latch may be destroyed by another thread as soon as
  /// every wait has returned.
  void arrive_and_wait(std::ptrdiff_t update = 1) noexcept {
    count_down(update);
    wait();
  }

 private:
  // state_: bit 0 whether there may be sleepers; bits 1..31 the counter.
  static constexpr std::uint32_t sleepers_bit = 1;
  static constexpr std::uint32_t one = 2;
  // Few: where threads outnumber processors, those who are to come need ours.
  static constexpr int looks_before_sleep = 20;

  [[nodiscard]] static constexpr bool is_open(std::uint32_t state) noexcept { return state < one; }

  [[gnu::noinline, gnu::cold]] bool wait_slow(deadline limit) const noexcept {
    // (awaited) acquire: what came before the counts is visible. Pairs with (counted).
    std::uint32_t seen = B::try_await(state_, order::acquire, is_open, looks_before_sleep);
    while (!is_open(seen)) {
      if ((seen & sleepers_bit) == 0) {
        // relaxed: puts us on record in the word that the last count changes.
        if (!state_.compare_exchange_weak(seen, seen | sleepers_bit, order::relaxed,
                                          order::relaxed)) {
          // (marked) acquire: the last count may have come, and what was before it is visible.
          // Pairs with (counted).
          seen = state_.load(order::acquire);
          continue;
        }
        seen |= sleepers_bit;
      }
      const bool time_is_up = B::futex_wait(state_, seen, limit) == wait_result::timed_out;
      // (woken) acquire: what came before the counts is visible. Pairs with (counted).
      seen = state_.load(order::acquire);
      if (time_is_up) return is_open(seen);
    }
    return true;
  }

  [[gnu::noinline, gnu::cold]] void wake() noexcept { B::futex_wake(state_, wake_all); }

  // A wait leaves its mark in a latch that it does not otherwise change.
  mutable typename B::template atomic<std::uint32_t> state_;
};

using latch = basic_latch<>;

static_assert(sizeof(latch) == 4);
static_assert(std::is_trivially_destructible_v<latch>);

}  // namespace interlock
