// SPDX-License-Identifier: MIT
/// @file
/// A flag for `call_once` that is right with `once_flag_flaw::none` and wrong in one line
/// otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

#include <cstdint>
#include <functional>
#include <utility>

namespace interlock::broken {

enum class once_flag_flaw {
  none,
  publishes_too_early,
  relaxed_end,
  relaxed_look,
  test_then_run,
  stuck_after_exception,
  exception_counts,
  exception_wakes_nobody,
  wakes_one,
  touches_after_end,
};

template <once_flag_flaw Flaw, backend B>
class once_flag {
 public:
  constexpr once_flag() noexcept = default;
  once_flag(const once_flag&) = delete;
  once_flag& operator=(const once_flag&) = delete;

  template <class Callable, class... Arguments>
  void call(Callable&& function, Arguments&&... arguments) {
    // defect: relaxed_look does not see what the function did.
    if (state_.load(has<Flaw>(once_flag_flaw::relaxed_look) ? order::relaxed : order::acquire) ==
        done)
      return;
    if (!enter()) return;
    turn mine{*this};
    // defect: publishes_too_early lets the others go on before the function has run (the flag of
    // double-checked locking).
    if (has<Flaw>(once_flag_flaw::publishes_too_early)) leave(done);
    std::invoke(std::forward<Callable>(function), std::forward<Arguments>(arguments)...);
    mine.result = done;
  }

 private:
  static constexpr std::uint32_t idle = 0;
  static constexpr std::uint32_t running = 1;
  static constexpr std::uint32_t awaited = 2;
  static constexpr std::uint32_t done = 3;

  struct turn {
    explicit turn(once_flag& owner) noexcept : flag{owner} {}
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;
    ~turn() {
      // defect: stuck_after_exception leaves the flag as it is, and everybody waits for nobody.
      if (has<Flaw>(once_flag_flaw::stuck_after_exception) && result != done) return;
      flag.leave(result);
    }
    once_flag& flag;
    // defect: with exception_counts a function that threw is not tried again.
    std::uint32_t result = has<Flaw>(once_flag_flaw::exception_counts) ? done : idle;
  };

  bool enter() noexcept {
    std::uint32_t seen = idle;
    for (;;) {
      if (seen == done) return false;
      if (seen == idle) {
        if (take(seen)) return true;
        continue;
      }
      if (seen == running &&
          !state_.compare_exchange_strong(seen, awaited, order::acquire, order::acquire)) {
        continue;
      }
      (void)B::futex_wait(state_, awaited);
      seen = state_.load(order::acquire);
    }
  }

  bool take(std::uint32_t& seen) noexcept {
    if (has<Flaw>(once_flag_flaw::test_then_run)) {
      // defect: two threads may see that nobody runs the function.
      seen = state_.load(order::acquire);
      if (seen != idle) return false;
      state_.store(running, order::relaxed);
      return true;
    }
    return state_.compare_exchange_strong(seen, running, order::acquire, order::acquire);
  }

  void leave(std::uint32_t result) noexcept {
    // defect: relaxed_end does not publish what the function did.
    const auto left = has<Flaw>(once_flag_flaw::relaxed_end) ? order::relaxed : order::release;
    const bool somebody_waits = state_.exchange(result, left) == awaited;
    // defect: touches_after_end reads the flag when another thread may have destroyed it.
    if (has<Flaw>(once_flag_flaw::touches_after_end)) (void)state_.load(order::relaxed);
    // defect: exception_wakes_nobody leaves it to the next call to wake the sleepers.
    if (has<Flaw>(once_flag_flaw::exception_wakes_nobody) && result == idle) return;
    // defect: wakes_one wakes one of all sleepers.
    if (somebody_waits) B::futex_wake(state_, has<Flaw>(once_flag_flaw::wakes_one) ? 1 : wake_all);
  }

  typename B::template atomic<std::uint32_t> state_{idle};
};

}  // namespace interlock::broken
