// SPDX-License-Identifier: MIT
/// @file
/// Barrier: a drop-in for `std::barrier`, with waits that may time out [MCS91].
///
/// reusable: yes | completion function: yes | timed: yes | waits by: a spin, then sleeping in the
/// kernel | size: 16 bytes and the completion function | constant-initialised: yes
///
/// Choose it for threads that work in phases and wait for each other at the end of each. All of
/// them arrive at one word, with one atomic operation each. `latch` is for a single phase.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

namespace interlock {
namespace detail {

/// The completion function that does nothing.
struct no_completion {
  constexpr void operator()() noexcept {}
};

}  // namespace detail

/// A phase ends when the expected number of arrivals has come in: one of the arriving threads then
/// calls the completion function, and everybody who waits for the phase is unblocked.
template <class CompletionFunction = detail::no_completion, backend B = std_backend>
class basic_barrier {
  static_assert(std::is_nothrow_invocable_v<CompletionFunction&>,
                "the completion function must be callable without arguments and noexcept");

 public:
  /// Names the phase that an arrival belongs to.
  class arrival_token {
   public:
    arrival_token(arrival_token&&) noexcept = default;
    arrival_token& operator=(arrival_token&&) noexcept = default;

   private:
    friend basic_barrier;
    explicit arrival_token(std::uint32_t phase) noexcept : phase_{phase} {}
    std::uint32_t phase_;
  };

  [[nodiscard]] static constexpr std::ptrdiff_t max() noexcept {
    return std::numeric_limits<std::int32_t>::max();
  }

  /// Each phase expects `expected` arrivals. Requires: 0 <= `expected` <= `max()`.
  constexpr explicit basic_barrier(std::ptrdiff_t expected,
                                   CompletionFunction completion = CompletionFunction())
      : basic_barrier{expected, std::move(completion), 0} {}

  /// A barrier whose first phase has the number `phase`: for tests of the counter's wrap-around.
  constexpr basic_barrier(std::ptrdiff_t expected, CompletionFunction completion,
                          std::uint32_t phase)
      : state_{static_cast<std::uint64_t>(expected) * one_arrival + phase % phases * one_phase},
        expected_{static_cast<std::uint32_t>(expected)},
        completion_(std::move(completion)) {
    INTERLOCK_ASSERT(B, expected >= 0 && expected <= max(),
                     "barrier: the expected count must be between 0 and max()");
  }

  basic_barrier(const basic_barrier&) = delete;
  basic_barrier& operator=(const basic_barrier&) = delete;

  /// Arrives `update` times at the current phase, and ends the phase if these are the last
  /// arrivals. Requires: 0 < `update` <= the arrivals that the phase still expects. For any threads
  /// X and Y: everything X did before its arrival is visible to the completion function, and all
  /// that and the completion function to Y after a wait for the phase. The barrier may be destroyed
  /// by a thread whose wait has returned, if no other one waits: after the end of the phase only
  /// the address is used, for the wake.
  [[nodiscard]] arrival_token arrive(std::ptrdiff_t update = 1) {
    const std::uint64_t before = count(update);
    if (before / one_arrival == static_cast<std::uint64_t>(update)) end_phase(before);
    return arrival_token{phase_of(before)};
  }

  /// Blocks until the phase of `arrival` has ended. Requires: it is the current phase or the one
  /// before.
  void wait(arrival_token&& arrival) const { wait_for_end(arrival.phase_); }

  /// Whether the phase of `arrival` has ended. Progress: wait-free.
  [[nodiscard]] bool try_wait(const arrival_token& arrival) const noexcept {
    return has_ended(arrival.phase_);
  }

  /// Blocks until the phase of `arrival` has ended or `length` has passed on the steady clock;
  /// returns whether it has ended. A length that is zero, negative or NaN looks once. The arrival
  /// counts whether or not its thread goes on waiting.
  template <class Rep, class Period>
  [[nodiscard]] bool wait_for(const arrival_token& arrival,
                              const std::chrono::duration<Rep, Period>& length) const {
    return has_ended(arrival.phase_) || wait_slow(arrival.phase_, deadline::after(length));
  }

  /// The same until `when` has passed on its clock. A time point in the past looks once.
  template <class Clock, class Duration>
  [[nodiscard]] bool wait_until(const arrival_token& arrival,
                                const std::chrono::time_point<Clock, Duration>& when) const {
    const std::uint32_t phase = arrival.phase_;
    return has_ended(phase) || detail::attempt_until(when, [this, phase](const deadline& limit) {
             return wait_slow(phase, limit);
           });
  }

  /// Arrives once, and blocks until the phase has ended.
  void arrive_and_wait() {
    const std::uint64_t before = count(1);
    if (before / one_arrival == 1) {
      end_phase(before);
    } else {
      wait_for_end(phase_of(before));
    }
  }

  /// Arrives once, and lowers the number of arrivals that later phases expect by one.
  void arrive_and_drop() {
    // relaxed: read by the thread that ends the phase, which comes after our arrival.
    expected_.fetch_sub(1, order::relaxed);
    (void)arrive();
  }

 private:
  // state_: bit 0 whether there may be sleepers; bits 1..31 the number of the phase, mod 2^31;
  // bits 32..63 how many arrivals the phase still expects. Sleepers sleep on the low half, so
  // arrivals do not disturb them. After the last arrival nobody but its thread and new sleepers
  // change the word until that thread begins the next phase.
  static constexpr std::uint32_t sleepers_bit = 1;
  static constexpr std::uint32_t one_phase = 2;
  static constexpr std::uint32_t phases = std::uint32_t{1} << 31;
  static constexpr std::uint64_t one_arrival = std::uint64_t{1} << 32;
  // Few: where threads outnumber processors, those who are to come need ours.
  static constexpr int looks_before_sleep = 20;

  [[nodiscard]] static constexpr std::uint32_t low_half(std::uint64_t state) noexcept {
    return static_cast<std::uint32_t>(state % one_arrival);
  }
  [[nodiscard]] static constexpr std::uint32_t phase_of(std::uint64_t state) noexcept {
    return low_half(state) / one_phase;
  }

  std::uint64_t count(std::ptrdiff_t update) noexcept {
    // (arrived) acq_rel: publishes what came before, and the last arrival sees what came before all
    // others. Pairs with (arrived).
    const std::uint64_t before =
        state_.fetch_sub(static_cast<std::uint64_t>(update) * one_arrival, order::acq_rel);
    INTERLOCK_ASSERT(
        B, update > 0 && update <= static_cast<std::ptrdiff_t>(before / one_arrival),
        "barrier: update must be between 1 and the arrivals that the phase still expects");
    return before;
  }

  void end_phase(std::uint64_t last) noexcept {
    completion_();
    // relaxed: those who have dropped have arrived before us.
    const std::uint64_t expected = expected_.load(order::relaxed);
    const std::uint32_t next = (phase_of(last) + 1) % phases * one_phase;
    // (ended) release: publishes the completion function and what came before the arrivals. Pairs
    // with (looked), (awaited), (marked), (woken).
    const std::uint64_t before = state_.exchange(expected * one_arrival + next, order::release);
    if ((low_half(before) & sleepers_bit) != 0) wake();
  }

  [[nodiscard]] bool has_ended(std::uint32_t phase) const noexcept {
    // (looked) acquire: what came before the end of the phase is visible. Pairs with (ended).
    return phase_of(state_.load(order::acquire)) != phase;
  }

  void wait_for_end(std::uint32_t phase) const noexcept {
    if (!has_ended(phase)) (void)wait_slow(phase, deadline::never());
  }

  [[gnu::noinline]] bool wait_slow(std::uint32_t phase, deadline limit) const noexcept {
    const auto ended = [phase](std::uint64_t state) { return phase_of(state) != phase; };
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

  [[gnu::noinline, gnu::cold]] void wake() noexcept { B::futex_wake(state_, wake_all); }

  // A wait leaves its mark in a barrier that it does not otherwise change.
  mutable typename B::template atomic<std::uint64_t> state_;
  typename B::template atomic<std::uint32_t> expected_;
  [[no_unique_address]] CompletionFunction completion_;
};

template <class CompletionFunction = detail::no_completion>
class barrier : public basic_barrier<CompletionFunction> {
 public:
  using basic_barrier<CompletionFunction>::basic_barrier;
};

// C++20 deduces nothing from inherited constructors.
template <class CompletionFunction = detail::no_completion>
barrier(std::ptrdiff_t, CompletionFunction = CompletionFunction()) -> barrier<CompletionFunction>;

static_assert(sizeof(barrier<>) == 16);
static_assert(std::is_trivially_destructible_v<barrier<>>);

}  // namespace interlock
