// SPDX-License-Identifier: MIT
/// @file
/// `shared_lock`: the standard's guard of a share, with the thread-safety annotations that Clang's
/// analysis needs and libstdc++'s guard lacks. `std::shared_lock` works with every lock of this
/// library too. To a lock that wants to know where it is taken it says where it is.
#pragma once

#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/call_site.hpp>
#include <interlock/sync/detail/guard_state.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <chrono>
#include <mutex>
#include <utility>

namespace interlock {

/// A movable guard that may give up its share and take it again. Misuse throws `std::system_error`
/// as the standard's does: `operation_not_permitted` without a lock,
/// `resource_deadlock_would_occur` when it owns a share already.
template <shared_lockable L>
class INTERLOCK_SCOPED_CAPABILITY [[nodiscard]] shared_lock {
 public:
  using mutex_type = L;

  shared_lock() noexcept = default;
  explicit shared_lock(L& lock, call_site where = call_site::current())
      INTERLOCK_ACQUIRE_SHARED(lock)
      : state_{&lock, true} {
    detail::lock_shared_at(lock, where);
  }
  shared_lock(L& lock, std::defer_lock_t) noexcept INTERLOCK_EXCLUDES(lock)
      : state_{&lock, false} {}
  shared_lock(L& lock, std::try_to_lock_t) INTERLOCK_TRY_ACQUIRE_SHARED(true, lock)
      : state_{&lock, lock.try_lock_shared()} {}
  /// Requires: the calling thread shares `lock`.
  shared_lock(L& lock, std::adopt_lock_t) INTERLOCK_REQUIRES_SHARED(lock) : state_{&lock, true} {}
  template <class Rep, class Period>
  shared_lock(L& lock, const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE_SHARED(true, lock)
      : state_{&lock, lock.try_lock_shared_for(length)} {}
  template <class Clock, class Duration>
  shared_lock(L& lock, const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE_SHARED(true, lock)
      : state_{&lock, lock.try_lock_shared_until(when)} {}

  shared_lock(shared_lock&& other) noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS
      : state_{other.state_.hand_over()} {}
  shared_lock& operator=(shared_lock&& other) noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    shared_lock{std::move(other)}.swap(*this);
    return *this;
  }
  ~shared_lock() INTERLOCK_RELEASE() {
    if (state_.owns) state_.lock->unlock_shared();
  }

  void lock(call_site where = call_site::current()) INTERLOCK_ACQUIRE_SHARED() {
    detail::lock_shared_at(state_.to_take("shared_lock"), where);
    state_.owns = true;
  }
  bool try_lock() INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return state_.owns = state_.to_take("shared_lock").try_lock_shared();
  }
  template <class Rep, class Period>
  bool try_lock_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return state_.owns = state_.to_take("shared_lock").try_lock_shared_for(length);
  }
  template <class Clock, class Duration>
  bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return state_.owns = state_.to_take("shared_lock").try_lock_shared_until(when);
  }
  void unlock() INTERLOCK_RELEASE() {
    state_.to_free("shared_lock").unlock_shared();
    state_.owns = false;
  }

  void swap(shared_lock& other) noexcept { std::swap(state_, other.state_); }
  friend void swap(shared_lock& a, shared_lock& b) noexcept { a.swap(b); }

  /// Gives up the share without returning it; the caller now is responsible for it.
  L* release() noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS { return state_.hand_over().lock; }
  [[nodiscard]] L* mutex() const noexcept { return state_.lock; }
  [[nodiscard]] bool owns_lock() const noexcept { return state_.owns; }
  explicit operator bool() const noexcept { return state_.owns; }

 private:
  detail::guard_state<L> state_;
};

}  // namespace interlock
