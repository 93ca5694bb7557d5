// SPDX-License-Identifier: MIT
/// @file
/// How a thread in line waits for its turn, on a word of its own that one other thread writes to,
/// once. It may be on the stack of the thread that waits: nothing but its address is used once the
/// turn has been given.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <cstdint>

namespace interlock {

/// Waits by looking. The best while no more threads run than processors; otherwise a line stands
/// still whenever the next in it is not running.
struct spinning {
  template <backend B>
  class turn {
   public:
    /// Waits for `give()`; everything before it is then visible.
    void await() const noexcept {
      // (turn) acquire: what precedes the turn is visible. Pairs with (given).
      B::await(given_, order::acquire, [](bool given) { return given; });
    }
    /// Progress: wait-free.
    void give() noexcept {
      // (given) release: publishes what precedes the turn. Pairs with (turn).
      given_.store(true, order::release);
    }

   private:
    typename B::template atomic<bool> given_{false};
  };
};

/// Looks for a while, and then sleeps until it is woken.
struct spin_then_park {
  template <backend B>
  class turn {
   public:
    /// Waits for `give()`; everything before it is then visible.
    void await() noexcept {
      const auto is_given = [](std::uint32_t state) { return state == given; };
      // (looked) acquire: what precedes the turn is visible. Pairs with (granted).
      std::uint32_t seen = B::try_await(state_, order::acquire, is_given, looks_before_sleep);
      if (is_given(seen)) return;
      seen = waiting;
      // relaxed: who gives the turn learns only whether to wake us; if it has come, (woken) sees
      // it.
      (void)state_.compare_exchange_strong(seen, asleep, order::relaxed, order::relaxed);
      // (woken) acquire: what precedes the turn is visible. A wake for another word, or none at
      // all, may end the sleep. Pairs with (granted).
      while (!is_given(state_.load(order::acquire))) (void)B::futex_wait(state_, asleep);
    }
    /// Progress: wait-free but for the system call that wakes a sleeper.
    void give() noexcept {
      // (granted) release: publishes what precedes the turn. Pairs with (looked), (woken).
      if (state_.exchange(given, order::release) == asleep) B::futex_wake(state_, 1);
    }

   private:
    static constexpr std::uint32_t waiting = 0;
    static constexpr std::uint32_t asleep = 1;
    static constexpr std::uint32_t given = 2;

    // About the time that a sleep and a wakeup take.
    static constexpr int looks_before_sleep = 300;

    typename B::template atomic<std::uint32_t> state_{waiting};
  };
};

}  // namespace interlock
