// SPDX-License-Identifier: MIT
/// @file
/// A phase-fair lock whose waiters sleep, with one door for readers or several, that is right with
/// `gate_flaw::none` and wrong in one line otherwise.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/fair_mutex.hpp>

#include "broken/choice.hpp"

#include <chrono>
#include <cstdint>
#include <type_traits>

namespace interlock::broken {

enum class gate_flaw {
  none,
  relaxed_open,
  relaxed_late_leave,
  shuts_one_door,
  leaves_by_closed_door,
  last_reader_wakes_nobody,
  sleeps_unannounced,
  two_phases,
  given_up_stays_closed,
};

template <gate_flaw Flaw, unsigned Doors, backend B>
class phase_gate_lock {
 public:
  constexpr phase_gate_lock() noexcept = default;
  phase_gate_lock(const phase_gate_lock&) = delete;
  phase_gate_lock& operator=(const phase_gate_lock&) = delete;
  constexpr ~phase_gate_lock() {
    if (Doors > 1 && !std::is_constant_evaluated() &&
        (doors_[0].load(order::acquire) & closed) == 0) {
      (void)wait_until_open(deadline::never());
    }
  }

  void lock() noexcept {
    turn_.lock();
    (void)close(deadline::never());
  }
  [[nodiscard]] bool try_lock() noexcept { return turn_.try_lock() && (try_close() || undo()); }
  [[nodiscard]] bool try_lock_for(const auto& length) {
    const deadline limit = deadline::after(length);
    return turn_.try_lock_for(length) && (close(limit) || undo());
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& when) {
    const auto shut = [this](const deadline& limit) { return close(limit); };
    return turn_.try_lock_until(when) && (detail::attempt_until(when, shut) || undo());
  }
  void unlock() noexcept {
    turn_.unlock();
    open();
  }

  void lock_shared() noexcept { (void)enter(deadline::never()); }
  [[nodiscard]] bool try_lock_shared() noexcept {
    auto& mine = own_door();
    std::uint64_t seen = mine.load(order::relaxed);
    while ((seen & closed) == 0) {
      if (mine.compare_exchange_weak(seen, seen + one_reader, order::acquire, order::relaxed)) {
        return true;
      }
    }
    return false;
  }
  [[nodiscard]] bool try_lock_shared_for(const auto& length) {
    return enter(deadline::after(length));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_shared_until(const std::chrono::time_point<Clock, Duration>& when) {
    return detail::attempt_until(when, [this](const deadline& limit) { return enter(limit); });
  }
  void unlock_shared() noexcept {
    auto& mine = own_door();
    std::uint64_t seen = mine.load(order::relaxed);
    while ((seen & closed) == 0) {
      if (has<Flaw>(gate_flaw::leaves_by_closed_door)) {
        // defect: a writer may have closed the door, and then waits for us.
        mine.fetch_sub(one_reader, order::release);
        return;
      }
      if (mine.compare_exchange_weak(seen, seen - one_reader, order::release, order::relaxed)) {
        return;
      }
    }
    // defect: relaxed_late_leave lets the writer overtake our reads.
    const auto left = has<Flaw>(gate_flaw::relaxed_late_leave) ? order::relaxed : order::release;
    if (awaited_.fetch_sub(2, left) == 2 + announced &&
        // defect: the writer sleeps on.
        !has<Flaw>(gate_flaw::last_reader_wakes_nobody)) {
      B::futex_wake(awaited_, 1);
    }
  }

 private:
  using word = typename B::template atomic<std::uint64_t>;
  static constexpr std::uint64_t closed = 1;
  static constexpr std::uint64_t asleep = 2;
  static constexpr std::uint64_t one_reader = std::uint64_t{1} << 32;
  static constexpr std::uint32_t announced = 1;

  static constexpr std::uint32_t phase_of(std::uint64_t seen) noexcept {
    return static_cast<std::uint32_t>(seen & ~asleep);
  }
  word& own_door() noexcept { return doors_[B::thread_id() / (B::checked ? 1 : 64) % Doors]; }
  bool undo() {
    turn_.unlock();
    return false;
  }

  bool enter(const deadline& limit) noexcept {
    auto& mine = own_door();
    const std::uint64_t phase = mine.fetch_add(one_reader, order::acquire);
    if ((phase & closed) == 0 || sleep_while_closed(mine, phase_of(phase), limit)) return true;
    for (std::uint64_t seen = mine.load(order::acquire); phase_of(seen) == phase_of(phase);
         seen = mine.load(order::acquire)) {
      if (mine.compare_exchange_weak(seen, seen - one_reader, order::relaxed, order::relaxed)) {
        return false;
      }
    }
    return true;
  }

  static bool sleep_while_closed(word& door, std::uint32_t phase, const deadline& limit) noexcept {
    for (;;) {
      std::uint64_t seen = door.load(order::acquire);
      if (phase_of(seen) != phase) return true;
      // defect: without the mark the opener wakes nobody.
      const bool marks = !has<Flaw>(gate_flaw::sleeps_unannounced);
      if (marks && (seen & asleep) == 0 &&
          !door.compare_exchange_weak(seen, seen | asleep, order::relaxed, order::relaxed)) {
        continue;
      }
      const auto sleeping = static_cast<std::uint32_t>(phase | (marks ? asleep : seen & asleep));
      if (B::futex_wait(door, sleeping, limit) == wait_result::timed_out) return false;
    }
  }

  bool wait_until_open(const deadline& limit) noexcept {
    word& last = doors_[Doors - 1];
    const std::uint64_t seen = last.load(order::acquire);
    return (seen & closed) == 0 || sleep_while_closed(last, phase_of(seen), limit);
  }

  std::uint32_t shut_all() noexcept {
    std::uint32_t inside = 0;
    // defect: shuts_one_door lets readers pass by the others.
    const unsigned count = has<Flaw>(gate_flaw::shuts_one_door) ? 1 : Doors;
    for (unsigned i = 0; i < count; ++i) {
      std::uint32_t next = static_cast<std::uint32_t>(doors_[i].load(order::relaxed)) + 4;
      // defect: a reader that has not noticed a phase given up takes the next but one for its own.
      if (has<Flaw>(gate_flaw::two_phases)) next &= 7;
      inside += static_cast<std::uint32_t>(doors_[i].exchange(next | closed, order::acquire) /
                                           one_reader) *
                2;
    }
    return inside;
  }

  void open() noexcept {
    // defect: relaxed_open does not publish the critical section.
    const auto how = has<Flaw>(gate_flaw::relaxed_open) ? order::relaxed : order::release;
    for (word& each : doors_) {
      if ((each.fetch_and(~(closed | asleep), how) & asleep) != 0) B::futex_wake(each, wake_all);
    }
  }

  bool close(const deadline& limit) noexcept {
    if (!wait_until_open(limit)) return false;
    const std::uint32_t added = shut_all() + announced;
    std::uint32_t left = awaited_.fetch_add(added, order::acquire) + added;
    while (left != announced) {
      if (B::futex_wait(awaited_, left, limit) == wait_result::timed_out) {
        if (awaited_.fetch_sub(announced, order::acquire) == announced) return true;
        // defect: given_up_stays_closed leaves the readers outside.
        if (!has<Flaw>(gate_flaw::given_up_stays_closed)) open();
        return false;
      }
      left = awaited_.load(order::acquire);
    }
    awaited_.store(0, order::relaxed);
    return true;
  }

  bool try_close() noexcept {
    std::uint32_t seems = awaited_.load(order::relaxed);
    for (const word& each : doors_) {
      const std::uint64_t seen = each.load(order::acquire);
      if ((seen & closed) != 0) return false;
      seems += static_cast<std::uint32_t>(seen / one_reader) * 2;
    }
    if (seems != 0) return false;
    const std::uint32_t inside = shut_all();
    const bool empty = awaited_.load(order::acquire) + inside == 0;
    empty ? awaited_.store(0, order::relaxed) : void(awaited_.fetch_add(inside, order::relaxed));
    if (!empty) open();
    return empty;
  }

  word doors_[Doors] = {};
  typename B::template atomic<std::uint32_t> awaited_{0};
  basic_fair_mutex<0, B> turn_;
};

}  // namespace interlock::broken
