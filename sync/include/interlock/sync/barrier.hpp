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
#include <interlock/sync/detail/barrier_phase.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace interlock {

/// A phase ends when the expected number of arrivals has come in: one of the arriving threads then
/// calls the completion function, and everybody who waits for the phase is unblocked.
template <class CompletionFunction = detail::no_completion, backend B = std_backend>
class basic_barrier : public detail::barrier_waits<basic_barrier<CompletionFunction, B>, B> {
  static_assert(std::is_nothrow_invocable_v<CompletionFunction&>,
                "the completion function must be callable without arguments and noexcept");

  using waits = detail::barrier_waits<basic_barrier, B>;

 public:
  using typename waits::arrival_token;
  using waits::max;

  /// Each phase expects `expected` arrivals. Requires: 0 <= `expected` <= `max()`.
  constexpr explicit basic_barrier(std::ptrdiff_t expected,
                                   CompletionFunction completion = CompletionFunction())
      : basic_barrier{expected, std::move(completion), 0} {}

  /// A barrier whose first phase has the number `phase`: for tests of the counter's wrap-around.
  constexpr basic_barrier(std::ptrdiff_t expected, CompletionFunction completion,
                          std::uint32_t phase)
      : waits{{phase, static_cast<std::uint32_t>(expected)}},
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
    const detail::phase_state before = count(update);
    if (before.count == static_cast<std::uint32_t>(update)) end_phase(before);
    return waits::token_of(before.number);
  }

  /// Arrives once, and blocks until the phase has ended.
  void arrive_and_wait() {
    const detail::phase_state before = count(1);
    if (before.count == 1) {
      end_phase(before);
    } else {
      phase_.wait(before.number);
    }
  }

  /// Arrives once, and lowers the number of arrivals that later phases expect by one.
  void arrive_and_drop() {
    // relaxed: read by the thread that ends the phase, which comes after our arrival.
    expected_.fetch_sub(1, order::relaxed);
    (void)arrive();
  }

 private:
  detail::phase_state count(std::ptrdiff_t update) noexcept {
    const detail::phase_state before = phase_.count_down(static_cast<std::uint32_t>(update));
    INTERLOCK_ASSERT(
        B, update > 0 && update <= static_cast<std::ptrdiff_t>(before.count),
        "barrier: update must be between 1 and the arrivals that the phase still expects");
    return before;
  }

  void end_phase(const detail::phase_state& last) noexcept {
    completion_();
    // relaxed: those who have dropped have arrived before us.
    phase_.end(last.number, expected_.load(order::relaxed));
  }

  // The count of its phase is that of the arrivals to come.
  using waits::phase_;
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
