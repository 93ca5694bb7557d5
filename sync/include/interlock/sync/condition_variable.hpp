// SPDX-License-Identifier: MIT
/// @file
/// Condition variable for `mutex`: a drop-in for `std::condition_variable` whose notifications are
/// never stolen [BH73].
///
/// wakes: in the order of arrival | timed: yes | spurious wakeups: none | size: 24 bytes |
/// constant-initialised: yes
///
/// A notification goes to a thread that was waiting before it, never to one that came later, and a
/// waiter that times out passes none on to nowhere: it either was notified or is no longer in the
/// queue. There is no sequence number, so no number of notifications wraps around. With nobody
/// waiting, a notification is one load.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/wait_queue.hpp>
#include <interlock/sync/mutex.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <chrono>
#include <condition_variable>
#include <cstdint>

namespace interlock {

using std::cv_status;

template <backend B = std_backend>
class basic_condition_variable {
 public:
  using mutex_type = basic_mutex<B>;

  constexpr basic_condition_variable() noexcept = default;
  basic_condition_variable(const basic_condition_variable&) = delete;
  basic_condition_variable& operator=(const basic_condition_variable&) = delete;

  /// Requires: every waiter has been notified; they need not have returned from their wait. Waits
  /// for those whose time was up when they were to be notified.
  ~basic_condition_variable() = default;

  /// Unblocks the thread that has waited longest, if any. For any threads N and W: if N held the
  /// mutex after W released it in `wait`, or W's release happens before in any other way, W counts
  /// as waiting. Progress: blocks only against other operations on this condition variable.
  void notify_one() noexcept {
    if (waiters_.empty()) return;
    waiters_.notify(waiters_.detach_first());
  }

  /// Unblocks every thread that is waiting.
  void notify_all() noexcept {
    if (waiters_.empty()) return;
    waiters_.notify(waiters_.detach_all());
  }

  /// Releases `guard`'s mutex and blocks until notified, as one step for every thread that locks
  /// the mutex; holds the mutex again on return. Requires: `guard` owns its mutex, and all
  /// concurrent waiters use the same one.
  template <guard_of<mutex_type> Guard>
  void wait(Guard& guard) {
    (void)wait_limited(guard, deadline::never());
  }

  /// Waits until `ready()` holds; it is called with the mutex held.
  template <guard_of<mutex_type> Guard, class Predicate>
  void wait(Guard& guard, Predicate ready) {
    while (!ready()) wait(guard);
  }

  /// Like `wait`, for at most `length` on the steady clock.
  template <guard_of<mutex_type> Guard, class Rep, class Period>
  cv_status wait_for(Guard& guard, const std::chrono::duration<Rep, Period>& length) {
    return wait_limited(guard, deadline::after(length));
  }

  /// Returns `ready()` as it was when the wait ended.
  template <guard_of<mutex_type> Guard, class Rep, class Period, class Predicate>
  bool wait_for(Guard& guard, const std::chrono::duration<Rep, Period>& length, Predicate ready) {
    const deadline limit = deadline::after(length);
    while (!ready()) {
      if (wait_limited(guard, limit) == cv_status::timeout) return ready();
    }
    return true;
  }

  /// Like `wait`, until `when` has passed on its clock.
  template <guard_of<mutex_type> Guard, class Clock, class Duration>
  cv_status wait_until(Guard& guard, const std::chrono::time_point<Clock, Duration>& when) {
    return wait_in_line(guard, [&when](auto& self) {
      return detail::attempt_until(
          when, [&self](const deadline& limit) { return queue::sleep(self, limit); });
    });
  }

  template <guard_of<mutex_type> Guard, class Clock, class Duration, class Predicate>
  bool wait_until(Guard& guard, const std::chrono::time_point<Clock, Duration>& when,
                  Predicate ready) {
    while (!ready()) {
      if (wait_until(guard, when) == cv_status::timeout) return ready();
    }
    return true;
  }

 private:
  using queue = detail::wait_queue<B>;

  template <class Guard>
  cv_status wait_limited(Guard& guard, const deadline& limit) {
    return wait_in_line(guard, [&limit](auto& self) { return queue::sleep(self, limit); });
  }

  /// `sleep(self)` returns whether it was notified; it must not throw: a clock's now() does not.
  template <class Guard, class Sleep>
  cv_status wait_in_line(Guard& guard, Sleep sleep) INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    INTERLOCK_ASSERT(B, guard.owns_lock(),
                     "condition_variable: wait() needs a guard that owns its mutex");
    typename queue::waiter self;
    waiters_.join(self);
    guard.unlock();
    const bool notified = sleep(self) || !waiters_.leave(self);
    guard.lock();
    return notified ? cv_status::no_timeout : cv_status::timeout;
  }

  queue waiters_;
};

using condition_variable = basic_condition_variable<>;

static_assert(sizeof(condition_variable) == 24);

}  // namespace interlock
