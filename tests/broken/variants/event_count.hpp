// SPDX-License-Identifier: MIT
/// @file
/// An event count that is right with `event_count_flaw::none` and wrong in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "broken/choice.hpp"

#include <chrono>
#include <cstdint>

namespace interlock::broken {

enum class event_count_flaw {
  none,
  no_fence_in_notify,
  no_fence_in_prepare,
  announced_too_late,
  epoch_read_at_commit,
  wakes_one,
  timeout_keeps_announcement,
  exception_keeps_announcement,
};

template <event_count_flaw Flaw, backend B>
class event_count {
 public:
  struct key {
    std::uint32_t epoch;
  };

  constexpr event_count() noexcept = default;
  constexpr explicit event_count(std::uint32_t epoch) noexcept : state_{epoch} {}
  event_count(const event_count&) = delete;
  event_count& operator=(const event_count&) = delete;

  void notify_one() noexcept { notify(1); }
  void notify_all() noexcept {
    // defect: wakes_one wakes one of all sleepers.
    notify(has<Flaw>(event_count_flaw::wakes_one) ? 1 : wake_all);
  }

  [[nodiscard]] key prepare_wait() noexcept {
    // defect: announced_too_late looks at the condition while nobody knows that it waits.
    const std::uint64_t before = has<Flaw>(event_count_flaw::announced_too_late)
                                     ? state_.load(order::relaxed)
                                     : state_.fetch_add(one_waiter, order::relaxed);
    // defect: with no_fence_in_prepare the look may come before the announcement.
    if (!has<Flaw>(event_count_flaw::no_fence_in_prepare)) B::fence(order::seq_cst, state_);
    return {epoch_of(before)};
  }
  void cancel_wait() noexcept {
    if (!has<Flaw>(event_count_flaw::announced_too_late)) leave();
  }
  void commit_wait(key prepared) noexcept { (void)commit(prepared, deadline::never()); }
  template <class Rep, class Period>
  [[nodiscard]] bool commit_wait_for(key prepared,
                                     const std::chrono::duration<Rep, Period>& length) {
    return commit(prepared, deadline::after(length));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool commit_wait_until(key prepared,
                                       const std::chrono::time_point<Clock, Duration>& when) {
    return commit(prepared, deadline::at(when));
  }

  template <class Predicate>
  void wait(Predicate ready) {
    if (!ready()) (void)wait_limited(ready, deadline::never());
  }
  template <class Rep, class Period, class Predicate>
  [[nodiscard]] bool wait_for(const std::chrono::duration<Rep, Period>& length, Predicate ready) {
    return ready() || wait_limited(ready, deadline::after(length));
  }
  template <class Clock, class Duration, class Predicate>
  [[nodiscard]] bool wait_until(const std::chrono::time_point<Clock, Duration>& when,
                                Predicate ready) {
    return ready() || interlock::detail::attempt_until(
                          when, [&](const deadline& limit) { return wait_limited(ready, limit); });
  }

 private:
  // Bits 0..31 the epoch, bits 32..63 the waiters.
  static constexpr std::uint64_t one_waiter = std::uint64_t{1} << 32;

  static constexpr std::uint32_t epoch_of(std::uint64_t state) noexcept {
    return static_cast<std::uint32_t>(state % one_waiter);
  }

  void notify(int sleepers) noexcept {
    // defect: with no_fence_in_notify the look for waiters may come before the change (oneTBB's
    // hang on AArch64, pull request 2136).
    if (!has<Flaw>(event_count_flaw::no_fence_in_notify)) B::fence(order::seq_cst, state_);
    std::uint64_t seen = state_.load(order::relaxed);
    if (seen / one_waiter == 0) return;
    std::uint64_t next = 0;
    do {
      next = seen - epoch_of(seen) + static_cast<std::uint32_t>(epoch_of(seen) + 1);
    } while (!state_.compare_exchange_weak(seen, next, order::relaxed, order::relaxed));
    B::futex_wake(state_, sleepers);
  }

  void leave() noexcept { state_.fetch_sub(one_waiter, order::relaxed); }

  bool commit(key prepared, const deadline& limit) noexcept {
    if (has<Flaw>(event_count_flaw::announced_too_late)) {
      state_.fetch_add(one_waiter, order::relaxed);
    }
    // defect: epoch_read_at_commit sleeps through a notification that came after the look.
    if (has<Flaw>(event_count_flaw::epoch_read_at_commit)) {
      prepared.epoch = epoch_of(state_.load(order::relaxed));
    }
    const bool timed_out = B::futex_wait(state_, prepared.epoch, limit) == wait_result::timed_out &&
                           epoch_of(state_.load(order::relaxed)) == prepared.epoch;
    // defect: timeout_keeps_announcement makes all later notifications dear.
    if (!timed_out || !has<Flaw>(event_count_flaw::timeout_keeps_announcement)) leave();
    return !timed_out;
  }

  template <class Predicate>
  bool wait_limited(Predicate& ready, const deadline& limit) {
    for (;;) {
      const key prepared = prepare_wait();
      if (looks_ready(ready)) {
        cancel_wait();
        return true;
      }
      const bool in_time = commit(prepared, limit);
      if (ready()) return true;
      if (!in_time) return false;
    }
  }

  template <class Predicate>
  bool looks_ready(Predicate& ready) {
    try {
      return ready();
    } catch (...) {
      // defect: exception_keeps_announcement makes all later notifications dear.
      if (!has<Flaw>(event_count_flaw::exception_keeps_announcement)) cancel_wait();
      throw;
    }
  }

  typename B::template atomic<std::uint64_t> state_{0};
};

}  // namespace interlock::broken
