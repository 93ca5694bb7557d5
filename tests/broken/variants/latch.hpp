// SPDX-License-Identifier: MIT
/// @file
/// A latch that is right with `latch_flaw::none` and wrong in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace interlock::broken {

enum class latch_flaw {
  none,
  relaxed_count_down,
  relaxed_wait,
  split_count_down,
  wakes_one,
  sleeps_unannounced,
  touches_after_count,
  timeout_clears_mark,
};

template <latch_flaw Flaw, backend B>
class latch {
 public:
  [[nodiscard]] static constexpr std::ptrdiff_t max() noexcept {
    return std::numeric_limits<std::int32_t>::max();
  }
  constexpr explicit latch(std::ptrdiff_t expected) noexcept
      : state_{static_cast<std::uint32_t>(expected) * one} {}
  latch(const latch&) = delete;
  latch& operator=(const latch&) = delete;

  void count_down(std::ptrdiff_t update = 1) noexcept {
    const auto counted = static_cast<std::uint32_t>(update) * one;
    std::uint32_t before = subtract(counted);
    if (has<Flaw>(latch_flaw::touches_after_count)) {
      // defect: a thread whose wait has returned may already have destroyed the latch.
      before = state_.load(order::relaxed) + counted;
    }
    // defect: wakes_one wakes one of all sleepers.
    if (before == counted + sleepers_bit)
      B::futex_wake(state_, has<Flaw>(latch_flaw::wakes_one) ? 1 : wake_all);
  }

  [[nodiscard]] bool try_wait() const noexcept { return look() < one; }
  void wait() const noexcept { (void)wait_limited(deadline::never()); }
  template <class Rep, class Period>
  [[nodiscard]] bool wait_for(const std::chrono::duration<Rep, Period>& length) const {
    return wait_limited(deadline::after(length));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool wait_until(const std::chrono::time_point<Clock, Duration>& when) const {
    return interlock::detail::attempt_until(
        when, [this](const deadline& limit) { return wait_limited(limit); });
  }
  void arrive_and_wait(std::ptrdiff_t update = 1) noexcept {
    count_down(update);
    wait();
  }

 private:
  // Bit 0 whether there may be sleepers, above the counter.
  static constexpr std::uint32_t sleepers_bit = 1;
  static constexpr std::uint32_t one = 2;

  std::uint32_t subtract(std::uint32_t counted) noexcept {
    if (has<Flaw>(latch_flaw::split_count_down)) {
      // defect: whatever is counted between the load and the store is counted no more.
      const std::uint32_t seen = state_.load(order::acquire);
      state_.store(seen - counted, order::release);
      return seen;
    }
    // defect: relaxed_count_down does not publish what came before.
    return state_.fetch_sub(
        counted, has<Flaw>(latch_flaw::relaxed_count_down) ? order::relaxed : order::release);
  }

  std::uint32_t look() const noexcept {
    // defect: relaxed_wait does not see what came before the counts.
    return state_.load(has<Flaw>(latch_flaw::relaxed_wait) ? order::relaxed : order::acquire);
  }

  bool wait_limited(const deadline& limit) const noexcept {
    for (std::uint32_t seen = look();;) {
      if (seen < one) return true;
      // defect: sleeps_unannounced leaves no mark, so nobody wakes it.
      if (!has<Flaw>(latch_flaw::sleeps_unannounced) && (seen & sleepers_bit) == 0) {
        const std::uint32_t marked = seen | sleepers_bit;
        if (!state_.compare_exchange_strong(seen, marked, order::acquire, order::acquire)) continue;
        seen = marked;
      }
      const bool time_is_up = B::futex_wait(state_, seen, limit) == wait_result::timed_out;
      if (has<Flaw>(latch_flaw::timeout_clears_mark) && time_is_up) {
        // defect: the mark stood for the other sleepers too.
        std::uint32_t expected = seen;
        (void)state_.compare_exchange_strong(expected, seen - sleepers_bit, order::relaxed,
                                             order::relaxed);
      }
      seen = look();
      if (time_is_up) return seen < one;
    }
  }

  mutable typename B::template atomic<std::uint32_t> state_;
};

}  // namespace interlock::broken
