// SPDX-License-Identifier: MIT
/// @file
/// A counting semaphore that is right with `semaphore_flaw::none` and wrong in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace interlock::broken {

enum class semaphore_flaw {
  none,
  relaxed_release,
  relaxed_acquire,
  split_release,
  skips_wake_when_positive,
  wakes_one,
  touches_after_release,
  timeout_drops_unit,
};

template <semaphore_flaw Flaw, backend B>
class semaphore {
 public:
  [[nodiscard]] static constexpr std::ptrdiff_t max() noexcept {
    return std::numeric_limits<std::int32_t>::max();
  }

  constexpr explicit semaphore(std::ptrdiff_t desired) noexcept
      : state_{static_cast<std::uint64_t>(desired)} {}
  semaphore(const semaphore&) = delete;
  semaphore& operator=(const semaphore&) = delete;

  void release(std::ptrdiff_t update = 1) noexcept {
    const auto added = static_cast<std::uint64_t>(update);
    std::uint64_t seen = add(added);
    if (has<Flaw>(semaphore_flaw::touches_after_release)) {
      // defect: whoever took the unit may already have destroyed the semaphore.
      seen = state_.load(order::relaxed);
    }
    // defect: a sleeper woken for an earlier unit has not taken it yet, and this unit needs
    // another.
    if (has<Flaw>(semaphore_flaw::skips_wake_when_positive) && value_of(seen) != 0) return;
    const std::uint64_t sleepers = seen / one_sleeper;
    // defect: wakes_one wakes one sleeper for several units.
    const std::uint64_t wanted = has<Flaw>(semaphore_flaw::wakes_one) ? 1 : added;
    if (sleepers != 0)
      B::futex_wake(state_, static_cast<int>(wanted < sleepers ? wanted : sleepers));
  }

  void acquire() noexcept {
    if (!try_acquire()) (void)acquire_slow(deadline::never());
  }

  [[nodiscard]] bool try_acquire() noexcept {
    std::uint64_t seen = state_.load(order::relaxed);
    return take(seen, 1);
  }

  template <class Rep, class Period>
  [[nodiscard]] bool try_acquire_for(const std::chrono::duration<Rep, Period>& length) {
    return try_acquire() || acquire_slow(deadline::after(length));
  }

  template <class Clock, class Duration>
  [[nodiscard]] bool try_acquire_until(const std::chrono::time_point<Clock, Duration>& when) {
    return try_acquire() || interlock::detail::attempt_until(when, [this](const deadline& limit) {
             return acquire_slow(limit);
           });
  }

 private:
  // Bits 0..31 the counter, on which sleepers sleep; bits 32..63 how many may sleep.
  static constexpr std::uint64_t one_sleeper = std::uint64_t{1} << 32;

  static constexpr std::uint64_t value_of(std::uint64_t state) noexcept {
    return state % one_sleeper;
  }

  /// Returns the state before.
  std::uint64_t add(std::uint64_t added) noexcept {
    if (has<Flaw>(semaphore_flaw::split_release)) {
      // defect: whatever changes between the load and the store is undone.
      const std::uint64_t seen = state_.load(order::relaxed);
      state_.store(seen + added, order::release);
      return seen;
    }
    // defect: relaxed_release does not publish what came before it.
    const auto released =
        has<Flaw>(semaphore_flaw::relaxed_release) ? order::relaxed : order::release;
    return state_.fetch_add(added, released);
  }

  bool take(std::uint64_t& seen, std::uint64_t amount) noexcept {
    // defect: relaxed_acquire does not see what came before the release.
    const auto acquired =
        has<Flaw>(semaphore_flaw::relaxed_acquire) ? order::relaxed : order::acquire;
    while (value_of(seen) != 0) {
      if (state_.compare_exchange_weak(seen, seen - amount, acquired, order::relaxed)) return true;
    }
    return false;
  }

  bool acquire_slow(const deadline& limit) noexcept {
    std::uint64_t seen = state_.fetch_add(one_sleeper, order::relaxed) + one_sleeper;
    while (!take(seen, one_sleeper + 1)) {
      if (B::futex_wait(state_, 0, limit) == wait_result::timed_out) return give_up();
      seen = state_.load(order::relaxed);
    }
    return true;
  }

  bool give_up() noexcept {
    std::uint64_t seen = state_.load(order::relaxed);
    if (take(seen, one_sleeper + 1)) {
      // defect: timeout_drops_unit takes a unit that came at the last moment, and reports a
      // timeout.
      return !has<Flaw>(semaphore_flaw::timeout_drops_unit);
    }
    state_.fetch_sub(one_sleeper, order::relaxed);
    return false;
  }

  typename B::template atomic<std::uint64_t> state_;
};

}  // namespace interlock::broken
