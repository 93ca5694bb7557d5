// SPDX-License-Identifier: MIT
/// @file
/// What the phase-fair mutexes have in common: readers come in by one of `Doors`, and the writer
/// whose turn it is closes all of them.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/cache_line.hpp>
#include <interlock/sync/detail/phase_gate.hpp>
#include <interlock/sync/detail/shared_core.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <chrono>
#include <cstdint>

namespace interlock::detail {

/// For any threads X and Y: everything X did before its `unlock()` is visible to Y after a later
/// `lock()` or `lock_shared()`, and what it did before its `unlock_shared()` after a later
/// `lock()`.
///
/// Overtaking: a writer that waits for readers keeps new ones out, and readers that wait for a
/// writer go before the next one. Writers get in line, where nobody passes: of those in line, each
/// goes before another at most twice. Tickets would be stricter, but nobody could give one back
/// when its time is up, and a word on which all of them sleep wakes everybody for each of them.
template <unsigned Doors, backend B>
class INTERLOCK_CAPABILITY("shared_mutex") phase_fair_core {
 public:
  constexpr phase_fair_core() noexcept = default;
  phase_fair_core(const phase_fair_core&) = delete;
  phase_fair_core& operator=(const phase_fair_core&) = delete;

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
           attempt_until(when, [this](const deadline& limit) { return enter(limit); });
  }

  /// Frees the mutex for the readers that wait, then the next writer. Requires: the calling thread
  /// holds it alone. The mutex may be destroyed by the next owner as soon as it holds it.
  void unlock() noexcept INTERLOCK_RELEASE() {
    turn_.template leave<alone>();
    // Our last access, to the last door: the next writer waits for it, and so does a destructor
    // that must.
    gate_.open();
  }

  /// Blocks until the calling thread shares the mutex; at most 2^31 - 1 threads can at once.
  /// Requires: it does not hold it yet. Progress: blocking; at most one writer goes first.
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
    return try_lock_shared() ||
           attempt_until(when, [this](const deadline& limit) { return gate_.enter(limit); });
  }

  /// Gives the share back; any thread may do that. Requires: the mutex is shared. It may be
  /// destroyed by the next owner as soon as that holds it alone. Progress: lock-free.
  void unlock_shared() noexcept INTERLOCK_RELEASE_SHARED() { gate_.leave(); }

 protected:
  /// After `first` writers (modulo 2^30).
  constexpr explicit phase_fair_core(std::uint32_t first) noexcept : gate_{first} {}
  ~phase_fair_core() = default;

  phase_gate<Doors, B> gate_;

 private:
  static constexpr access alone = access::exclusive;

  bool enter(const deadline& limit) noexcept {
    if (!turn_.template try_enter_idle<alone>() && !turn_.template enter<alone>(limit)) {
      return false;
    }
    if (gate_.close(limit)) [[likely]]
      return true;
    turn_.template leave<alone>();
    return false;
  }

  using turns = shared_core<shared_mutex_options{.passes = 0}, B>;

  // With the doors on cache lines of their own, so is this.
  alignas(Doors > 1 ? cache_line : alignof(turns)) turns turn_;
};

}  // namespace interlock::detail
