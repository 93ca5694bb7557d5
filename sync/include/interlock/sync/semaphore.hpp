// SPDX-License-Identifier: MIT
/// @file
/// Counting semaphore: a drop-in for `std::counting_semaphore` and `std::binary_semaphore` that may
/// be destroyed by the thread it has just let through [Dij65].
///
/// fair: no | timed: yes | waits by: a spin, then sleeping in the kernel | size: 8 bytes |
/// constant-initialised: yes
///
/// A release is a single atomic operation that also learns whether anybody sleeps: it wakes only
/// then, and touches nothing afterwards but the address.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace interlock {

/// `LeastMaxValue`: the counter never needs to exceed it; at most 2^31 - 1.
template <std::ptrdiff_t LeastMaxValue = std::numeric_limits<std::int32_t>::max(),
          backend B = std_backend>
class basic_counting_semaphore {
  static_assert(LeastMaxValue >= 0);
  static_assert(LeastMaxValue <= std::numeric_limits<std::int32_t>::max());

 public:
  [[nodiscard]] static constexpr std::ptrdiff_t max() noexcept { return LeastMaxValue; }

  /// Requires: 0 <= `desired` <= `max()`.
  constexpr explicit basic_counting_semaphore(std::ptrdiff_t desired) noexcept
      : state_{static_cast<std::uint64_t>(desired)} {
    INTERLOCK_ASSERT(B, desired >= 0 && desired <= max(),
                     "counting_semaphore: the initial value must be between 0 and max()");
  }

  basic_counting_semaphore(const basic_counting_semaphore&) = delete;
  basic_counting_semaphore& operator=(const basic_counting_semaphore&) = delete;

  /// Adds `update` to the counter and wakes as many sleepers. Requires: 0 <= `update` <= `max()` -
  /// counter. For any threads X and Y: everything X did before `release` is visible to Y after an
  /// `acquire` that it let through.
  void release(std::ptrdiff_t update = 1) noexcept {
    INTERLOCK_ASSERT(B, update >= 0 && update <= max(),
                     "counting_semaphore: update must be between 0 and max() - counter");
    const auto added = static_cast<std::uint64_t>(update);
    // (released) release: publishes what came before to whoever takes the units. Pairs with
    // (acquired).
    const std::uint64_t before = state_.fetch_add(added, order::release);
    INTERLOCK_ASSERT(B, value_of(before) + added <= static_cast<std::uint64_t>(max()),
                     "counting_semaphore: the counter exceeds max()");
    const std::uint64_t sleepers = before / one_sleeper;
    if (sleepers != 0) [[unlikely]] {
      wake(static_cast<int>(added < sleepers ? added : sleepers));
    }
  }

  /// Takes one unit, waiting for it as long as it takes.
  void acquire() noexcept {
    if (!try_acquire()) [[unlikely]] {
      (void)acquire_slow(deadline::never());
    }
  }

  /// Takes one unit if there is one; never blocks and never fails spuriously. Progress: lock-free.
  [[nodiscard]] bool try_acquire() noexcept {
    // relaxed: only a first guess for take().
    std::uint64_t seen = state_.load(order::relaxed);
    return take(seen, 1);
  }

  /// Takes one unit, waiting at most `length` on the steady clock. A length that is zero, negative
  /// or NaN tries once.
  template <class Rep, class Period>
  [[nodiscard]] bool try_acquire_for(const std::chrono::duration<Rep, Period>& length) {
    return try_acquire() || acquire_slow(deadline::after(length));
  }

  /// Takes one unit, waiting until `when` has passed on its clock. A time point in the past tries
  /// once.
  template <class Clock, class Duration>
  [[nodiscard]] bool try_acquire_until(const std::chrono::time_point<Clock, Duration>& when) {
    return try_acquire() || detail::attempt_until(when, [this](const deadline& limit) {
             return acquire_slow(limit);
           });
  }

 private:
  // state_: bits 0..31 the counter, on which sleepers sleep; bits 32..63 how many threads sleep or
  // are about to. Invariant: a thread counts as a sleeper from before it last saw a counter of zero
  // until it has taken a unit or given up. So a release that adds to the counter sees everybody
  // whom it may have to wake.
  static constexpr std::uint64_t one_sleeper = std::uint64_t{1} << 32;
  static constexpr int looks_before_sleep = 300;

  [[nodiscard]] static constexpr std::uint64_t value_of(std::uint64_t state) noexcept {
    return state % one_sleeper;
  }

  /// Subtracts `amount` (a unit, and the sleeper who takes it) while there is a unit to take.
  bool take(std::uint64_t& seen, std::uint64_t amount) noexcept {
    while (value_of(seen) != 0) {
      // (acquired) acquire: what came before the release of this unit is visible. Pairs with
      // (released). relaxed: a failure only updates the guess.
      if (state_.compare_exchange_weak(seen, seen - amount, order::acquire, order::relaxed)) {
        return true;
      }
    }
    return false;
  }

  [[gnu::noinline, gnu::cold]] bool acquire_slow(deadline limit) noexcept {
    // relaxed: a hint; take() decides and orders.
    std::uint64_t seen = B::try_await(
        state_, order::relaxed, [](std::uint64_t state) { return value_of(state) != 0; },
        looks_before_sleep);
    if (take(seen, 1)) return true;

    // relaxed: atomicity puts us on record before the counter is looked at again, in the same word.
    seen = state_.fetch_add(one_sleeper, order::relaxed) + one_sleeper;
    while (!take(seen, one_sleeper + 1)) {
      if (B::futex_wait(state_, 0, limit) == wait_result::timed_out) {
        // relaxed: nothing was taken, so nothing is published or read.
        seen = state_.load(order::relaxed);
        if (take(seen, one_sleeper + 1)) return true;
        // relaxed: as above.
        state_.fetch_sub(one_sleeper, order::relaxed);
        return false;
      }
      // relaxed: only a guess for take().
      seen = state_.load(order::relaxed);
    }
    return true;
  }

  [[gnu::noinline, gnu::cold]] void wake(int sleepers) noexcept { B::futex_wake(state_, sleepers); }

  typename B::template atomic<std::uint64_t> state_;
};

template <std::ptrdiff_t LeastMaxValue = std::numeric_limits<std::int32_t>::max()>
using counting_semaphore = basic_counting_semaphore<LeastMaxValue>;
using binary_semaphore = counting_semaphore<1>;

static_assert(sizeof(binary_semaphore) == 8);
static_assert(std::is_trivially_destructible_v<binary_semaphore>);

}  // namespace interlock
