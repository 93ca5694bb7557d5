// SPDX-License-Identifier: MIT
/// @file
/// A barrier that is right with `barrier_flaw::none` and wrong in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

namespace interlock::broken {

enum class barrier_flaw {
  none,
  release_only_arrival,
  relaxed_end,
  phase_before_count,
  completion_too_late,
  forgets_drop,
  wakes_one,
  touches_after_end,
  timeout_clears_mark,
};

template <barrier_flaw Flaw, class CompletionFunction, backend B>
class barrier {
 public:
  class arrival_token {
   public:
    arrival_token(arrival_token&&) noexcept = default;
    arrival_token& operator=(arrival_token&&) noexcept = default;

   private:
    friend barrier;
    explicit arrival_token(std::uint32_t phase) noexcept : phase_{phase} {}
    std::uint32_t phase_;
  };

  [[nodiscard]] static constexpr std::ptrdiff_t max() noexcept {
    return std::numeric_limits<std::int32_t>::max();
  }
  constexpr explicit barrier(std::ptrdiff_t expected,
                             CompletionFunction completion = CompletionFunction(),
                             std::uint32_t phase = 0)
      : state_{static_cast<std::uint64_t>(expected) * one_arrival + phase % phases * one_phase},
        expected_{static_cast<std::uint32_t>(expected)},
        completion_(std::move(completion)) {}
  barrier(const barrier&) = delete;
  barrier& operator=(const barrier&) = delete;

  [[nodiscard]] arrival_token arrive(std::ptrdiff_t update = 1) {
    const std::uint64_t before = count(update);
    if (before / one_arrival == static_cast<std::uint64_t>(update)) end_phase(before);
    return arrival_token{phase_of(before)};
  }
  void wait(arrival_token&& arrival) const {
    (void)wait_limited(arrival.phase_, deadline::never());
  }
  [[nodiscard]] bool try_wait(const arrival_token& arrival) const noexcept {
    return phase_of(look()) != arrival.phase_;
  }
  template <class Rep, class Period>
  [[nodiscard]] bool wait_for(const arrival_token& arrival,
                              const std::chrono::duration<Rep, Period>& length) const {
    return wait_limited(arrival.phase_, deadline::after(length));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool wait_until(const arrival_token& arrival,
                                const std::chrono::time_point<Clock, Duration>& when) const {
    return interlock::detail::attempt_until(
        when, [&](const deadline& limit) { return wait_limited(arrival.phase_, limit); });
  }
  void arrive_and_wait() {
    const std::uint64_t before = count(1);
    if (before / one_arrival == 1) {
      end_phase(before);
    } else {
      (void)wait_limited(phase_of(before), deadline::never());
    }
  }
  void arrive_and_drop() {
    // defect: forgets_drop leaves the thread among those whom later phases expect.
    if (!has<Flaw>(barrier_flaw::forgets_drop)) expected_.fetch_sub(1, order::relaxed);
    (void)arrive();
  }

 private:
  // Bit 0 whether there may be sleepers, bits 1..31 the phase, bits 32..63 the arrivals to come.
  static constexpr std::uint32_t sleepers_bit = 1;
  static constexpr std::uint32_t one_phase = 2;
  static constexpr std::uint32_t phases = std::uint32_t{1} << 31;
  static constexpr std::uint64_t one_arrival = std::uint64_t{1} << 32;

  static constexpr std::uint32_t low_half(std::uint64_t state) noexcept {
    return static_cast<std::uint32_t>(state % one_arrival);
  }
  static constexpr std::uint32_t phase_of(std::uint64_t state) noexcept {
    return low_half(state) / one_phase;
  }

  std::uint64_t count(std::ptrdiff_t update) noexcept {
    // defect: with release_only_arrival the last one to come does not see what came before the
    // others' arrivals.
    const auto counted =
        has<Flaw>(barrier_flaw::release_only_arrival) ? order::release : order::acq_rel;
    return state_.fetch_sub(static_cast<std::uint64_t>(update) * one_arrival, counted);
  }

  void end_phase(std::uint64_t last) noexcept {
    // defect: completion_too_late lets the others go on first.
    if (!has<Flaw>(barrier_flaw::completion_too_late)) completion_();
    const std::uint64_t expected =
        static_cast<std::uint64_t>(expected_.load(order::relaxed)) * one_arrival;
    const std::uint32_t next = (phase_of(last) + 1) % phases * one_phase;
    // defect: relaxed_end does not publish the completion function.
    const auto ended = has<Flaw>(barrier_flaw::relaxed_end) ? order::relaxed : order::release;
    std::uint64_t before = 0;
    if (has<Flaw>(barrier_flaw::phase_before_count)) {
      // defect: a quick thread arrives at the next phase before its count is there, and is
      // forgotten.
      before = state_.exchange(next, ended);
      state_.store(expected + next, order::release);
    } else {
      before = state_.exchange(expected + next, ended);
    }
    if (has<Flaw>(barrier_flaw::touches_after_end)) {
      // defect: a thread whose wait has returned may already have destroyed the barrier.
      before |= state_.load(order::relaxed) & sleepers_bit;
    }
    if (has<Flaw>(barrier_flaw::completion_too_late)) completion_();
    // defect: wakes_one wakes one of all sleepers.
    if ((low_half(before) & sleepers_bit) != 0)
      B::futex_wake(state_, has<Flaw>(barrier_flaw::wakes_one) ? 1 : wake_all);
  }

  std::uint64_t look() const noexcept { return state_.load(order::acquire); }

  bool wait_limited(std::uint32_t phase, const deadline& limit) const noexcept {
    for (std::uint64_t seen = look();;) {
      if (phase_of(seen) != phase) return true;
      if ((low_half(seen) & sleepers_bit) == 0) {
        const std::uint64_t marked = seen | sleepers_bit;
        if (!state_.compare_exchange_strong(seen, marked, order::acquire, order::acquire)) continue;
        seen = marked;
      }
      const bool time_is_up =
          B::futex_wait(state_, low_half(seen), limit) == wait_result::timed_out;
      if (has<Flaw>(barrier_flaw::timeout_clears_mark) && time_is_up) {
        // defect: the mark stood for the other sleepers too.
        std::uint64_t expected = seen;
        (void)state_.compare_exchange_strong(expected, seen - sleepers_bit, order::relaxed,
                                             order::relaxed);
      }
      seen = look();
      if (time_is_up) return phase_of(seen) != phase;
    }
  }

  mutable typename B::template atomic<std::uint64_t> state_;
  typename B::template atomic<std::uint32_t> expected_;
  CompletionFunction completion_;
};

}  // namespace interlock::broken
