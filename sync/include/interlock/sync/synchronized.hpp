// SPDX-License-Identifier: MIT
/// @file
/// `synchronized<T, Lock>`: an object that can only be reached while its lock is held.
///
/// The lock belongs to the data, not to the code that uses it: what no one can forget to lock, no
/// one reads torn. Works with every lock of this library and of `std`. For an object that threads
/// mostly read, a `Lock` with shared access lets them read at once.
///
///     interlock::synchronized<std::map<key, value>> cache;
///     cache.with([&](auto& map) { map.emplace(k, v); });
///     cache.lock()->erase(k);
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/mutex.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <chrono>
#include <concepts>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <type_traits>
#include <utility>

namespace interlock {

/// A value and the lock that is held for it: like a pointer, which frees the lock when it ends.
/// Null if the lock could not be taken, has been freed, or was moved away.
template <class Value, class Held>
class [[nodiscard]] locked {
 public:
  /// Requires: `held` owns the lock of `value`, or nothing.
  locked(Value& value, Held held) noexcept
      : value_{std::addressof(value)}, held_{std::move(held)} {}

  [[nodiscard]] explicit operator bool() const noexcept { return held_.owns_lock(); }
  /// Requires: it is not null.
  [[nodiscard]] Value& operator*() const noexcept {
    INTERLOCK_ASSERT(std_backend, held_.owns_lock(), "locked: access without the lock");
    return *value_;
  }
  /// Requires: it is not null.
  [[nodiscard]] Value* operator->() const noexcept { return std::addressof(**this); }

  /// Frees the lock early. Requires: it is not null.
  void unlock() INTERLOCK_NO_THREAD_SAFETY_ANALYSIS { held_.unlock(); }

  /// What holds the lock: for the `wait()` of a condition variable.
  [[nodiscard]] Held& guard() noexcept { return held_; }

 private:
  Value* value_;
  Held held_;
};

/// A `T` and the lock `L` that protects it. For any threads X and Y: what X did to the value before
/// it gave the lock back is visible to Y when it has the lock later.
///
/// Not copied and not moved, as threads may be waiting. Throws what operations of `T` throw; the
/// lock is freed then.
template <class T, lockable L = mutex>
class synchronized {
 public:
  using value_type = T;
  using mutex_type = L;
  using guard = locked<T, unique_lock<L>>;
  using const_guard = locked<const T, unique_lock<L>>;
  using shared_guard = locked<const T, std::shared_lock<L>>;

  constexpr synchronized() noexcept(std::is_nothrow_default_constructible_v<T>) requires(
      std::default_initializable<T>) = default;
  constexpr explicit synchronized(T value) noexcept(std::is_nothrow_move_constructible_v<T>)
      : value_(std::move(value)) {}
  template <class... Args>
  constexpr explicit synchronized(std::in_place_t, Args&&... args)
      : value_(std::forward<Args>(args)...) {}
  synchronized(const synchronized&) = delete;
  synchronized& operator=(const synchronized&) = delete;

  /// Blocks until the value is ours alone.
  guard lock() INTERLOCK_NO_THREAD_SAFETY_ANALYSIS { return {value_, unique_lock<L>{mutex_}}; }
  const_guard lock() const INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    return {value_, unique_lock<L>{mutex_}};
  }
  /// The same if nobody else has it, else null; never blocks.
  guard try_lock() INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    return {value_, unique_lock<L>{mutex_, try_to_lock}};
  }
  /// Null if `length` has passed before.
  template <class Rep, class Period, timed_lockable M = L>
  guard try_lock_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    return {value_, unique_lock<L>{mutex_, length}};
  }
  /// Null if `when` has passed before.
  template <class Clock, class Duration, timed_lockable M = L>
  guard try_lock_until(const std::chrono::time_point<Clock, Duration>& when)
      INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    return {value_, unique_lock<L>{mutex_, when}};
  }

  /// Blocks until the value may be read, beside other readers.
  template <shared_lockable M = L>
  shared_guard lock_shared() const {
    return {value_, std::shared_lock<L>{mutex_}};
  }
  /// The same if nobody writes or wants to, else null; never blocks.
  template <shared_lockable M = L>
  shared_guard try_lock_shared() const {
    return {value_, std::shared_lock<L>{mutex_, std::try_to_lock}};
  }
  /// Null if `length` has passed before.
  template <class Rep, class Period, shared_timed_lockable M = L>
  shared_guard try_lock_shared_for(const std::chrono::duration<Rep, Period>& length) const {
    return {value_, std::shared_lock<L>{mutex_, length}};
  }
  /// Null if `when` has passed before.
  template <class Clock, class Duration, shared_timed_lockable M = L>
  shared_guard try_lock_shared_until(const std::chrono::time_point<Clock, Duration>& when) const {
    return {value_, std::shared_lock<L>{mutex_, when}};
  }

  /// Calls `use(value)` with the lock held and returns its result, which may not be a reference: it
  /// would outlive the lock. `use` must not use this object.
  template <std::invocable<T&> Use>
  auto with(Use&& use) {
    return call(std::forward<Use>(use), *lock());
  }
  /// The same for reading, beside other readers if the lock has shared access.
  template <std::invocable<const T&> Use>
  auto with(Use&& use) const {
    return read(std::forward<Use>(use));
  }
  template <std::invocable<const T&> Use, shared_lockable M = L>
  auto with_shared(Use&& use) const {
    return call(std::forward<Use>(use), *lock_shared());
  }

  /// A copy of the value.
  [[nodiscard]] T load() const requires(std::copy_constructible<T>) {
    return read([](const T& value) -> T { return value; });
  }
  /// Replaces the value. The old one ends after the lock is freed.
  void store(T value) requires(std::movable<T>) { (void)exchange(std::move(value)); }
  /// Replaces the value and returns the old one.
  T exchange(T value) requires(std::movable<T>) {
    const guard held = lock();
    return std::exchange(*held, std::move(value));
  }

  /// The value without its lock. Requires: no other thread uses this object meanwhile.
  [[nodiscard]] T& unprotected() noexcept { return value_; }
  [[nodiscard]] const T& unprotected() const noexcept { return value_; }

  /// Calls `use(values...)` with the locks of all `objects` held, and returns its result, which may
  /// not be a reference. However their order is in other calls, nobody waits for ever. Requires:
  /// they are different objects.
  template <class Use, class... Ts, class... Ls>
  friend auto with_all(Use&& use, synchronized<Ts, Ls>&... objects);

 private:
  template <class Use, class Value>
  static auto call(Use&& use, Value& value) {
    static_assert(!std::is_reference_v<std::invoke_result_t<Use, Value&>>,
                  "a reference would outlive the lock");
    return std::invoke(std::forward<Use>(use), value);
  }

  template <class Use>
  auto read(Use&& use) const {
    if constexpr (shared_lockable<L>) {
      return call(std::forward<Use>(use), *lock_shared());
    } else {
      return call(std::forward<Use>(use), *lock());
    }
  }

  T value_{};
  mutable L mutex_;
};

template <class Use, class... Ts, class... Ls>
auto with_all(Use&& use, synchronized<Ts, Ls>&... objects) {
  static_assert(!std::is_reference_v<std::invoke_result_t<Use, Ts&...>>,
                "a reference would outlive the locks");
  const std::scoped_lock held{objects.mutex_...};
  return std::invoke(std::forward<Use>(use), objects.value_...);
}

}  // namespace interlock
