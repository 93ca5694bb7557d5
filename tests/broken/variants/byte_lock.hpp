// SPDX-License-Identifier: MIT
/// @file
/// A lock of one byte [Piz16] that is right with `byte_flaw::none` and wrong in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/parking_lot.hpp>

#include "broken/choice.hpp"

#include <chrono>
#include <cstdint>

namespace interlock::broken {

enum class byte_flaw {
  none,
  stays_woken,
  forgets_the_line,
  lets_all_pass,
  timeout_clears_marks,
  joins_a_free_lock,
};

template <byte_flaw Flaw, backend B>
class byte_lock {
 public:
  constexpr byte_lock() noexcept = default;
  byte_lock(const byte_lock&) = delete;
  byte_lock& operator=(const byte_lock&) = delete;

  void lock() noexcept { (void)lock_until(deadline::never()); }

  [[nodiscard]] bool try_lock() noexcept {
    std::uint8_t seen = word_.load(order::relaxed);
    while (may_pass(seen)) {
      // defect: lets_all_pass counts nobody who passes the first in line.
      const bool counts = (seen & waiting) != 0 && !has<Flaw>(byte_flaw::lets_all_pass);
      const std::uint8_t next = byte((seen | held) + (counts ? one_pass : 0));
      if (word_.compare_exchange_weak(seen, next, order::acquire, order::relaxed)) return true;
    }
    return false;
  }

  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& length) {
    return lock_until(deadline::after(length));
  }

  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when) {
    return try_lock() || interlock::detail::attempt_until(
                             when, [this](const deadline& limit) { return lock_until(limit); });
  }

  void unlock() noexcept {
    std::uint8_t seen = word_.load(order::relaxed);
    while (seen == held || (seen & woken) != 0) {
      if (word_.compare_exchange_weak(seen, byte(seen & ~held), order::release, order::relaxed)) {
        return;
      }
    }
    (void)lot::unpark_one(this, [this](const unparked& found) {
      const int passes = word_.load(order::relaxed) & all_passes;
      word_.store(byte(found.one ? passes | waiting | woken : 0), order::release);
      return std::uintptr_t{0};
    });
  }

 private:
  static constexpr int held = 1;
  static constexpr int waiting = 2;
  static constexpr int woken = 4;
  static constexpr int one_pass = 8;
  static constexpr int all_passes = 0xf8;

  using lot = basic_parking_lot<B>;

  static constexpr std::uint8_t byte(int word) noexcept { return static_cast<std::uint8_t>(word); }
  static constexpr bool may_pass(int word) noexcept {
    return (word & held) == 0 && (word & all_passes) != all_passes;
  }

  bool lock_until(const deadline& limit) noexcept {
    for (bool from_line = false;;) {
      if (from_line ? try_enter_from_line() : try_lock()) return true;
      const auto valid = [this, from_line] { return join(from_line); };
      const auto on_timeout = [this](bool last) { give_up(last); };
      const park_result end = from_line ? lot::park_in_front(this, valid, on_timeout, limit).result
                                        : lot::park(this, valid, on_timeout, limit).result;
      if (end == park_result::timed_out) return false;
      from_line = from_line || end == park_result::unparked;
    }
  }

  bool try_enter_from_line() noexcept {
    std::uint8_t seen = word_.load(order::relaxed);
    while ((seen & held) == 0) {
      // defect: forgets_the_line enters as if nobody else were in line, whom no unlock then wakes.
      const int marks = has<Flaw>(byte_flaw::forgets_the_line) ? 0 : seen & waiting;
      if (word_.compare_exchange_weak(seen, byte(marks | held), order::acquire, order::relaxed)) {
        return true;
      }
    }
    return false;
  }

  bool join(bool from_line) noexcept {
    std::uint8_t seen = word_.load(order::relaxed);
    for (;;) {
      const bool may_enter = from_line ? (seen & held) == 0 : may_pass(seen);
      // defect: joins_a_free_lock sleeps though the unlock that should wake it is over.
      if (may_enter && !has<Flaw>(byte_flaw::joins_a_free_lock)) return false;
      // defect: stays_woken goes back to sleep as if it were awake, so that nobody wakes it.
      const int awake = from_line && !has<Flaw>(byte_flaw::stays_woken) ? woken : 0;
      const std::uint8_t next = byte((seen & ~awake) | waiting);
      if (word_.compare_exchange_weak(seen, next, order::relaxed, order::relaxed)) return true;
    }
  }

  void give_up(bool last) noexcept {
    // defect: timeout_clears_marks speaks for the others in line, whom no unlock then wakes.
    if (!last && !has<Flaw>(byte_flaw::timeout_clears_marks)) return;
    std::uint8_t seen = word_.load(order::relaxed);
    while ((seen & woken) == 0 &&
           !word_.compare_exchange_weak(seen, byte(seen & held), order::relaxed, order::relaxed)) {
    }
  }

  typename B::template atomic<std::uint8_t> word_{0};
};

}  // namespace interlock::broken
