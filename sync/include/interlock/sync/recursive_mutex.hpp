// SPDX-License-Identifier: MIT
/// @file
/// The recursive mutex: a drop-in for `std::recursive_mutex` and `std::recursive_timed_mutex`.
///
/// fair: no (a running thread may overtake a woken one) | recursive: yes, 2^32 - 1 times | shared:
/// no | timed: yes | waits by: a short spin, then sleeping in the kernel | size: 16 bytes |
/// constant-initialised: yes
///
/// Choose it for code that calls back into itself and cannot be changed. `mutex` is smaller and
/// faster, and a condition variable that waits with a recursive mutex held twice never wakes.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/mutex.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <system_error>
#include <type_traits>

namespace interlock {

/// The owner may take the mutex again; others may when it has freed it as often as it took it. For
/// any threads X and Y: everything X did before its last `unlock()` is visible to Y after a later
/// `lock()`.
///
/// `Levels`: how often the owner may hold it at once, at least once. Without thread-safety
/// annotations, because Clang's analysis takes a second `lock()` for a mistake.
template <std::uint32_t Levels = std::numeric_limits<std::uint32_t>::max(), backend B = std_backend>
class basic_recursive_mutex {
 public:
  constexpr basic_recursive_mutex() noexcept = default;
  basic_recursive_mutex(const basic_recursive_mutex&) = delete;
  basic_recursive_mutex& operator=(const basic_recursive_mutex&) = delete;

  /// Blocks until the mutex is held once more. Throws `std::system_error`
  /// (`resource_unavailable_try_again`) if the owner holds it `Levels` times already.
  void lock() {
    const std::uintptr_t self = B::thread_id();
    if (held_by(self)) {
      if (!take_again()) throw_too_deep();
      return;
    }
    mutex_.lock();
    own(self);
  }

  /// Takes the mutex if it is free or the calling thread's; never blocks and never fails
  /// spuriously. Fails if the owner holds it `Levels` times already, as do the timed forms.
  [[nodiscard]] bool try_lock() noexcept {
    return take([this] { return mutex_.try_lock(); });
  }

  /// Blocks until the mutex is held once more or `length` has passed on the steady clock; returns
  /// whether it is. A length that is zero, negative or NaN tries once.
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& length) {
    return take([&] { return mutex_.try_lock_for(length); });
  }

  /// Blocks until the mutex is held once more or `when` has passed on its clock; returns whether it
  /// is. A time point in the past tries once.
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when) {
    return take([&] { return mutex_.try_lock_until(when); });
  }

  /// Undoes one `lock()`; the last one frees the mutex and wakes one sleeper. Requires: the calling
  /// thread holds it. The mutex may be destroyed by the next owner as soon as it holds it.
  void unlock() noexcept {
    INTERLOCK_ASSERT(B, held_by(B::thread_id()), "recursive_mutex: unlock() by the owner alone");
    const std::uint32_t again = again_.read();
    if (again != 0) {
      again_.write(again - 1);
      return;
    }
    // relaxed: as in held_by().
    owner_.store(nobody, order::relaxed);
    mutex_.unlock();
  }

 private:
  static_assert(Levels >= 1, "a mutex that cannot be held is of no use");
  static constexpr std::uintptr_t nobody = 0;

  [[nodiscard]] bool held_by(std::uintptr_t self) const noexcept {
    // relaxed: a thread alone writes its own number, and takes it back before it frees the mutex:
    // it finds it here exactly while it is the owner, whatever it sees of others.
    return owner_.load(order::relaxed) == self;
  }

  template <class Attempt>
  [[nodiscard]] bool take(Attempt attempt) {
    const std::uintptr_t self = B::thread_id();
    if (held_by(self)) return take_again();
    if (!attempt()) return false;
    own(self);
    return true;
  }

  void own(std::uintptr_t self) noexcept {
    // relaxed: as in held_by().
    owner_.store(self, order::relaxed);
  }

  [[nodiscard]] bool take_again() noexcept {
    const std::uint32_t again = again_.read();
    if (again == Levels - 1) return false;
    again_.write(again + 1);
    return true;
  }

  [[noreturn, gnu::noinline, gnu::cold]] static void throw_too_deep() {
    throw std::system_error{std::make_error_code(std::errc::resource_unavailable_try_again),
                            "recursive_mutex: held too often by its owner"};
  }

  // Invariant: the owner alone touches again_, and leaves it at 0.
  typename B::template atomic<std::uintptr_t> owner_{nobody};
  basic_mutex<B> mutex_;
  typename B::template plain<std::uint32_t> again_{0};
};

using recursive_mutex = basic_recursive_mutex<>;
/// `recursive_mutex` is timed; the name is here so that code written for
/// `std::recursive_timed_mutex` compiles.
using recursive_timed_mutex = recursive_mutex;

static_assert(timed_lockable<recursive_mutex>);
static_assert(sizeof(recursive_mutex) == 16);
static_assert(std::is_trivially_destructible_v<recursive_mutex>);

}  // namespace interlock
