// SPDX-License-Identifier: MIT
/// @file
/// What the condition variables have in common: everything but which locks they take, and how many
/// of those whom notify_all() unblocks wake up at once.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/stoppable_token.hpp>
#include <interlock/sync/detail/wait_queue.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <chrono>
#include <condition_variable>
#include <stop_token>
#include <utility>

namespace interlock {

using std::cv_status;

namespace detail {

template <class Lock, class Rules>
concept accepted_by = Rules::template accepts<Lock>;

/// `Rules` say which locks it `accepts`, and whether they are guards of `one_mutex`. If so,
/// notify_all() wakes `at_once` waiters, and each wakes another when it holds the mutex: no more of
/// them compete for it at any time. Nobody has to wait for longer because of that, as all of them
/// need the mutex to return. Of other locks that is not so: a waiter that comes first may be
/// waiting for what a later one still holds, such as the other half of a recursive lock.
template <class Rules, backend B>
class condition {
 public:
  constexpr condition() noexcept = default;
  condition(const condition&) = delete;
  condition& operator=(const condition&) = delete;

  /// Requires: every waiter has been notified; they need not have returned from their wait. Waits
  /// for those whose time was up, or who were stopped, when they were to be notified.
  ~condition() = default;

  /// Unblocks the thread that has waited longest, if any. For any threads N and W: if N held the
  /// lock after W released it in `wait`, or W's release happens before in any other way, W counts
  /// as waiting. Progress: blocks only against other operations on this condition variable.
  void notify_one() noexcept {
    if (waiters_.empty()) return;
    queue::notify(waiters_.detach_first());
  }

  /// Unblocks every thread that is waiting.
  void notify_all() noexcept {
    if (waiters_.empty()) return;
    if constexpr (Rules::one_mutex) {
      for (waiter* first : waiters_.template detach_all<Rules::at_once>()) queue::notify(first);
    } else {
      queue::notify_each(waiters_.template detach_all<1>().front());
    }
  }

  /// Releases `lock` and blocks until notified, as one step for every thread that takes the lock;
  /// holds it again on return. Ends the program if taking it again throws, as the standard has it.
  template <accepted_by<Rules> Lock>
  void wait(Lock& lock) {
    (void)wait_limited(lock, never_stops{}, deadline::never());
  }

  /// Waits until `ready()` holds; it is called with the lock held.
  template <accepted_by<Rules> Lock, class Predicate>
  void wait(Lock& lock, Predicate ready) {
    while (!ready()) wait(lock);
  }

  /// Waits until `ready()` holds or a stop is requested; returns `ready()` as it was at the end.
  template <accepted_by<Rules> Lock, stoppable_token Token = std::stop_token, class Predicate>
  bool wait(Lock& lock, Token token, Predicate ready) {
    while (!token.stop_requested()) {
      if (ready()) return true;
      (void)wait_limited(lock, token, deadline::never());
    }
    return ready();
  }

  /// Like `wait`, for at most `length` on the steady clock.
  template <accepted_by<Rules> Lock, class Rep, class Period>
  cv_status wait_for(Lock& lock, const std::chrono::duration<Rep, Period>& length) {
    return wait_limited(lock, never_stops{}, deadline::after(length));
  }

  /// Returns `ready()` as it was when the wait ended.
  template <accepted_by<Rules> Lock, class Rep, class Period, class Predicate>
  bool wait_for(Lock& lock, const std::chrono::duration<Rep, Period>& length, Predicate ready) {
    return wait_for(lock, never_stops{}, length, std::move(ready));
  }

  template <accepted_by<Rules> Lock, stoppable_token Token = std::stop_token, class Rep,
            class Period, class Predicate>
  bool wait_for(Lock& lock, Token token, const std::chrono::duration<Rep, Period>& length,
                Predicate ready) {
    const deadline limit = deadline::after(length);
    while (!token.stop_requested()) {
      if (ready()) return true;
      if (wait_limited(lock, token, limit) == cv_status::timeout) break;
    }
    return ready();
  }

  /// Like `wait`, until `when` has passed on its clock.
  template <accepted_by<Rules> Lock, class Clock, class Duration>
  cv_status wait_until(Lock& lock, const std::chrono::time_point<Clock, Duration>& when) {
    return wait_on_clock(lock, never_stops{}, when);
  }

  template <accepted_by<Rules> Lock, class Clock, class Duration, class Predicate>
  bool wait_until(Lock& lock, const std::chrono::time_point<Clock, Duration>& when,
                  Predicate ready) {
    return wait_until(lock, never_stops{}, when, std::move(ready));
  }

  template <accepted_by<Rules> Lock, stoppable_token Token = std::stop_token, class Clock,
            class Duration, class Predicate>
  bool wait_until(Lock& lock, Token token, const std::chrono::time_point<Clock, Duration>& when,
                  Predicate ready) {
    while (!token.stop_requested()) {
      if (ready()) return true;
      if (wait_on_clock(lock, token, when) == cv_status::timeout) break;
    }
    return ready();
  }

 private:
  using queue = wait_queue<B>;
  using waiter = typename queue::waiter;

  struct interruption {
    void operator()() const noexcept { queue::interrupt(*whom); }
    waiter* whom;
  };

  template <class Lock, class Token>
  cv_status wait_limited(Lock& lock, const Token& token, const deadline& limit) {
    return wait_in_line(lock, token, [&limit](waiter& self) { return queue::sleep(self, limit); });
  }

  template <class Lock, class Token, class Clock, class Duration>
  cv_status wait_on_clock(Lock& lock, const Token& token,
                          const std::chrono::time_point<Clock, Duration>& when) {
    return wait_in_line(lock, token, [&when](waiter& self) {
      return attempt_until(when,
                           [&self](const deadline& limit) { return queue::sleep(self, limit); });
    });
  }

  /// `sleep(self)` ends when `self` has been notified or interrupted, or its time is up. It throws
  /// if a user's clock does.
  template <class Lock, class Token, class Sleep>
  cv_status wait_in_line(Lock& lock, const Token& token,
                         Sleep sleep) INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    if constexpr (Rules::one_mutex) {
      INTERLOCK_ASSERT(B, lock.owns_lock(),
                       "condition_variable: wait() needs a guard that owns its mutex");
    }
    waiter self;
    waiters_.join(self);
    bool notified = false;
    {
      // From before the release, when others may know that we wait, until nobody can notify us any
      // more: a notification that comes after a stop is not for us. Whoever stops us waits for
      // nothing that we hold.
      [[maybe_unused]] const stop_callback_for<Token, interruption> watch{token,
                                                                          interruption{&self}};
      fall_asleep(lock, self, sleep);
      notified = !waiters_.leave(self);
    }
    take_back(lock);
    if (notified && Rules::one_mutex) queue::notify_next(self);
    return notified ? cv_status::no_timeout : cv_status::timeout;
  }

  /// Passes on what the lock or the clock throws, unless it is too late, as `self` is notified.
  template <class Lock, class Sleep>
  void fall_asleep(Lock& lock, waiter& self, Sleep& sleep) INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    bool released = false;
    try {
      lock.unlock();
      released = true;
      (void)sleep(self);
    } catch (...) {
      const bool notified = !waiters_.leave(self);
      if (released && notified) return;
      if (released) take_back(lock);
      if (notified) hand_on(self);
      throw;
    }
  }

  /// Gives the notification of `self`, whose wait has not taken place, to another.
  void hand_on(const waiter& self) noexcept {
    if (Rules::one_mutex) queue::notify_next(self);
    notify_one();
  }

  template <class Lock>
  static void take_back(Lock& lock) noexcept INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    lock.lock();
  }

  queue waiters_;
};

}  // namespace detail
}  // namespace interlock
