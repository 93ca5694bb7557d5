// SPDX-License-Identifier: MIT
/// @file
/// Events that are right with `event_flaw::none` and wrong in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

#include <chrono>
#include <cstdint>

namespace interlock::broken {

enum class event_flaw {
  none,
  relaxed_set,
  relaxed_wait,
  set_looks_first,
  wakes_one,
  touches_after_set,
  sleeps_unannounced,
  reset_holds_back,
  signals_merge,
  timeout_drops_signal,
};

/// Stays set until it is reset.
template <event_flaw Flaw, backend B>
class manual_event {
 public:
  constexpr explicit manual_event(bool set = false) noexcept : word_{set ? set_bit : 0} {}
  manual_event(const manual_event&) = delete;
  manual_event& operator=(const manual_event&) = delete;

  void set() noexcept {
    std::uint32_t seen = word_.load(order::relaxed);
    // defect: a set that finds the event set publishes nothing, and a reset undoes the older one.
    if (has<Flaw>(event_flaw::set_looks_first) && (seen & set_bit) != 0) return;
    // defect: relaxed_set does not publish what came before.
    const auto published = has<Flaw>(event_flaw::relaxed_set) ? order::relaxed : order::release;
    std::uint32_t next = after_set(seen);
    while (!word_.compare_exchange_weak(seen, next, published, order::relaxed)) {
      next = after_set(seen);
    }
    if (has<Flaw>(event_flaw::touches_after_set)) {
      // defect: a thread that was let through may already have destroyed the event.
      seen |= word_.load(order::relaxed) & sleepers_bit;
    }
    // defect: wakes_one wakes one of all sleepers.
    if ((seen & sleepers_bit) != 0)
      B::futex_wake(word_, has<Flaw>(event_flaw::wakes_one) ? 1 : wake_all);
  }

  void reset() noexcept {
    std::uint32_t seen = word_.load(order::relaxed);
    while ((seen & set_bit) != 0) {
      if (word_.compare_exchange_weak(seen, seen - set_bit, order::acquire, order::relaxed)) return;
    }
  }

  [[nodiscard]] bool is_set() const noexcept { return (look() & set_bit) != 0; }
  [[nodiscard]] bool try_wait() noexcept { return is_set(); }
  void wait() noexcept { (void)wait_limited(deadline::never()); }
  template <class Rep, class Period>
  [[nodiscard]] bool wait_for(const std::chrono::duration<Rep, Period>& length) {
    return wait_limited(deadline::after(length));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool wait_until(const std::chrono::time_point<Clock, Duration>& when) {
    return interlock::detail::attempt_until(
        when, [this](const deadline& limit) { return wait_limited(limit); });
  }

 private:
  // Bit 0 whether it is set, bit 1 whether there may be sleepers, above how often it has been set.
  static constexpr std::uint32_t set_bit = 1;
  static constexpr std::uint32_t sleepers_bit = 2;
  static constexpr std::uint32_t one_set = 4;

  static constexpr std::uint32_t after_set(std::uint32_t seen) noexcept {
    if ((seen & set_bit) != 0) return seen;
    return ((seen & ~sleepers_bit) + one_set) | set_bit;
  }

  static constexpr bool passed(std::uint32_t first, std::uint32_t now) noexcept {
    if ((now & set_bit) != 0) return true;
    // defect: reset_holds_back looks at the present alone, so a quick reset stops sleepers that the
    // set has woken (PulseEvent of Windows).
    return !has<Flaw>(event_flaw::reset_holds_back) && now / one_set != first / one_set;
  }

  std::uint32_t look() const noexcept {
    // defect: relaxed_wait does not see what came before the set.
    return word_.load(has<Flaw>(event_flaw::relaxed_wait) ? order::relaxed : order::acquire);
  }

  bool wait_limited(const deadline& limit) noexcept {
    const std::uint32_t first = look();
    for (std::uint32_t seen = first;;) {
      if (passed(first, seen)) return true;
      // defect: sleeps_unannounced sleeps without leaving a mark, so nobody wakes it.
      if (!has<Flaw>(event_flaw::sleeps_unannounced) && (seen & sleepers_bit) == 0) {
        const std::uint32_t marked = seen | sleepers_bit;
        if (!word_.compare_exchange_strong(seen, marked, order::acquire, order::acquire)) continue;
        seen = marked;
      }
      const bool time_is_up = B::futex_wait(word_, seen, limit) == wait_result::timed_out;
      seen = look();
      if (time_is_up) return passed(first, seen);
    }
  }

  typename B::template atomic<std::uint32_t> word_;
};

/// Lets one thread through for each set.
template <event_flaw Flaw, backend B>
class auto_event {
 public:
  constexpr explicit auto_event(bool set = false) noexcept : state_{set ? 1U : 0U} {}
  auto_event(const auto_event&) = delete;
  auto_event& operator=(const auto_event&) = delete;

  void set() noexcept {
    std::uint64_t seen = state_.load(order::relaxed);
    while (!state_.compare_exchange_weak(seen, after_set(seen), order::release, order::relaxed)) {
    }
    if (signals(seen) < waiters(seen)) B::futex_wake(state_, 1);
  }

  void reset() noexcept {
    std::uint64_t seen = state_.load(order::relaxed);
    while (signals(seen) > waiters(seen)) {
      if (state_.compare_exchange_weak(seen, seen - 1, order::acquire, order::relaxed)) return;
    }
  }

  [[nodiscard]] bool is_set() const noexcept {
    const std::uint64_t seen = state_.load(order::relaxed);
    return signals(seen) > waiters(seen);
  }
  [[nodiscard]] bool try_wait() noexcept {
    std::uint64_t seen = state_.load(order::relaxed);
    while (signals(seen) > waiters(seen)) {
      if (take(seen, 1)) return true;
    }
    return false;
  }
  void wait() noexcept {
    if (!try_wait()) (void)wait_slow(deadline::never());
  }
  template <class Rep, class Period>
  [[nodiscard]] bool wait_for(const std::chrono::duration<Rep, Period>& length) {
    return try_wait() || wait_slow(deadline::after(length));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool wait_until(const std::chrono::time_point<Clock, Duration>& when) {
    return try_wait() || interlock::detail::attempt_until(
                             when, [this](const deadline& limit) { return wait_slow(limit); });
  }

 private:
  // Bits 0..31 the signals that nobody has taken, bits 32..63 the waiters.
  static constexpr std::uint64_t one_waiter = std::uint64_t{1} << 32;

  static constexpr std::uint64_t signals(std::uint64_t state) noexcept {
    return state % one_waiter;
  }
  static constexpr std::uint64_t waiters(std::uint64_t state) noexcept {
    return state / one_waiter;
  }
  static constexpr std::uint64_t after_set(std::uint64_t seen) noexcept {
    // defect: with signals_merge one signal is on its way at a time, and a second sleeper sleeps
    // on.
    const std::uint64_t most = has<Flaw>(event_flaw::signals_merge) ? 0 : waiters(seen);
    return signals(seen) > most ? seen : seen + 1;
  }

  bool take(std::uint64_t& seen, std::uint64_t amount) noexcept {
    return state_.compare_exchange_weak(seen, seen - amount, order::acquire, order::relaxed);
  }

  bool wait_slow(const deadline& limit) noexcept {
    std::uint64_t seen = state_.fetch_add(one_waiter, order::relaxed) + one_waiter;
    for (bool time_is_up = false;;) {
      while (signals(seen) != 0) {
        // defect: timeout_drops_signal takes a signal that came at the last moment, and reports a
        // timeout.
        if (take(seen, one_waiter + 1))
          return !(time_is_up && has<Flaw>(event_flaw::timeout_drops_signal));
      }
      if (time_is_up) {
        if (state_.compare_exchange_weak(seen, seen - one_waiter, order::relaxed, order::relaxed))
          return false;
        continue;
      }
      time_is_up = B::futex_wait(state_, 0, limit) == wait_result::timed_out;
      seen = state_.load(order::relaxed);
    }
  }

  typename B::template atomic<std::uint64_t> state_;
};

}  // namespace interlock::broken
