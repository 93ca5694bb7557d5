// SPDX-License-Identifier: MIT
/// @file
/// A parking mutex [Dre11] that is right with `mutex_flaw::none` and wrong in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

#include <chrono>
#include <cstdint>

namespace interlock::broken {

enum class mutex_flaw {
  none,
  relaxed_unlock,
  load_then_store_unlock,
  sleeps_unannounced,
  takes_as_held,
  timeout_clears_contended,
  timeout_keeps_wake,
  touches_after_release,
  deadline_overflow,
};

template <mutex_flaw Flaw, backend B>
class mutex {
 public:
  constexpr mutex() noexcept = default;
  mutex(const mutex&) = delete;
  mutex& operator=(const mutex&) = delete;

  void lock() noexcept {
    if (!try_lock()) (void)lock_slow(deadline::never());
  }

  [[nodiscard]] bool try_lock() noexcept {
    std::uint32_t expected = free;
    return word_.compare_exchange_strong(expected, held, order::acquire, order::relaxed);
  }

  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& length) {
    return try_lock() || lock_slow(limit_of(length));
  }

  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when) {
    return try_lock() || interlock::detail::attempt_until(
                             when, [this](const deadline& limit) { return lock_slow(limit); });
  }

  void unlock() noexcept {
    if (has<Flaw>(mutex_flaw::load_then_store_unlock)) {
      // defect: a thread that goes to sleep between the load and the store is never woken.
      const bool wake = word_.load(order::relaxed) == contended;
      word_.store(free, order::release);
      if (wake) B::futex_wake(word_, 1);
    } else {
      // defect: relaxed_unlock does not publish the critical section.
      const auto freed = has<Flaw>(mutex_flaw::relaxed_unlock) ? order::relaxed : order::release;
      bool wake = word_.exchange(free, freed) == contended;
      if (has<Flaw>(mutex_flaw::touches_after_release)) {
        // defect: the next owner may already have destroyed the mutex.
        wake = wake || word_.load(order::relaxed) == contended;
      }
      if (wake) B::futex_wake(word_, 1);
    }
  }

 private:
  static constexpr std::uint32_t free = 0;
  static constexpr std::uint32_t held = 1;
  static constexpr std::uint32_t contended = 2;

  bool lock_slow(const deadline& limit) noexcept {
    // defect: with sleeps_unannounced unlock() does not know of sleepers and wakes none.
    const auto asleep = has<Flaw>(mutex_flaw::sleeps_unannounced) ? held : contended;
    bool woken = false;
    while (!take(woken)) {
      const bool timed_out = B::futex_wait(word_, asleep, limit) == wait_result::timed_out;
      // defect: timeout_keeps_wake takes a wake for its timeout and passes it on to nobody.
      if (timed_out || (has<Flaw>(mutex_flaw::timeout_keeps_wake) && !limit.is_never())) {
        give_up();
        return false;
      }
      woken = true;
    }
    return true;
  }

  bool take(bool woken) noexcept {
    if (has<Flaw>(mutex_flaw::sleeps_unannounced)) return try_lock();
    if (has<Flaw>(mutex_flaw::takes_as_held) && woken) {
      // defect: the word forgets the sleepers who are left, so this unlock() wakes none of them.
      if (try_lock()) return true;
    }
    return word_.exchange(contended, order::acquire) == free;
  }

  void give_up() noexcept {
    if (has<Flaw>(mutex_flaw::timeout_clears_contended)) {
      // defect: there may be other sleepers, of whom the word now knows nothing.
      std::uint32_t expected = contended;
      word_.compare_exchange_strong(expected, held, order::relaxed, order::relaxed);
    }
  }

  template <class Rep, class Period>
  static deadline limit_of(const std::chrono::duration<Rep, Period>& length) {
    if (has<Flaw>(mutex_flaw::deadline_overflow)) {
      // defect: the sum wraps around, so the longest wait ends at once.
      using ticks = std::chrono::steady_clock::duration;
      const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
      const auto wait = std::chrono::duration_cast<ticks>(length).count();
      const auto sum = static_cast<std::uint64_t>(now) + static_cast<std::uint64_t>(wait);
      return deadline::at(
          std::chrono::steady_clock::time_point{ticks{static_cast<ticks::rep>(sum)}});
    }
    return deadline::after(length);
  }

  typename B::template atomic<std::uint32_t> word_{free};
};

}  // namespace interlock::broken
