// SPDX-License-Identifier: MIT
/// @file
/// What barriers have in common: the word that they end their phases with and that those who wait
/// sleep on, and the waits.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace interlock::detail {

/// The completion function that does nothing.
struct no_completion {
  constexpr void operator()() noexcept {}
};

/// What a barrier knows of its current phase: its number, and a count of arrivals.
struct phase_state {
  std::uint32_t number;
  std::uint32_t count;
};

/// Phases have numbers mod 2^31. After the last arrival nobody but its thread and new sleepers
/// change the word until that thread begins the next phase.
template <backend B>
class barrier_phase {
 public:
  static constexpr std::uint32_t numbers = std::uint32_t{1} << 31;

  constexpr explicit barrier_phase(phase_state first) noexcept
      : state_{first.count * one_count + first.number % numbers * one_phase} {}

  /// The phase as it is, after everything that came before its beginning.
  [[nodiscard]] phase_state look() const noexcept {
    // (began) acquire: what came before the end of the last phase is visible. Pairs with (ended).
    return of(state_.load(order::acquire));
  }

  /// Lowers the count, and returns the state before. Everything before each call comes before what
  /// follows a later one.
  phase_state count_down(std::uint32_t by) noexcept {
    // (arrived) acq_rel: publishes what came before, and the last arrival sees what came before all
    // others. Pairs with (arrived).
    return of(state_.fetch_sub(by * one_count, order::acq_rel));
  }

  /// Begins the phase after `number`, and wakes all who wait. After that only the word's address is
  /// used.
  void end(std::uint32_t number, std::uint32_t count) noexcept {
    const std::uint32_t next = (number + 1) % numbers * one_phase;
    // (ended) release: publishes the completion function and what came before the arrivals. Pairs
    // with (began), (looked), (awaited), (marked), (woken).
    const std::uint64_t before = state_.exchange(count * one_count + next, order::release);
    if ((low_half(before) & sleepers_bit) != 0) wake();
  }

  [[nodiscard]] bool has_ended(std::uint32_t number) const noexcept {
    // (looked) acquire: what came before the end of the phase is visible. Pairs with (ended).
    return of(state_.load(order::acquire)).number != number;
  }

  /// Blocks until phase `number` has ended.
  void wait(std::uint32_t number) noexcept {
    if (!has_ended(number)) (void)wait_slow(number, deadline::never());
  }

  /// Blocks until phase `number` has ended or `limit` has come; returns whether it has ended. For a
  /// thread that has just seen that it has not.
  [[gnu::noinline]] bool wait_slow(std::uint32_t number, deadline limit) noexcept {
    const auto ended = [number](std::uint64_t state) { return of(state).number != number; };
    // (awaited) acquire: what came before the end of the phase is visible. Pairs with (ended).
    std::uint64_t seen = B::try_await(state_, order::acquire, ended, looks_before_sleep);
    while (!ended(seen)) {
      if ((low_half(seen) & sleepers_bit) == 0) {
        // relaxed: puts us on record in the word that the end of the phase changes.
        if (!state_.compare_exchange_weak(seen, seen | sleepers_bit, order::relaxed,
                                          order::relaxed)) {
          // (marked) acquire: the phase may have ended, and what was before it is visible. Pairs
          // with (ended).
          seen = state_.load(order::acquire);
          continue;
        }
        seen |= sleepers_bit;
      }
      const bool time_is_up =
          B::futex_wait(state_, low_half(seen), limit) == wait_result::timed_out;
      // (woken) acquire: what came before the end of the phase is visible. Pairs with (ended).
      seen = state_.load(order::acquire);
      if (time_is_up) return ended(seen);
    }
    return true;
  }

 private:
  // state_: bit 0 whether there may be sleepers; bits 1..31 the number of the phase; bits 32..63
  // the count. Sleepers sleep on the low half, so arrivals do not disturb them.
  static constexpr std::uint32_t sleepers_bit = 1;
  static constexpr std::uint32_t one_phase = 2;
  static constexpr std::uint64_t one_count = std::uint64_t{1} << 32;
  // Few: where threads outnumber processors, those who are to come need ours.
  static constexpr int looks_before_sleep = 20;

  [[nodiscard]] static constexpr std::uint32_t low_half(std::uint64_t state) noexcept {
    return static_cast<std::uint32_t>(state % one_count);
  }
  [[nodiscard]] static constexpr phase_state of(std::uint64_t state) noexcept {
    return {low_half(state) / one_phase, static_cast<std::uint32_t>(state / one_count)};
  }

  [[gnu::noinline, gnu::cold]] void wake() noexcept { B::futex_wake(state_, wake_all); }

  typename B::template atomic<std::uint64_t> state_;
};

/// The waiting side of `Barrier`: the tokens of its arrivals, and waits for the end of their phase.
template <class Barrier, backend B>
class barrier_waits {
 public:
  /// Names the phase that an arrival belongs to.
  class arrival_token {
   public:
    arrival_token(arrival_token&&) noexcept = default;
    arrival_token& operator=(arrival_token&&) noexcept = default;

   private:
    friend barrier_waits;
    explicit arrival_token(std::uint32_t phase) noexcept : phase_{phase} {}
    std::uint32_t phase_;
  };

  [[nodiscard]] static constexpr std::ptrdiff_t max() noexcept {
    return std::numeric_limits<std::int32_t>::max();
  }

  /// Blocks until the phase of `arrival` has ended. Requires: it is the current phase or the one
  /// before.
  void wait(arrival_token&& arrival) const { phase_.wait(arrival.phase_); }

  /// Whether the phase of `arrival` has ended. Progress: wait-free.
  [[nodiscard]] bool try_wait(const arrival_token& arrival) const noexcept {
    return phase_.has_ended(arrival.phase_);
  }

  /// Blocks until the phase of `arrival` has ended or `length` has passed on the steady clock;
  /// returns whether it has ended. A length that is zero, negative or NaN looks once. The arrival
  /// counts whether or not its thread goes on waiting.
  template <class Rep, class Period>
  [[nodiscard]] bool wait_for(const arrival_token& arrival,
                              const std::chrono::duration<Rep, Period>& length) const {
    return try_wait(arrival) || phase_.wait_slow(arrival.phase_, deadline::after(length));
  }

  /// The same until `when` has passed on its clock. A time point in the past looks once.
  template <class Clock, class Duration>
  [[nodiscard]] bool wait_until(const arrival_token& arrival,
                                const std::chrono::time_point<Clock, Duration>& when) const {
    return try_wait(arrival) || attempt_until(when, [&](const deadline& limit) {
             return phase_.wait_slow(arrival.phase_, limit);
           });
  }

 protected:
  constexpr explicit barrier_waits(phase_state first) noexcept : phase_{first} {}

  [[nodiscard]] static arrival_token token_of(std::uint32_t phase) noexcept {
    return arrival_token{phase};
  }

  // A wait leaves its mark in a barrier that it does not otherwise change.
  mutable barrier_phase<B> phase_;
};

}  // namespace interlock::detail
