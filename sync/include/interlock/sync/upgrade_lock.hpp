// SPDX-License-Identifier: MIT
/// @file
/// `upgrade_lock`: the guard of upgrade access, as `shared_lock` is that of a share, and the
/// functions that turn one guard into another without freeing the lock in between:
///
///     upgrade_lock look{mutex};
///     if (!up_to_date(table)) {
///       const unique_lock change = to_unique(std::move(look));  // nobody has written since
///       update(table);
///     }
///
/// | from | to `unique_lock` | to `upgrade_lock` | to `shared_lock` |
/// |---|---|---|---|
/// | `unique_lock` | | `to_upgrade` | `to_shared` |
/// | `upgrade_lock` | `to_unique`, `try_to_unique`, `..._for`, `..._until` | | `to_shared` |
/// | `shared_lock` | `try_to_unique` | `try_to_upgrade` | |
///
/// What always succeeds takes its guard by move. What may fail takes it by reference: it returns a
/// guard that owns the lock, and the old one is empty; or an empty one, and the old one is what it
/// was. The lock can be any with the operations of Boost.Thread's UpgradeLockable [BoostThread],
/// such as `upgrade_mutex`.
#pragma once

#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/guard_state.hpp>
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/shared_lock.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <chrono>
#include <mutex>
#include <system_error>
#include <utility>

namespace interlock {

/// A movable guard that may give up its upgrade access and take it again. Misuse throws
/// `std::system_error` as the standard's guards do: `operation_not_permitted` without a lock,
/// `resource_deadlock_would_occur` when it owns upgrade access already. Clang's analysis takes
/// upgrade access for a share.
template <upgrade_lockable L>
class INTERLOCK_SCOPED_CAPABILITY [[nodiscard]] upgrade_lock {
 public:
  using mutex_type = L;

  upgrade_lock() noexcept = default;
  explicit upgrade_lock(L& lock) INTERLOCK_ACQUIRE_SHARED(lock) : state_{&lock, true} {
    lock.lock_upgrade();
  }
  upgrade_lock(L& lock, std::defer_lock_t) noexcept INTERLOCK_EXCLUDES(lock)
      : state_{&lock, false} {}
  upgrade_lock(L& lock, std::try_to_lock_t) INTERLOCK_TRY_ACQUIRE_SHARED(true, lock)
      : state_{&lock, lock.try_lock_upgrade()} {}
  /// Requires: the calling thread has upgrade access to `lock`.
  upgrade_lock(L& lock, std::adopt_lock_t) INTERLOCK_REQUIRES_SHARED(lock) : state_{&lock, true} {}
  template <class Rep, class Period>
  upgrade_lock(L& lock, const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE_SHARED(true, lock)
      : state_{&lock, lock.try_lock_upgrade_for(length)} {}
  template <class Clock, class Duration>
  upgrade_lock(L& lock, const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE_SHARED(true, lock)
      : state_{&lock, lock.try_lock_upgrade_until(when)} {}

  upgrade_lock(upgrade_lock&& other) noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS
      : state_{other.state_.hand_over()} {}
  upgrade_lock& operator=(upgrade_lock&& other) noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    upgrade_lock{std::move(other)}.swap(*this);
    return *this;
  }
  ~upgrade_lock() INTERLOCK_RELEASE() {
    if (state_.owns) state_.lock->unlock_upgrade();
  }

  void lock() INTERLOCK_ACQUIRE_SHARED() {
    state_.to_take("upgrade_lock").lock_upgrade();
    state_.owns = true;
  }
  bool try_lock() INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return state_.owns = state_.to_take("upgrade_lock").try_lock_upgrade();
  }
  template <class Rep, class Period>
  bool try_lock_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return state_.owns = state_.to_take("upgrade_lock").try_lock_upgrade_for(length);
  }
  template <class Clock, class Duration>
  bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return state_.owns = state_.to_take("upgrade_lock").try_lock_upgrade_until(when);
  }
  void unlock() INTERLOCK_RELEASE() {
    state_.to_free("upgrade_lock").unlock_upgrade();
    state_.owns = false;
  }

  void swap(upgrade_lock& other) noexcept { std::swap(state_, other.state_); }
  friend void swap(upgrade_lock& a, upgrade_lock& b) noexcept { a.swap(b); }

  /// Gives up upgrade access without returning it; the caller now is responsible for it.
  L* release() noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS { return state_.hand_over().lock; }
  [[nodiscard]] L* mutex() const noexcept { return state_.lock; }
  [[nodiscard]] bool owns_lock() const noexcept { return state_.owns; }
  explicit operator bool() const noexcept { return state_.owns; }

 private:
  detail::guard_state<L> state_;
};

namespace detail {

/// `To` with the lock of `from`, whose access `change(lock)` has turned into that of `To`, if it
/// could. Throws `operation_not_permitted` if `from` owns nothing.
template <class To, class From, class Change>
To change_guard(From& from, Change change) INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
  if (!from.owns_lock()) {
    throw std::system_error{std::make_error_code(std::errc::operation_not_permitted),
                            "a guard that owns no lock was to become another one"};
  }
  if (!change(*from.mutex())) return To{};
  return To{*from.release(), std::adopt_lock};
}

}  // namespace detail

/// Waits for the readers to leave and lets no new ones in meanwhile.
template <upgrade_lockable L>
unique_lock<L> to_unique(upgrade_lock<L>&& from) {
  return detail::change_guard<unique_lock<L>>(
      from, [](L& lock) { return lock.unlock_upgrade_and_lock(), true; });
}
/// Succeeds if nobody reads.
template <upgrade_lockable L>
unique_lock<L> try_to_unique(upgrade_lock<L>& from) {
  return detail::change_guard<unique_lock<L>>(
      from, [](L& lock) { return lock.try_unlock_upgrade_and_lock(); });
}
/// Waits for the readers to leave, but no longer than `length`.
template <upgrade_lockable L, class Rep, class Period>
unique_lock<L> try_to_unique_for(upgrade_lock<L>& from,
                                 const std::chrono::duration<Rep, Period>& length) {
  return detail::change_guard<unique_lock<L>>(
      from, [&](L& lock) { return lock.try_unlock_upgrade_and_lock_for(length); });
}
/// Waits for the readers to leave, but not after `when`.
template <upgrade_lockable L, class Clock, class Duration>
unique_lock<L> try_to_unique_until(upgrade_lock<L>& from,
                                   const std::chrono::time_point<Clock, Duration>& when) {
  return detail::change_guard<unique_lock<L>>(
      from, [&](L& lock) { return lock.try_unlock_upgrade_and_lock_until(when); });
}
/// Succeeds if nobody else is inside.
template <upgrade_lockable L>
unique_lock<L> try_to_unique(shared_lock<L>& from) {
  return detail::change_guard<unique_lock<L>>(
      from, [](L& lock) { return lock.try_unlock_shared_and_lock(); });
}

/// Succeeds if nobody else has upgrade access.
template <upgrade_lockable L>
upgrade_lock<L> try_to_upgrade(shared_lock<L>& from) {
  return detail::change_guard<upgrade_lock<L>>(
      from, [](L& lock) { return lock.try_unlock_shared_and_lock_upgrade(); });
}
/// Lets readers in.
template <upgrade_lockable L>
upgrade_lock<L> to_upgrade(unique_lock<L>&& from) {
  return detail::change_guard<upgrade_lock<L>>(
      from, [](L& lock) { return lock.unlock_and_lock_upgrade(), true; });
}

/// Lets readers in, and one with upgrade access.
template <upgrade_lockable L>
shared_lock<L> to_shared(unique_lock<L>&& from) {
  return detail::change_guard<shared_lock<L>>(
      from, [](L& lock) { return lock.unlock_and_lock_shared(), true; });
}
/// Lets another one have upgrade access.
template <upgrade_lockable L>
shared_lock<L> to_shared(upgrade_lock<L>&& from) {
  return detail::change_guard<shared_lock<L>>(
      from, [](L& lock) { return lock.unlock_upgrade_and_lock_shared(), true; });
}

}  // namespace interlock
