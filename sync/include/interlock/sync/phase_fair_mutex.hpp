// SPDX-License-Identifier: MIT
/// @file
/// The phase-fair reader-writer lock [BA10] whose waiters sleep: phases of readers and of one
/// writer take turns.
///
/// fair: phase-fair; nobody passes a writer in line | recursive: no | shared: yes | timed: yes |
/// waits by: a short spin, then sleeping in the kernel | size: 24 bytes | constant-initialised: yes
///
/// Choose it when the longest wait of readers matters: a reader waits for one writer, however many
/// of them are in line, where `fair_shared_mutex` makes it wait for all that came before it. The
/// price is that a stream of writers is interrupted whenever a reader comes. `shared_mutex` lets
/// more through; `phase_fair_lock` is the same without the kernel.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/phase_gate.hpp>
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
/// Overtaking: a writer that waits for readers keeps new ones out, and readers that wait for a
/// writer go before the next one. Writers get in line, where nobody passes: of those in line, each
/// goes before another at most twice. Tickets would be stricter, but nobody could give one back
/// when its time is up, and a word on which all of them sleep wakes everybody for each of them.
template <backend B = std_backend>
class INTERLOCK_CAPABILITY("shared_mutex") basic_phase_fair_mutex {
 public:
  constexpr basic_phase_fair_mutex() noexcept = default;

  /// A mutex that has had `first` writers (modulo 2^30), to test the wrap-around.
  constexpr explicit basic_phase_fair_mutex(std::uint32_t first) noexcept : gate_{first} {}

  basic_phase_fair_mutex(const basic_phase_fair_mutex&) = delete;
  basic_phase_fair_mutex& operator=(const basic_phase_fair_mutex&) = delete;

  /// Blocks until the calling thread holds the mutex alone. Requires: it does not hold it yet.
  /// Progress: blocking; the writers in line before it go first, and before each of them and before
  /// us the readers that have come by then.
  void lock() noexcept INTERLOCK_ACQUIRE() { (void)enter(deadline::never()); }

  /// Takes the mutex if nobody holds it; never blocks. Fails also while a writer waits, and may
  /// while others come and go.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) {
    if (!turn_.template try_enter<alone>()) return false;
    if (gate_.try_close()) return true;
    turn_.template leave<alone>();
    return false;
  }

  /// Blocks until the mutex is held or `length` has passed on the steady clock; returns whether it
  /// is held. A length that is zero, negative or NaN tries once. Readers that came while it waited
  /// go on when it gives up.
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE(true) {
    return try_lock() || enter(deadline::after(length));
  }

  /// Blocks until the mutex is held or `when` has passed on its clock; returns whether it is held.
  /// A time point in the past tries once.
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE(true) {
    return try_lock() ||
           detail::attempt_until(when, [this](const deadline& limit) { return enter(limit); });
  }

  /// Frees the mutex for the readers that wait, then the next writer. Requires: the calling thread
  /// holds it alone. The mutex may be destroyed by the next owner as soon as it holds it.
  void unlock() noexcept INTERLOCK_RELEASE() {
    turn_.template leave<alone>();
    // Our last access: the next writer waits for it too.
    gate_.open();
  }

  /// Blocks until the calling thread shares the mutex; at most 2^31 - 1 threads can at once.
  /// Requires: it does not hold it yet. Progress: blocking; at most one writer
  /// goes first.
  void lock_shared() noexcept INTERLOCK_ACQUIRE_SHARED() { (void)gate_.enter(deadline::never()); }

  /// Shares the mutex if no writer holds it or waits for readers to leave; never blocks.
  [[nodiscard]] bool try_lock_shared() noexcept INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return gate_.try_enter();
  }

  /// Like `try_lock_for()`, for a share.
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_shared_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return try_lock_shared() || gate_.enter(deadline::after(length));
  }

  /// Like `try_lock_until()`, for a share.
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_shared_until(const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return try_lock_shared() || detail::attempt_until(when, [this](const deadline& limit) {
             return gate_.enter(limit);
           });
  }

  /// Gives the share back; any thread may do that. Requires: the mutex is shared. It may be
  /// destroyed by the next owner as soon as that holds it alone. Progress: lock-free.
  void unlock_shared() noexcept INTERLOCK_RELEASE_SHARED() { gate_.leave(); }

 private:
  static constexpr detail::access alone = detail::access::exclusive;

  bool enter(const deadline& limit) noexcept {
    if (!turn_.template try_enter_idle<alone>() && !turn_.template enter<alone>(limit)) {
      return false;
    }
    if (gate_.close(limit)) [[likely]]
      return true;
    turn_.template leave<alone>();
    return false;
  }

  detail::phase_gate<1, B> gate_;
  detail::shared_core<shared_mutex_options{.passes = 0}, B> turn_;
};

using phase_fair_mutex = basic_phase_fair_mutex<>;

static_assert(timed_lockable<phase_fair_mutex> && shared_timed_lockable<phase_fair_mutex>);
static_assert(sizeof(phase_fair_mutex) == 24);
static_assert(std::is_trivially_destructible_v<phase_fair_mutex>);

}  // namespace interlock
