// SPDX-License-Identifier: MIT
/// @file
/// A wait of a queue lock that sleeps, which is right with `turn_flaw::none` and wrong in one line
/// otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

#include <cstdint>

namespace interlock::broken {

enum class turn_flaw { none, gives_in_two_steps, trusts_the_wake, reads_after_giving };

template <turn_flaw Flaw>
struct parked_turn {
  template <backend B>
  class turn {
   public:
    void await() noexcept {
      const auto is_given = [](std::uint32_t state) { return state == given; };
      if (is_given(B::try_await(state_, order::acquire, is_given, 100))) return;
      std::uint32_t seen = waiting;
      (void)state_.compare_exchange_strong(seen, asleep, order::relaxed, order::relaxed);
      while (!is_given(state_.load(order::acquire))) {
        (void)B::futex_wait(state_, asleep);
        // defect: trusts_the_wake enters after a sleep that a signal has ended.
        if (has<Flaw>(turn_flaw::trusts_the_wake)) return;
      }
    }

    void give() noexcept {
      if (has<Flaw>(turn_flaw::gives_in_two_steps)) {
        // defect: who goes to sleep between the two is never woken.
        const std::uint32_t before = state_.load(order::relaxed);
        state_.store(given, order::release);
        if (before == asleep) B::futex_wake(state_, 1);
        return;
      }
      std::uint32_t before = state_.exchange(given, order::release);
      // defect: the thread whose stack this is on may have gone on.
      if (has<Flaw>(turn_flaw::reads_after_giving)) before |= state_.load(order::relaxed) & asleep;
      if (before == asleep) B::futex_wake(state_, 1);
    }

   private:
    static constexpr std::uint32_t waiting = 0;
    static constexpr std::uint32_t asleep = 1;
    static constexpr std::uint32_t given = 2;

    typename B::template atomic<std::uint32_t> state_{waiting};
  };
};

}  // namespace interlock::broken
