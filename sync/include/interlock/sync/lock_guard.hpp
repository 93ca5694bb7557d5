// SPDX-License-Identifier: MIT
/// @file
/// `lock_guard` and `unique_lock`: the standard's guards with thread-safety annotations, which
/// Clang's analysis needs and libstdc++'s guards lack. `scoped_lock`, `lock()` and `try_lock()` are
/// the standard's own, unannotated: the attributes cannot name a pack of locks. All guards of `std`
/// work with every lock of this library. To a lock that wants to know where it is taken they say
/// where they are.
#pragma once

#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/call_site.hpp>
#include <interlock/sync/detail/guard_state.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <chrono>
#include <mutex>
#include <utility>

namespace interlock {

using std::adopt_lock;
using std::adopt_lock_t;
using std::defer_lock;
using std::defer_lock_t;
using std::lock;
using std::scoped_lock;
using std::try_lock;
using std::try_to_lock;
using std::try_to_lock_t;

/// Holds a lock for a scope.
template <basic_lockable L>
class INTERLOCK_SCOPED_CAPABILITY [[nodiscard]] lock_guard {
 public:
  using mutex_type = L;

  explicit lock_guard(L& lock, call_site where = call_site::current()) INTERLOCK_ACQUIRE(lock)
      : lock_{lock} {
    detail::lock_at(lock_, where);
  }
  /// Requires: the calling thread holds `lock`.
  lock_guard(L& lock, adopt_lock_t) INTERLOCK_REQUIRES(lock) : lock_{lock} {}
  ~lock_guard() INTERLOCK_RELEASE() { lock_.unlock(); }

  lock_guard(const lock_guard&) = delete;
  lock_guard& operator=(const lock_guard&) = delete;

 private:
  L& lock_;
};

/// A movable guard that may give up its lock and take it again. Misuse throws `std::system_error`
/// as the standard's does: `operation_not_permitted` without a lock,
/// `resource_deadlock_would_occur` when it owns it already.
template <basic_lockable L>
class INTERLOCK_SCOPED_CAPABILITY [[nodiscard]] unique_lock {
 public:
  using mutex_type = L;

  unique_lock() noexcept = default;
  explicit unique_lock(L& lock, call_site where = call_site::current()) INTERLOCK_ACQUIRE(lock)
      : state_{&lock, true} {
    detail::lock_at(lock, where);
  }
  unique_lock(L& lock, defer_lock_t) noexcept INTERLOCK_EXCLUDES(lock) : state_{&lock, false} {}
  unique_lock(L& lock, try_to_lock_t) INTERLOCK_TRY_ACQUIRE(true, lock)
      : state_{&lock, lock.try_lock()} {}
  /// Requires: the calling thread holds `lock`.
  unique_lock(L& lock, adopt_lock_t) INTERLOCK_REQUIRES(lock) : state_{&lock, true} {}
  template <class Rep, class Period>
  unique_lock(L& lock, const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE(true, lock)
      : state_{&lock, lock.try_lock_for(length)} {}
  template <class Clock, class Duration>
  unique_lock(L& lock, const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE(true, lock)
      : state_{&lock, lock.try_lock_until(when)} {}

  unique_lock(unique_lock&& other) noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS
      : state_{other.state_.hand_over()} {}
  unique_lock& operator=(unique_lock&& other) noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    unique_lock{std::move(other)}.swap(*this);
    return *this;
  }
  ~unique_lock() INTERLOCK_RELEASE() {
    if (state_.owns) state_.lock->unlock();
  }

  void lock(call_site where = call_site::current()) INTERLOCK_ACQUIRE() {
    detail::lock_at(state_.to_take("unique_lock"), where);
    state_.owns = true;
  }
  bool try_lock() INTERLOCK_TRY_ACQUIRE(true) {
    return state_.owns = state_.to_take("unique_lock").try_lock();
  }
  template <class Rep, class Period>
  bool try_lock_for(const std::chrono::duration<Rep, Period>& length) INTERLOCK_TRY_ACQUIRE(true) {
    return state_.owns = state_.to_take("unique_lock").try_lock_for(length);
  }
  template <class Clock, class Duration>
  bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE(true) {
    return state_.owns = state_.to_take("unique_lock").try_lock_until(when);
  }
  void unlock() INTERLOCK_RELEASE() {
    state_.to_free("unique_lock").unlock();
    state_.owns = false;
  }

  void swap(unique_lock& other) noexcept { std::swap(state_, other.state_); }
  friend void swap(unique_lock& a, unique_lock& b) noexcept { a.swap(b); }

  /// Gives up the lock without unlocking it; the caller now is responsible for it.
  L* release() noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS { return state_.hand_over().lock; }
  [[nodiscard]] L* mutex() const noexcept { return state_.lock; }
  [[nodiscard]] bool owns_lock() const noexcept { return state_.owns; }
  explicit operator bool() const noexcept { return state_.owns; }

 private:
  detail::guard_state<L> state_;
};

}  // namespace interlock
