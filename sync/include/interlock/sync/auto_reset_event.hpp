// SPDX-License-Identifier: MIT
/// @file
/// An event that lets one thread through for each time it is set: a signal from thread to thread.
///
/// releases: one of those who wait, or the next one to come | timed: yes | waits by: a spin, then
/// sleeping in the kernel | size: 8 bytes | constant-initialised: yes
///
/// Choose it to hand a signal to one other thread; sets that nobody waits for count once. It may be
/// destroyed by the thread that it lets through. To count signals choose `counting_semaphore`; to
/// let everybody through, `manual_reset_event`.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <chrono>
#include <cstdint>
#include <type_traits>

namespace interlock {

template <backend B = std_backend>
class basic_auto_reset_event {
 public:
  constexpr basic_auto_reset_event() noexcept = default;
  constexpr explicit basic_auto_reset_event(bool set) noexcept : state_{set ? 1U : 0U} {}

  basic_auto_reset_event(const basic_auto_reset_event&) = delete;
  basic_auto_reset_event& operator=(const basic_auto_reset_event&) = delete;

  /// Lets one waiting thread through that no earlier `set()` lets through; if there is none, the
  /// event is set until a wait or a reset takes that back. For any threads X and Y: everything X
  /// did before `set()` is visible to Y after a wait that it let through. The event may then be
  /// destroyed by Y: after the exchange only the address is used, for the wake. Progress:
  /// lock-free.
  void set() noexcept {
    // relaxed: only a first guess for the compare-exchange.
    std::uint64_t seen = state_.load(order::relaxed);
    std::uint64_t next = after_set(seen);
    // (set) release: publishes what came before, even if the event was set already: whoever takes
    // the signal must see it. Pairs with (taken), (taken back). relaxed: a failure only updates the
    // guess.
    while (!state_.compare_exchange_weak(seen, next, order::release, order::relaxed)) {
      next = after_set(seen);
    }
    if (signals(seen) < waiters(seen)) [[unlikely]] {
      wake_one();
    }
  }

  /// Makes the next wait block; threads that are being let through are not held back. Everything
  /// before the last `set()` that this undoes is then visible. Progress: lock-free.
  void reset() noexcept {
    // relaxed: if the set that this read misses is to be seen, it happens before.
    std::uint64_t seen = state_.load(order::relaxed);
    while (is_set_in(seen)) {
      // (taken back) acquire: what was announced by the set that is undone is visible. Pairs with
      // (set). relaxed: a failure only updates the guess.
      if (state_.compare_exchange_weak(seen, seen - 1, order::acquire, order::relaxed)) return;
    }
  }

  /// Whether a wait would return at once, if nobody comes first. Says nothing about what was done
  /// before the set.
  [[nodiscard]] bool is_set() const noexcept {
    // relaxed: a hint; a wait decides and orders.
    return is_set_in(state_.load(order::relaxed));
  }

  /// Takes the signal if the event is set; never blocks and never fails spuriously. Progress:
  /// lock-free.
  [[nodiscard]] bool try_wait() noexcept {
    // relaxed: only a first guess for the compare-exchange.
    std::uint64_t seen = state_.load(order::relaxed);
    while (is_set_in(seen)) {
      if (take(seen, 1)) return true;
    }
    return false;
  }

  /// Takes a signal, waiting for it as long as it takes.
  void wait() noexcept {
    if (!try_wait()) [[unlikely]] {
      (void)wait_slow(deadline::never());
    }
  }

  /// Takes a signal, waiting at most `length` on the steady clock; returns whether it was let
  /// through. A length that is zero, negative or NaN tries once.
  template <class Rep, class Period>
  [[nodiscard]] bool wait_for(const std::chrono::duration<Rep, Period>& length) {
    return try_wait() || wait_slow(deadline::after(length));
  }

  /// Takes a signal, waiting until `when` has passed on its clock. A time point in the past tries
  /// once.
  template <class Clock, class Duration>
  [[nodiscard]] bool wait_until(const std::chrono::time_point<Clock, Duration>& when) {
    return try_wait() ||
           detail::attempt_until(when, [this](const deadline& limit) { return wait_slow(limit); });
  }

 private:
  // state_: bits 0..31 the signals that have not been taken, on which waiters sleep; bits 32..63
  // the waiters. Invariant: signals <= waiters + 1. As long as signals <= waiters all of them
  // belong to waiters; the one more is what makes the event set.
  static constexpr std::uint64_t one_waiter = std::uint64_t{1} << 32;
  static constexpr int looks_before_sleep = 300;

  [[nodiscard]] static constexpr std::uint64_t signals(std::uint64_t state) noexcept {
    return state % one_waiter;
  }
  [[nodiscard]] static constexpr std::uint64_t waiters(std::uint64_t state) noexcept {
    return state / one_waiter;
  }
  [[nodiscard]] static constexpr bool is_set_in(std::uint64_t state) noexcept {
    return signals(state) > waiters(state);
  }
  [[nodiscard]] static constexpr std::uint64_t after_set(std::uint64_t seen) noexcept {
    return is_set_in(seen) ? seen : seen + 1;
  }

  /// Subtracts `amount`, which holds one signal, if the state is still `seen`.
  bool take(std::uint64_t& seen, std::uint64_t amount) noexcept {
    // (taken) acquire: what came before the set is visible. Pairs with (set).
    // relaxed: a failure only updates the guess.
    return state_.compare_exchange_weak(seen, seen - amount, order::acquire, order::relaxed);
  }

  [[gnu::noinline, gnu::cold]] bool wait_slow(deadline limit) noexcept {
    // relaxed: a hint; take() decides and orders.
    (void)B::try_await(state_, order::relaxed, is_set_in, looks_before_sleep);
    if (try_wait()) return true;

    // relaxed: atomicity puts us on record before the signals are looked at again, in the same
    // word.
    std::uint64_t seen = state_.fetch_add(one_waiter, order::relaxed) + one_waiter;
    bool time_is_up = false;
    for (;;) {
      while (signals(seen) != 0) {
        if (take(seen, one_waiter + 1)) return true;
      }
      if (time_is_up) {
        // relaxed: nothing was taken, so nothing is published or read.
        if (state_.compare_exchange_weak(seen, seen - one_waiter, order::relaxed, order::relaxed)) {
          return false;
        }
        continue;
      }
      time_is_up = B::futex_wait(state_, 0, limit) == wait_result::timed_out;
      // relaxed: only a guess for take().
      seen = state_.load(order::relaxed);
    }
  }

  [[gnu::noinline, gnu::cold]] void wake_one() noexcept { B::futex_wake(state_, 1); }

  typename B::template atomic<std::uint64_t> state_{0};
};

using auto_reset_event = basic_auto_reset_event<>;

static_assert(sizeof(auto_reset_event) == 8);
static_assert(std::is_trivially_destructible_v<auto_reset_event>);

}  // namespace interlock
