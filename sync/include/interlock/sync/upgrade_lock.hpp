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
  explicit upgrade_lock(L& lock) INTERLOCK_ACQUIRE_SHARED(lock) : lock_{&lock}, owns_{true} {
    lock.lock_upgrade();
  }
  upgrade_lock(L& lock, std::defer_lock_t) noexcept INTERLOCK_EXCLUDES(lock) : lock_{&lock} {}
  upgrade_lock(L& lock, std::try_to_lock_t) INTERLOCK_TRY_ACQUIRE_SHARED(true, lock)
      : lock_{&lock}, owns_{lock.try_lock_upgrade()} {}
  /// Requires: the calling thread has upgrade access to `lock`.
  upgrade_lock(L& lock, std::adopt_lock_t) INTERLOCK_REQUIRES_SHARED(lock)
      : lock_{&lock}, owns_{true} {}
  template <class Rep, class Period>
  upgrade_lock(L& lock, const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE_SHARED(true, lock)
      : lock_{&lock}, owns_{lock.try_lock_upgrade_for(length)} {}
  template <class Clock, class Duration>
  upgrade_lock(L& lock, const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE_SHARED(true, lock)
      : lock_{&lock}, owns_{lock.try_lock_upgrade_until(when)} {}

  upgrade_lock(upgrade_lock&& other) noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS
      : lock_{std::exchange(other.lock_, nullptr)},
        owns_{std::exchange(other.owns_, false)} {}
  upgrade_lock& operator=(upgrade_lock&& other) noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    upgrade_lock{std::move(other)}.swap(*this);
    return *this;
  }
  ~upgrade_lock() INTERLOCK_RELEASE() {
    if (owns_) lock_->unlock_upgrade();
  }

  void lock() INTERLOCK_ACQUIRE_SHARED() {
    require_not_owning();
    lock_->lock_upgrade();
    owns_ = true;
  }
  bool try_lock() INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    require_not_owning();
    return owns_ = lock_->try_lock_upgrade();
  }
  template <class Rep, class Period>
  bool try_lock_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    require_not_owning();
    return owns_ = lock_->try_lock_upgrade_for(length);
  }
  template <class Clock, class Duration>
  bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    require_not_owning();
    return owns_ = lock_->try_lock_upgrade_until(when);
  }
  void unlock() INTERLOCK_RELEASE() {
    if (!owns_) fail(std::errc::operation_not_permitted);
    lock_->unlock_upgrade();
    owns_ = false;
  }

  void swap(upgrade_lock& other) noexcept {
    std::swap(lock_, other.lock_);
    std::swap(owns_, other.owns_);
  }
  friend void swap(upgrade_lock& a, upgrade_lock& b) noexcept { a.swap(b); }

  /// Gives up upgrade access without returning it; the caller now is responsible for it.
  L* release() noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    owns_ = false;
    return std::exchange(lock_, nullptr);
  }
  [[nodiscard]] L* mutex() const noexcept { return lock_; }
  [[nodiscard]] bool owns_lock() const noexcept { return owns_; }
  explicit operator bool() const noexcept { return owns_; }

 private:
  [[noreturn]] static void fail(std::errc error) {
    throw std::system_error{std::make_error_code(error), "upgrade_lock"};
  }

  void require_not_owning() const {
    if (lock_ == nullptr) fail(std::errc::operation_not_permitted);
    if (owns_) fail(std::errc::resource_deadlock_would_occur);
  }

  L* lock_ = nullptr;
  bool owns_ = false;
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
