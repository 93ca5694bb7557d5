// SPDX-License-Identifier: MIT
/// @file
/// The standard's named requirements for locks, as concepts: what `std::unique_lock`,
/// `std::scoped_lock`, `std::shared_lock` and the timed operations ask of a type; and
/// Boost.Thread's for upgrade access.
#pragma once

#include <chrono>
#include <concepts>

namespace interlock {

/// BasicLockable: `lock()` and `unlock()`.
template <class L>
concept basic_lockable = requires(L& lock) {
  lock.lock();
  lock.unlock();
};

/// Lockable: also `try_lock()`, which never blocks.
template <class L>
concept lockable = basic_lockable<L> && requires(L& lock) {
  { lock.try_lock() } -> std::convertible_to<bool>;
};

/// TimedLockable: also `try_lock_for(duration)` and `try_lock_until(time point)`.
template <class L>
concept timed_lockable = lockable<L> &&
    requires(L& lock, std::chrono::nanoseconds length, std::chrono::steady_clock::time_point when) {
  { lock.try_lock_for(length) } -> std::convertible_to<bool>;
  { lock.try_lock_until(when) } -> std::convertible_to<bool>;
};

/// SharedLockable: `lock_shared()`, `try_lock_shared()`, `unlock_shared()`.
template <class L>
concept shared_lockable = requires(L& lock) {
  lock.lock_shared();
  { lock.try_lock_shared() } -> std::convertible_to<bool>;
  lock.unlock_shared();
};

/// SharedTimedLockable: also `try_lock_shared_for` and `try_lock_shared_until`.
template <class L>
concept shared_timed_lockable = shared_lockable<L> &&
    requires(L& lock, std::chrono::nanoseconds length, std::chrono::steady_clock::time_point when) {
  { lock.try_lock_shared_for(length) } -> std::convertible_to<bool>;
  { lock.try_lock_shared_until(when) } -> std::convertible_to<bool>;
};

/// Boost.Thread's UpgradeLockable: a third access beside the shared ones, and the changes from one
/// access to another.
template <class L>
concept upgrade_lockable = lockable<L> && shared_lockable<L> && requires(L& lock) {
  lock.lock_upgrade();
  { lock.try_lock_upgrade() } -> std::convertible_to<bool>;
  lock.unlock_upgrade();
  lock.unlock_upgrade_and_lock();
  { lock.try_unlock_upgrade_and_lock() } -> std::convertible_to<bool>;
  { lock.try_unlock_shared_and_lock() } -> std::convertible_to<bool>;
  { lock.try_unlock_shared_and_lock_upgrade() } -> std::convertible_to<bool>;
  lock.unlock_and_lock_upgrade();
  lock.unlock_and_lock_shared();
  lock.unlock_upgrade_and_lock_shared();
};

/// A guard that can give up its lock and take it back, such as `unique_lock<Mutex>` of this library
/// or of `std`.
template <class G, class Mutex>
concept guard_of = basic_lockable<G> && requires(const G& guard) {
  { guard.mutex() } -> std::convertible_to<Mutex*>;
  { guard.owns_lock() } -> std::convertible_to<bool>;
};

}  // namespace interlock
