// SPDX-License-Identifier: MIT
/// @file
/// The reader-writer lock with distributed readers ("big-reader"): each thread reads through one of
/// several doors on cache lines of their own, so that readers do not wait for each other's caches;
/// a writer closes all of them.
///
/// fair: phase-fair; nobody passes a writer in line | recursive: no | shared: yes | timed: yes |
/// waits by: a short spin, then sleeping in the kernel | size: 128 bytes for each door, and 256 |
/// constant-initialised: yes
///
/// Choose it when many threads read, for a short time and all the while, and hardly anybody writes:
/// a write costs as much as there are doors. `bravo` does the same in less memory over another
/// lock, and readers are cheaper still, but a write while it is biased costs a system call.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/cache_line.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/phase_gate.hpp>
#include <interlock/sync/detail/shared_core.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <chrono>
#include <cstdint>
#include <type_traits>

namespace interlock {

/// `Doors`: about as many as processors; a power of two, at least two. Threads are spread over them
/// by their number.
///
/// For any threads X and Y: everything X did before its `unlock()` is visible to Y after a later
/// `lock()` or `lock_shared()`, and what it did before its `unlock_shared()` after a later
/// `lock()`.
///
/// Overtaking: a writer that waits for readers keeps new ones out, and readers that wait for a
/// writer go before the next one. Writers get in line, where nobody passes: of those in line, each
/// goes before another at most twice.
template <unsigned Doors = 16, backend B = std_backend>
class INTERLOCK_CAPABILITY("shared_mutex") basic_distributed_shared_mutex {
  static_assert(Doors >= 2, "a mutex with one door is a phase_fair_mutex");

 public:
  constexpr basic_distributed_shared_mutex() noexcept = default;
  basic_distributed_shared_mutex(const basic_distributed_shared_mutex&) = delete;
  basic_distributed_shared_mutex& operator=(const basic_distributed_shared_mutex&) = delete;

  /// Waits until the last writer has opened all doors: a reader that has come in by one of the
  /// first and left again may be the last user.
  constexpr ~basic_distributed_shared_mutex() {
    if (!std::is_constant_evaluated()) gate_.finish_opening();
  }

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
    // Our last access, to the last door: the next writer waits for it, and the destructor.
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

  detail::phase_gate<Doors, B> gate_;
  alignas(cache_line) detail::shared_core<shared_mutex_options{.passes = 0}, B> turn_;
};

using distributed_shared_mutex = basic_distributed_shared_mutex<>;

static_assert(timed_lockable<distributed_shared_mutex>);
static_assert(shared_timed_lockable<distributed_shared_mutex>);
static_assert(sizeof(distributed_shared_mutex) == 18 * cache_line);

}  // namespace interlock
