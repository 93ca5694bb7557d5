// SPDX-License-Identifier: MIT
/// @file
/// A queued reader-writer lock [Cor14] with upgrade access that is right with
/// `shared_mutex_flaw::none` and wrong in one line otherwise. Whoever comes while others wait gets
/// in line.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/detail/waiting_line.hpp>

#include "broken/choice.hpp"

#include <chrono>
#include <cstdint>

namespace interlock::broken {

enum class shared_mutex_flaw {
  none,
  relaxed_enter,
  relaxed_unlock,
  relaxed_unlock_shared,
  split_entry,
  readers_always_pass,
  last_reader_forgets_writer,
  sleeps_unannounced,
  wakes_before_release,
  touches_after_release,
  timeout_keeps_place,
  torn_upgrade,
  upgrade_lets_readers_in,
  upgrade_given_up_stays_closed,
  downgrade_wakes_nobody,
};

template <shared_mutex_flaw Flaw, backend B>
class shared_mutex {
 public:
  constexpr shared_mutex() noexcept = default;
  shared_mutex(const shared_mutex&) = delete;
  shared_mutex& operator=(const shared_mutex&) = delete;

  void lock() noexcept { (void)enter(writer, deadline::never()); }
  void lock_shared() noexcept { (void)enter(one_reader, deadline::never()); }
  void lock_upgrade() noexcept { (void)enter(upgrader, deadline::never()); }
  [[nodiscard]] bool try_lock() noexcept { return line_.empty() && enter_now(writer, 0); }
  [[nodiscard]] bool try_lock_upgrade() noexcept { return line_.empty() && enter_now(upgrader, 0); }
  [[nodiscard]] bool try_lock_shared() noexcept {
    // defect: readers_always_pass lets readers pass those who wait, for ever.
    const bool may = has<Flaw>(shared_mutex_flaw::readers_always_pass) || line_.empty();
    return may && enter_now(one_reader, 0);
  }
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& length) {
    return enter(writer, deadline::after(length));
  }
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_shared_for(const std::chrono::duration<Rep, Period>& length) {
    return enter(one_reader, deadline::after(length));
  }
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_upgrade_for(const std::chrono::duration<Rep, Period>& length) {
    return enter(upgrader, deadline::after(length));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_upgrade_until(const std::chrono::time_point<Clock, Duration>& when) {
    return interlock::detail::attempt_until(
        when, [this](const deadline& limit) { return enter(upgrader, limit); });
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when) {
    return interlock::detail::attempt_until(
        when, [this](const deadline& limit) { return enter(writer, limit); });
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_shared_until(const std::chrono::time_point<Clock, Duration>& when) {
    return interlock::detail::attempt_until(
        when, [this](const deadline& limit) { return enter(one_reader, limit); });
  }

  void unlock() noexcept {
    // defect: relaxed_unlock does not publish the critical section.
    change(writer, 0,
           has<Flaw>(shared_mutex_flaw::relaxed_unlock) ? order::relaxed : order::release);
  }
  void unlock_shared() noexcept {
    // defect: relaxed_unlock_shared lets a writer overtake the reads.
    change(one_reader, 0,
           has<Flaw>(shared_mutex_flaw::relaxed_unlock_shared) ? order::relaxed : order::release);
  }
  void unlock_upgrade() noexcept { change(upgrader, 0, order::release); }

  void unlock_upgrade_and_lock() noexcept {
    if (has<Flaw>(shared_mutex_flaw::torn_upgrade)) {
      // defect: others may write between the two steps.
      unlock_upgrade();
      lock();
    } else {
      (void)upgrade(deadline::never());
    }
  }
  [[nodiscard]] bool try_unlock_upgrade_and_lock() noexcept { return strengthen(upgrader, writer); }
  template <class Rep, class Period>
  [[nodiscard]] bool try_unlock_upgrade_and_lock_for(
      const std::chrono::duration<Rep, Period>& length) {
    return upgrade(deadline::after(length));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool try_unlock_upgrade_and_lock_until(
      const std::chrono::time_point<Clock, Duration>& when) {
    return interlock::detail::attempt_until(
        when, [this](const deadline& limit) { return upgrade(limit); });
  }
  [[nodiscard]] bool try_unlock_shared_and_lock() noexcept {
    return strengthen(one_reader, writer);
  }
  [[nodiscard]] bool try_unlock_shared_and_lock_upgrade() noexcept {
    return strengthen(one_reader, upgrader);
  }
  void unlock_and_lock_upgrade() noexcept { change(writer, upgrader, order::release); }
  void unlock_and_lock_shared() noexcept { change(writer, one_reader, order::release); }
  void unlock_upgrade_and_lock_shared() noexcept { change(upgrader, one_reader, order::release); }

 private:
  static constexpr std::uint32_t one_reader = 1;
  static constexpr std::uint32_t writer = 1U << 16;
  static constexpr std::uint32_t asleep = 1U << 17;
  static constexpr std::uint32_t upgrader = 1U << 18;
  static constexpr std::uint32_t upgrading = 1U << 19;
  static constexpr std::uint32_t all_readers = writer - 1;

  static bool admits(std::uint32_t state, std::uint32_t who) noexcept {
    if (who == writer) return (state & (writer | upgrader | all_readers)) == 0;
    if (who == upgrader) return (state & (writer | upgrader)) == 0;
    // defect: upgrade_lets_readers_in starves an upgrade.
    const bool closes = !has<Flaw>(shared_mutex_flaw::upgrade_lets_readers_in);
    return (state & (closes ? writer | upgrading : writer)) == 0;
  }

  bool strengthen(std::uint32_t from, std::uint32_t to) noexcept {
    std::uint32_t seen = state_.load(order::relaxed);
    while (admits(seen - from, to)) {
      if (state_.compare_exchange_weak(seen, (seen & ~upgrading) - from + to, order::acquire,
                                       order::relaxed)) {
        return true;
      }
    }
    return false;
  }

  bool upgrade(const deadline& limit) noexcept {
    while (!strengthen(upgrader, writer)) {
      const std::uint32_t seen = state_.fetch_or(upgrading, order::relaxed) | upgrading;
      if ((seen & all_readers) == 0) continue;
      if (B::futex_wait(state_, seen, limit) == wait_result::timed_out) {
        // defect: upgrade_given_up_stays_closed shuts readers out for as long as the access lasts.
        if (has<Flaw>(shared_mutex_flaw::upgrade_given_up_stays_closed)) return false;
        if ((state_.fetch_and(~(upgrading | asleep), order::relaxed) & asleep) != 0) {
          B::futex_wake(state_, 1);
        }
        return false;
      }
    }
    return true;
  }

  bool enter(std::uint32_t who, const deadline& limit) noexcept {
    if (who == one_reader ? try_lock_shared() : line_.empty() && enter_now(who, 0)) return true;
    if (!line_.join(limit)) return false;
    const bool entered = enter_as_first(who, limit);
    // defect: timeout_keeps_place leaves its place to nobody.
    if (entered || !has<Flaw>(shared_mutex_flaw::timeout_keeps_place)) line_.leave();
    return entered;
  }

  bool enter_now(std::uint32_t who, std::uint32_t drop) noexcept {
    // defect: relaxed_enter does not see what those did who were inside.
    const auto entered =
        has<Flaw>(shared_mutex_flaw::relaxed_enter) ? order::relaxed : order::acquire;
    std::uint32_t seen = state_.load(order::relaxed);
    while (admits(seen, who)) {
      if (has<Flaw>(shared_mutex_flaw::split_entry) && who == one_reader) {
        // defect: a writer may have come in since the load.
        state_.fetch_add(one_reader, order::acquire);
        return true;
      }
      if (state_.compare_exchange_weak(seen, (seen & ~drop) + who, entered, order::relaxed)) {
        return true;
      }
    }
    return false;
  }

  bool enter_as_first(std::uint32_t who, const deadline& limit) noexcept {
    // defect: with sleeps_unannounced nobody knows that the first in line is to be woken.
    const auto mark = has<Flaw>(shared_mutex_flaw::sleeps_unannounced) ? 0 : asleep;
    while (!enter_now(who, asleep)) {
      std::uint32_t seen = state_.load(order::relaxed);
      if (admits(seen, who)) continue;
      if (!state_.compare_exchange_weak(seen, seen | mark, order::relaxed, order::relaxed))
        continue;
      if (B::futex_wait(state_, seen | mark, limit) == wait_result::timed_out) {
        state_.fetch_and(~asleep, order::relaxed);
        return false;
      }
    }
    return true;
  }

  void change(std::uint32_t from, std::uint32_t to, std::memory_order left) noexcept {
    std::uint32_t seen = state_.load(order::relaxed);
    // defect: with wakes_before_release a thread that goes to sleep after the look is never woken.
    const bool looked = has<Flaw>(shared_mutex_flaw::wakes_before_release);
    if (looked && (seen & (asleep | upgrading)) != 0) B::futex_wake(state_, wake_all);
    std::uint32_t next;
    bool wake;
    do {
      next = seen - from + to;
      wake =
          (seen & (asleep | upgrading)) != 0 && (from != one_reader || (next & all_readers) == 0);
      // defect: last_reader_forgets_writer lets the first in line sleep on.
      if (has<Flaw>(shared_mutex_flaw::last_reader_forgets_writer) && from == one_reader)
        wake = false;
      // defect: downgrade_wakes_nobody lets a reader sleep that may come in.
      if (has<Flaw>(shared_mutex_flaw::downgrade_wakes_nobody) && to != 0) wake = false;
      if (wake && !looked) next &= ~asleep;
    } while (!state_.compare_exchange_weak(seen, next, left, order::relaxed));
    if (has<Flaw>(shared_mutex_flaw::touches_after_release)) {
      // defect: the next owner may already have destroyed the lock.
      wake = wake || (state_.load(order::relaxed) & asleep) != 0;
    }
    if (wake && !looked) B::futex_wake(state_, wake_all);
  }

  typename B::template atomic<std::uint32_t> state_{0};
  interlock::detail::waiting_line<16383, B> line_;
};

}  // namespace interlock::broken
