// SPDX-License-Identifier: MIT
/// @file
/// The parking mutex in which nobody starves: a drop-in for `std::mutex` and `std::timed_mutex` in
/// eight bytes.
///
/// fair: 255 may pass the first in line (`strict_mutex`: none) | recursive: no | shared: no |
/// timed: yes | waits by: a short spin, then sleeping in the kernel | size: 8 bytes |
/// constant-initialised: yes
///
/// Choose it when the longest wait matters. `mutex` is half the size and wakes nobody whom a
/// running thread can overtake, but has no bound. `strict_mutex` lets nobody pass, at the price of
/// a sleep for everybody who comes while somebody waits.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/shared_core.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <chrono>
#include <cstdint>
#include <type_traits>

namespace interlock {

/// For any threads X and Y: everything X did before its `unlock()` is visible to Y after a later
/// `lock()`.
///
/// Overtaking: a thread that must wait gets in line. Before the first in line has the mutex, at
/// most `Passes` threads take it that came later, and each thread at most once more that was on its
/// way already; of those in line, each goes before another at most twice.
///
/// `Passes`: at most 4095.
template <std::uint32_t Passes = 255, backend B = std_backend>
class INTERLOCK_CAPABILITY("mutex") basic_fair_mutex {
 public:
  constexpr basic_fair_mutex() noexcept = default;
  basic_fair_mutex(const basic_fair_mutex&) = delete;
  basic_fair_mutex& operator=(const basic_fair_mutex&) = delete;

  /// Blocks until the mutex is held. Requires: the calling thread does not hold it yet.
  void lock() noexcept INTERLOCK_ACQUIRE() {
    if (!core_.template try_enter_idle<whole>()) [[unlikely]] {
      (void)core_.template enter<whole>(deadline::never());
    }
  }

  /// Takes the mutex if nobody holds it; never blocks. Fails also while others wait and may not be
  /// passed any more.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) {
    return core_.template try_enter<whole>();
  }

  /// Blocks until the mutex is held or `length` has passed on the steady clock; returns whether it
  /// is held. A length that is zero, negative or NaN tries once.
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE(true) {
    return try_lock() || core_.template enter<whole>(deadline::after(length));
  }

  /// Blocks until the mutex is held or `when` has passed on its clock; returns whether it is held.
  /// A time point in the past tries once.
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE(true) {
    return try_lock() || detail::attempt_until(when, [this](const deadline& limit) {
             return core_.template enter<whole>(limit);
           });
  }

  /// Frees the mutex. Requires: the calling thread holds it. The mutex may be destroyed by the next
  /// owner as soon as it holds it.
  void unlock() noexcept INTERLOCK_RELEASE() { core_.template leave<whole>(); }

 private:
  static constexpr detail::access whole = detail::access::exclusive;

  detail::shared_core<shared_mutex_options{.passes = Passes}, B> core_;
};

using fair_mutex = basic_fair_mutex<>;
/// Whoever comes while others wait gets in line.
using strict_mutex = basic_fair_mutex<0>;

static_assert(timed_lockable<fair_mutex>);
static_assert(sizeof(fair_mutex) == 8);
static_assert(std::is_trivially_destructible_v<fair_mutex>);

}  // namespace interlock
