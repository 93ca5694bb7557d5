// SPDX-License-Identifier: MIT
/// @file
/// The parking mutex: a drop-in for `std::mutex` and `std::timed_mutex` in four bytes [Dre11].
///
/// fair: no (a running thread may overtake a woken one) | recursive: no | shared: no | timed: yes |
/// waits by: a short spin, then sleeping in the kernel | size: 4 bytes | constant-initialised: yes
///
/// The default choice for mutual exclusion. `ticket_lock` is fair; `spinlock` is smaller and never
/// enters the kernel.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <chrono>
#include <cstdint>
#include <type_traits>

namespace interlock {

template <backend B = std_backend>
class INTERLOCK_CAPABILITY("mutex") basic_mutex {
 public:
  constexpr basic_mutex() noexcept = default;
  basic_mutex(const basic_mutex&) = delete;
  basic_mutex& operator=(const basic_mutex&) = delete;

  /// Blocks until the mutex is held. For any threads X and Y: everything X did before its
  /// `unlock()` is visible to Y after a later `lock()`. Requires: the calling thread does not hold
  /// it.
  void lock() noexcept INTERLOCK_ACQUIRE() {
    if (!try_lock()) [[unlikely]] {
      (void)lock_slow(deadline::never());
    }
  }

  /// Takes the mutex if it is free; never blocks and never fails spuriously.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) {
    std::uint32_t expected = free;
    // (taken) acquire: the last critical section is visible. Pairs with (freed).
    // relaxed: a failure reads nothing that the mutex protects.
    return word_.compare_exchange_strong(expected, held, order::acquire, order::relaxed);
  }

  /// Blocks until the mutex is held or `length` has passed on the steady clock; returns whether it
  /// is held. A length that is zero, negative or NaN tries once.
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE(true) {
    return try_lock() || lock_slow(deadline::after(length));
  }

  /// Blocks until the mutex is held or `when` has passed on its clock; returns whether it is held.
  /// A time point in the past tries once.
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE(true) {
    return try_lock() ||
           detail::attempt_until(when, [this](const deadline& limit) { return lock_slow(limit); });
  }

  /// Frees the mutex and wakes one sleeper. Requires: the calling thread holds it. The mutex may be
  /// destroyed by the next owner as soon as it holds it: after the exchange only the address is
  /// used, for the wake.
  void unlock() noexcept INTERLOCK_RELEASE() {
    // (freed) release: publishes the critical section. Pairs with (taken), (looked), (claimed).
    if (word_.exchange(free, order::release) == contended) [[unlikely]] {
      wake_one();
    }
  }

 private:
  // The word:   free       nobody holds the mutex; there may be sleepers, one of which has been
  // woken
  //             held       somebody holds it and nobody has gone to sleep since it was last free
  //             contended  somebody holds it and there may be sleepers: the unlock wakes one
  // A sleeper sleeps on `contended` only, and takes the mutex as `contended`, because it may leave
  // others behind.
  static constexpr std::uint32_t free = 0;
  static constexpr std::uint32_t held = 1;
  static constexpr std::uint32_t contended = 2;

  // About the time that a handover between running threads takes. More looks delay the threads that
  // should run instead.
  static constexpr int looks_before_sleep = 100;

  [[gnu::noinline, gnu::cold]] bool lock_slow(deadline limit) noexcept {
    // Sleepers come first in line for the kernel's help: spin only while there seem to be none.
    std::uint32_t seen = spin();
    if (seen == free) {
      // (looked) acquire: the last critical section is visible. Pairs with (freed).
      // relaxed: a failure reads nothing that the mutex protects.
      if (word_.compare_exchange_strong(seen, held, order::acquire, order::relaxed)) return true;
    }
    for (;;) {
      // (claimed) acquire: the last critical section is visible. Pairs with (freed).
      if (seen != contended && word_.exchange(contended, order::acquire) == free) return true;
      // A thread that was woken has taken a wake from the others, so it must try once more before
      // it may time out.
      if (B::futex_wait(word_, contended, limit) == wait_result::timed_out) return false;
      seen = spin();
    }
  }

  [[gnu::noinline, gnu::cold]] void wake_one() noexcept { B::futex_wake(word_, 1); }

  std::uint32_t spin() const noexcept {
    // relaxed: a hint; the exchange or the compare-exchange decides and orders.
    return B::try_await(
        word_, order::relaxed, [](std::uint32_t word) { return word != held; }, looks_before_sleep);
  }

  typename B::template atomic<std::uint32_t> word_{free};
};

using mutex = basic_mutex<>;
/// `mutex` is timed; the name is here so that code written for `std::timed_mutex` compiles.
using timed_mutex = mutex;

static_assert(timed_lockable<mutex>);
static_assert(sizeof(mutex) == 4);
static_assert(std::is_trivially_destructible_v<mutex>);

}  // namespace interlock
