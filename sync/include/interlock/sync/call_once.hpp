// SPDX-License-Identifier: MIT
/// @file
/// `call_once`: a drop-in for `std::call_once` and `std::once_flag` whose flag may be destroyed by
/// a thread whose call has returned.
///
/// retries: after an exception | waits by: a spin, then sleeping in the kernel | size: 4 bytes |
/// constant-initialised: yes
///
/// Choose it to initialise something on first use. Once that is done a call is one acquire load.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>

namespace interlock {

template <backend B = std_backend>
class basic_once_flag {
 public:
  constexpr basic_once_flag() noexcept = default;
  basic_once_flag(const basic_once_flag&) = delete;
  basic_once_flag& operator=(const basic_once_flag&) = delete;

  /// Calls `function(arguments...)` unless an earlier call for this flag has returned from its
  /// function; while one is under way, blocks until it is over. If the function throws, so does
  /// this, and another call gets its turn. For any calls X and Y: if X called the function, or
  /// tried to, before Y could go on, all that is visible to Y. Requires: the function does not call
  /// this for the same flag.
  template <class Callable, class... Arguments>
  void call(Callable&& function, Arguments&&... arguments) {
    // (looked) acquire: what the function did is visible. Pairs with (left).
    if (state_.load(order::acquire) == done) [[likely]] {
      return;
    }
    if (!enter()) return;
    turn mine{*this};
    std::invoke(std::forward<Callable>(function), std::forward<Arguments>(arguments)...);
    mine.succeeded();
  }

 private:
  // The flag:  idle      nobody is calling the function, and nobody has done so
  //            running   a thread is calling it, and nobody sleeps
  //            awaited   a thread is calling it, and others may sleep until it is over
  //            done      it has returned
  static constexpr std::uint32_t idle = 0;
  static constexpr std::uint32_t running = 1;
  static constexpr std::uint32_t awaited = 2;
  static constexpr std::uint32_t done = 3;
  static constexpr int looks_before_sleep = 300;

  /// The right to call the function; ends as if it had thrown, unless told otherwise.
  class turn {
   public:
    explicit turn(basic_once_flag& flag) noexcept : flag_{flag} {}
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;
    ~turn() { flag_.leave(result_); }
    void succeeded() noexcept { result_ = done; }

   private:
    basic_once_flag& flag_;
    std::uint32_t result_ = idle;
  };

  /// Waits for the right to call the function (true) or until that is no longer needed (false).
  [[gnu::noinline, gnu::cold]] bool enter() noexcept {
    std::uint32_t seen = idle;
    for (;;) {
      if (seen == done) return false;
      if (seen == idle) {
        // (entered) acquire: what a function that threw did is visible. Pairs with (left).
        // relaxed: a failure orders nothing; (found) does.
        if (state_.compare_exchange_strong(seen, running, order::acquire, order::relaxed)) {
          return true;
        }
        // (found) acquire: what a function did that has returned is visible. Pairs with (left).
        seen = state_.load(order::acquire);
        continue;
      }
      seen = wait(seen);
    }
  }

  /// Waits while the state is `seen`; spuriously returns. Returns the new state.
  std::uint32_t wait(std::uint32_t seen) noexcept {
    const auto is_over = [](std::uint32_t state) { return state == idle || state == done; };
    // (awaited) acquire: what the function did is visible. Pairs with (left).
    seen = B::try_await(state_, order::acquire, is_over, looks_before_sleep);
    if (is_over(seen)) return seen;
    // relaxed: puts us on record in the word that the end of the call changes.
    if (seen == running &&
        !state_.compare_exchange_strong(seen, awaited, order::relaxed, order::relaxed)) {
      // (marked) acquire: the call may be over, and what the function did is visible. Pairs with
      // (left).
      return state_.load(order::acquire);
    }
    (void)B::futex_wait(state_, awaited);
    // (woken) acquire: what the function did is visible. Pairs with (left).
    return state_.load(order::acquire);
  }

  /// The flag may be destroyed by another thread once this has written it: afterwards only the
  /// address is used, for the wake. After an exception all sleepers wake, as any may be next.
  void leave(std::uint32_t result) noexcept {
    // (left) release: publishes what the function did. Pairs with (looked), (entered), (found),
    // (awaited), (marked), (woken).
    if (state_.exchange(result, order::release) == awaited) B::futex_wake(state_, wake_all);
  }

  typename B::template atomic<std::uint32_t> state_{idle};
};

using once_flag = basic_once_flag<>;

/// Calls `function(arguments...)` exactly once for `flag`; see `basic_once_flag::call`.
template <backend B, class Callable, class... Arguments>
void call_once(basic_once_flag<B>& flag, Callable&& function, Arguments&&... arguments) {
  flag.call(std::forward<Callable>(function), std::forward<Arguments>(arguments)...);
}

static_assert(sizeof(once_flag) == 4);
static_assert(std::is_trivially_destructible_v<once_flag>);

}  // namespace interlock
