// SPDX-License-Identifier: MIT
/// @file
/// A `shared_mutex` with a third access: who has it reads beside the readers, and may become the
/// writer without letting anybody write in between [BoostThread].
///
/// fair: 255 may pass the first in line | recursive: no | shared: yes, and upgradable | timed: yes
/// | waits by: a short spin, then sleeping in the kernel | size: 8 bytes | constant-initialised:
/// yes
///
/// Choose it when a thread must look before it knows whether it has to write, and the look takes
/// long. If it mostly writes, `lock()` from the start is simpler. The names are those of
/// Boost.Thread's UpgradeLockable; the guards are in upgrade_lock.hpp.
///
/// A thread that shares the mutex can but try to become more: two that waited for each other to
/// leave would wait for ever. Upgrade access excludes itself, so that its owner may wait.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/shared_core.hpp>
#include <interlock/sync/shared_mutex.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <chrono>
#include <type_traits>

namespace interlock {

/// For any threads X and Y: everything X did before it gave up upgrade or exclusive access is
/// visible to Y once that has upgrade access. Each change of access is one step: nobody writes, and
/// nobody else has upgrade access, in between. Overtaking is as in `basic_shared_mutex`.
///
/// Clang's analysis knows two accesses; it takes upgrade access for a share, and knows nothing of
/// the attempts to change the access.
template <shared_mutex_options Options = shared_mutex_options{}, backend B = std_backend>
class INTERLOCK_CAPABILITY("upgrade_mutex") basic_upgrade_mutex
    : public basic_shared_mutex<Options, B> {
 public:
  constexpr basic_upgrade_mutex() noexcept = default;

  /// Blocks until the calling thread has upgrade access. Requires: it has no access yet.
  void lock_upgrade() noexcept INTERLOCK_ACQUIRE_SHARED() {
    if (!core().template try_enter_idle<upgrade>()) [[unlikely]] {
      (void)core().template enter<upgrade>(deadline::never());
    }
  }

  /// Takes upgrade access unless somebody has that or writes; never blocks. Fails also while others
  /// wait and may not be passed any more.
  [[nodiscard]] bool try_lock_upgrade() noexcept INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return core().template try_enter<upgrade>();
  }

  /// Like `try_lock_for()`, for upgrade access.
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_upgrade_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return try_lock_upgrade() || core().template enter<upgrade>(deadline::after(length));
  }

  /// Like `try_lock_until()`, for upgrade access.
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_upgrade_until(const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return try_lock_upgrade() || detail::attempt_until(when, [this](const deadline& limit) {
             return core().template enter<upgrade>(limit);
           });
  }

  /// Ends upgrade access. Requires: the calling thread has it. The mutex may be destroyed by the
  /// next owner as soon as that holds it alone.
  void unlock_upgrade() noexcept INTERLOCK_RELEASE_SHARED() { core().template leave<upgrade>(); }

  /// From upgrade to exclusive access: waits for the readers to leave and lets no new ones in
  /// meanwhile. Requires of this and of what follows: the calling thread has the first access.
  void unlock_upgrade_and_lock() noexcept INTERLOCK_RELEASE_SHARED() INTERLOCK_ACQUIRE() {
    if (!try_unlock_upgrade_and_lock()) [[unlikely]] {
      (void)core().upgrade(deadline::never());
    }
  }

  /// From upgrade to exclusive access if nobody reads. If it fails, like each of the following, the
  /// access is what it was.
  [[nodiscard]] bool try_unlock_upgrade_and_lock() noexcept {
    return core().template try_strengthen<upgrade, exclusive>();
  }

  /// From upgrade to exclusive access: waits for the readers to leave, but no longer than `length`.
  template <class Rep, class Period>
  [[nodiscard]] bool try_unlock_upgrade_and_lock_for(
      const std::chrono::duration<Rep, Period>& length) {
    return try_unlock_upgrade_and_lock() || core().upgrade(deadline::after(length));
  }

  /// From upgrade to exclusive access: waits for the readers to leave, but not after `when`.
  template <class Clock, class Duration>
  [[nodiscard]] bool try_unlock_upgrade_and_lock_until(
      const std::chrono::time_point<Clock, Duration>& when) {
    return try_unlock_upgrade_and_lock() ||
           detail::attempt_until(when,
                                 [this](const deadline& limit) { return core().upgrade(limit); });
  }

  /// From shared to exclusive access if nobody else is inside.
  [[nodiscard]] bool try_unlock_shared_and_lock() noexcept {
    return core().template try_strengthen<shared, exclusive>();
  }

  /// From shared to upgrade access if nobody else has that.
  [[nodiscard]] bool try_unlock_shared_and_lock_upgrade() noexcept {
    return core().template try_strengthen<shared, upgrade>();
  }

  /// From exclusive to upgrade access: readers may come in.
  void unlock_and_lock_upgrade() noexcept INTERLOCK_RELEASE() INTERLOCK_ACQUIRE_SHARED() {
    core().template weaken<exclusive, upgrade>();
  }

  /// From exclusive to shared access.
  void unlock_and_lock_shared() noexcept INTERLOCK_RELEASE() INTERLOCK_ACQUIRE_SHARED() {
    core().template weaken<exclusive, shared>();
  }

  /// From upgrade to shared access.
  void unlock_upgrade_and_lock_shared() noexcept { core().template weaken<upgrade, shared>(); }

 private:
  static constexpr detail::access exclusive = detail::access::exclusive;
  static constexpr detail::access upgrade = detail::access::upgrade;
  static constexpr detail::access shared = detail::access::shared;

  [[nodiscard]] detail::shared_core<Options, B>& core() noexcept { return this->core_; }
};

using upgrade_mutex = basic_upgrade_mutex<>;

static_assert(timed_lockable<upgrade_mutex> && shared_timed_lockable<upgrade_mutex>);
static_assert(upgrade_lockable<upgrade_mutex>);
static_assert(sizeof(upgrade_mutex) == 8);
static_assert(std::is_trivially_destructible_v<upgrade_mutex>);

}  // namespace interlock
