// SPDX-License-Identifier: MIT
/// @file
/// The parking reader-writer lock: a drop-in for `std::shared_mutex` and `std::shared_timed_mutex`
/// in eight bytes, in which nobody starves [CHP71].
///
/// fair: 255 may pass the first in line (`fair_shared_mutex`: none) | recursive: no | shared: yes |
/// timed: yes | waits by: a short spin, then sleeping in the kernel | size: 8 bytes |
/// constant-initialised: yes
///
/// Choose it when many threads read and few write, and they read for more than some hundred
/// nanoseconds: every reader writes to the lock too. For short critical sections `mutex` is faster.
/// `fair_shared_mutex` lets nobody pass, at the price of a sleep for everybody who comes while
/// somebody waits.
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
/// `lock()` or `lock_shared()`, and what it did before its `unlock_shared()` after a later
/// `lock()`.
///
/// Overtaking: a thread that must wait gets in line. Before the first in line has entered, at most
/// `Options.passes` threads enter that came later, and each thread at most once more that was on
/// its way already; of those in line, each goes before another at most twice. So a waiting writer
/// stops the stream of new readers, and a waiting reader that of writers. A thread that reads
/// already and locks shared again may therefore wait for a writer that waits for it: like `std`, it
/// must not.
template <shared_mutex_options Options = shared_mutex_options{}, backend B = std_backend>
class INTERLOCK_CAPABILITY("shared_mutex") basic_shared_mutex {
 public:
  constexpr basic_shared_mutex() noexcept = default;
  basic_shared_mutex(const basic_shared_mutex&) = delete;
  basic_shared_mutex& operator=(const basic_shared_mutex&) = delete;

  /// Blocks until the calling thread holds the mutex alone. Requires: it does not hold it yet.
  void lock() noexcept INTERLOCK_ACQUIRE() {
    if (!core_.template try_enter_idle<exclusive>()) [[unlikely]] {
      (void)core_.template enter<exclusive>(deadline::never());
    }
  }

  /// Takes the mutex if nobody holds it; never blocks. Fails also while others wait and may not be
  /// passed any more.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) {
    return core_.template try_enter<exclusive>();
  }

  /// Blocks until the mutex is held or `length` has passed on the steady clock; returns whether it
  /// is held. A length that is zero, negative or NaN tries once.
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE(true) {
    return try_lock() || core_.template enter<exclusive>(deadline::after(length));
  }

  /// Blocks until the mutex is held or `when` has passed on its clock; returns whether it is held.
  /// A time point in the past tries once.
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE(true) {
    return try_lock() || enter_until<exclusive>(when);
  }

  /// Frees the mutex. Requires: the calling thread holds it alone. The mutex may be destroyed by
  /// the next owner as soon as it holds it.
  void unlock() noexcept INTERLOCK_RELEASE() { core_.template leave<exclusive>(); }

  /// Blocks until the calling thread shares the mutex; at most `Options.readers` threads can at
  /// once. Requires: it does not hold it yet.
  void lock_shared() noexcept INTERLOCK_ACQUIRE_SHARED() {
    if (!core_.template try_enter_idle<shared>()) [[unlikely]] {
      (void)core_.template enter<shared>(deadline::never());
    }
  }

  /// Like `try_lock()`, for a share.
  [[nodiscard]] bool try_lock_shared() noexcept INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return core_.template try_enter<shared>();
  }

  /// Like `try_lock_for()`, for a share.
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_shared_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return try_lock_shared() || core_.template enter<shared>(deadline::after(length));
  }

  /// Like `try_lock_until()`, for a share.
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_shared_until(const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return try_lock_shared() || enter_until<shared>(when);
  }

  /// Gives the share back. Requires: the calling thread shares the mutex. It may be destroyed by
  /// the next owner as soon as that holds it alone.
  void unlock_shared() noexcept INTERLOCK_RELEASE_SHARED() { core_.template leave<shared>(); }

 private:
  static constexpr detail::access exclusive = detail::access::exclusive;
  static constexpr detail::access shared = detail::access::shared;

  template <detail::access A, class Clock, class Duration>
  bool enter_until(const std::chrono::time_point<Clock, Duration>& when) {
    return detail::attempt_until(
        when, [this](const deadline& limit) { return core_.template enter<A>(limit); });
  }

  template <shared_mutex_options, backend>
  friend class basic_upgrade_mutex;
  detail::shared_core<Options, B> core_;
};

using shared_mutex = basic_shared_mutex<>;
/// `shared_mutex` is timed; the name is here so that code written for `std::shared_timed_mutex`
/// compiles.
using shared_timed_mutex = shared_mutex;
/// Whoever comes while others wait gets in line.
using fair_shared_mutex = basic_shared_mutex<shared_mutex_options{.passes = 0}>;

static_assert(timed_lockable<shared_mutex> && shared_timed_lockable<shared_mutex>);
static_assert(sizeof(shared_mutex) == 8);
static_assert(std::is_trivially_destructible_v<shared_mutex>);

}  // namespace interlock
