// SPDX-License-Identifier: MIT
/// @file
/// `shared_lock`: the standard's guard of a share, with the thread-safety annotations that Clang's
/// analysis needs and libstdc++'s guard lacks. `std::shared_lock` works with every lock of this
/// library too. To a lock that wants to know where it is taken it says where it is.
#pragma once

#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/call_site.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <chrono>
#include <mutex>
#include <system_error>
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
      : lock_{&lock}, owns_{true} {
    if constexpr (locatable_shared<L>) {
      lock.lock_shared(where);
    } else {
      lock.lock_shared();
    }
  }
  shared_lock(L& lock, std::defer_lock_t) noexcept INTERLOCK_EXCLUDES(lock) : lock_{&lock} {}
  shared_lock(L& lock, std::try_to_lock_t) INTERLOCK_TRY_ACQUIRE_SHARED(true, lock)
      : lock_{&lock}, owns_{lock.try_lock_shared()} {}
  /// Requires: the calling thread shares `lock`.
  shared_lock(L& lock, std::adopt_lock_t) INTERLOCK_REQUIRES_SHARED(lock)
      : lock_{&lock}, owns_{true} {}
  template <class Rep, class Period>
  shared_lock(L& lock, const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE_SHARED(true, lock)
      : lock_{&lock}, owns_{lock.try_lock_shared_for(length)} {}
  template <class Clock, class Duration>
  shared_lock(L& lock, const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE_SHARED(true, lock)
      : lock_{&lock}, owns_{lock.try_lock_shared_until(when)} {}

  shared_lock(shared_lock&& other) noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS
      : lock_{std::exchange(other.lock_, nullptr)},
        owns_{std::exchange(other.owns_, false)} {}
  shared_lock& operator=(shared_lock&& other) noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    shared_lock{std::move(other)}.swap(*this);
    return *this;
  }
  ~shared_lock() INTERLOCK_RELEASE() {
    if (owns_) lock_->unlock_shared();
  }

  void lock(call_site where = call_site::current()) INTERLOCK_ACQUIRE_SHARED() {
    require_not_owning();
    if constexpr (locatable_shared<L>) {
      lock_->lock_shared(where);
    } else {
      lock_->lock_shared();
    }
    owns_ = true;
  }
  bool try_lock() INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    require_not_owning();
    return owns_ = lock_->try_lock_shared();
  }
  template <class Rep, class Period>
  bool try_lock_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    require_not_owning();
    return owns_ = lock_->try_lock_shared_for(length);
  }
  template <class Clock, class Duration>
  bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    require_not_owning();
    return owns_ = lock_->try_lock_shared_until(when);
  }
  void unlock() INTERLOCK_RELEASE() {
    if (!owns_) fail(std::errc::operation_not_permitted);
    lock_->unlock_shared();
    owns_ = false;
  }

  void swap(shared_lock& other) noexcept {
    std::swap(lock_, other.lock_);
    std::swap(owns_, other.owns_);
  }
  friend void swap(shared_lock& a, shared_lock& b) noexcept { a.swap(b); }

  /// Gives up the share without returning it; the caller now is responsible for it.
  L* release() noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    owns_ = false;
    return std::exchange(lock_, nullptr);
  }
  [[nodiscard]] L* mutex() const noexcept { return lock_; }
  [[nodiscard]] bool owns_lock() const noexcept { return owns_; }
  explicit operator bool() const noexcept { return owns_; }

 private:
  [[noreturn]] static void fail(std::errc error) {
    throw std::system_error{std::make_error_code(error), "shared_lock"};
  }

  void require_not_owning() const {
    if (lock_ == nullptr) fail(std::errc::operation_not_permitted);
    if (owns_) fail(std::errc::resource_deadlock_would_occur);
  }

  L* lock_ = nullptr;
  bool owns_ = false;
};

}  // namespace interlock
