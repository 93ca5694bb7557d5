// SPDX-License-Identifier: MIT
/// @file
/// `instrumented<Lock>`: any lock, and how often, how long and behind whom threads wait for it.
///
/// fair: as the lock | recursive: no | shared: as the lock | timed: as the lock | waits by: as the
/// lock | size: 1 KiB more than the lock | constant-initialised: as the lock
///
/// To find out what a program's locks cost: replace the type of one, run, and print `statistics()`.
/// It adds two readings of a clock and some ten counters' updates to a lock and unlock; where it is
/// not used it costs nothing.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/lock_statistics.hpp>
#include <interlock/sync/mutex.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace interlock {

namespace detail {

/// A counter of events, to be read at any time. relaxed: it orders nothing.
template <backend B>
class event_counter {
 public:
  /// Many threads at once.
  void count_one() noexcept {
    // relaxed: see above.
    value_.fetch_add(1, order::relaxed);
  }
  /// Requires: one thread at a time, each of which sees what the last one did.
  void set(std::uint64_t value) noexcept {
    // relaxed: see above.
    value_.store(value, order::relaxed);
  }
  [[nodiscard]] std::uint64_t get() const noexcept {
    // relaxed: see above.
    return value_.load(order::relaxed);
  }

 private:
  typename B::template atomic<std::uint64_t> value_{0};
};

/// Under a checker there is no time, and all durations fall into the first bucket.
template <backend B>
struct duration_counters {
  static constexpr std::size_t buckets = B::checked ? 1 : duration_distribution::buckets;

  [[nodiscard]] event_counter<B>& of(std::chrono::nanoseconds length) noexcept {
    return counts[std::min(duration_distribution::bucket_of(length), buckets - 1)];
  }
  [[nodiscard]] duration_distribution snapshot() const noexcept {
    duration_distribution copy;
    for (std::size_t i = 0; i < buckets; ++i) copy.counts[i] = counts[i].get();
    return copy;
  }

  std::array<event_counter<B>, buckets> counts{};
};

}  // namespace detail

/// `L`: the lock, not recursive. `Clock`: has `now()`, like `std::chrono::steady_clock`.
template <basic_lockable L, class Clock = std::chrono::steady_clock, backend B = std_backend>
class INTERLOCK_CAPABILITY("mutex") basic_instrumented {
 public:
  constexpr basic_instrumented() = default;
  basic_instrumented(const basic_instrumented&) = delete;
  basic_instrumented& operator=(const basic_instrumented&) = delete;

  /// As the lock's.
  void lock() INTERLOCK_ACQUIRE() {
    const std::uint64_t ticket = draw();
    if constexpr (lockable<L>) {
      if (lock_.try_lock()) return entered(ticket);
    }
    const auto start = Clock::now();
    lock_.lock();
    entered_after(ticket, start);
  }
  [[nodiscard]] bool try_lock() INTERLOCK_TRY_ACQUIRE(true) {
    const std::uint64_t ticket = draw();
    if (lock_.try_lock()) return entered(ticket), true;
    give_up();
    failed_tries_.count_one();
    return false;
  }
  template <class Rep, class Period, timed_lockable M = L>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE(true) {
    return attempt([&] { return lock_.try_lock_for(length); });
  }
  template <class LimitClock, class Duration, timed_lockable M = L>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<LimitClock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE(true) {
    return attempt([&] { return lock_.try_lock_until(when); });
  }
  void unlock() INTERLOCK_RELEASE() {
    auto& bucket = hold_.of(Clock::now() - since_.read());
    bucket.set(bucket.get() + 1);
    lock_.unlock();
  }

  /// As the lock's, if it has shared access.
  template <shared_lockable M = L>
  void lock_shared() INTERLOCK_ACQUIRE_SHARED() {
    if (lock_.try_lock_shared()) return shared_acquisitions_.count_one();
    const auto start = Clock::now();
    lock_.lock_shared();
    shared_after(start);
  }
  template <shared_lockable M = L>
  [[nodiscard]] bool try_lock_shared() INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    const bool got = lock_.try_lock_shared();
    (got ? shared_acquisitions_ : failed_tries_).count_one();
    return got;
  }
  template <class Rep, class Period, shared_timed_lockable M = L>
  [[nodiscard]] bool try_lock_shared_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return attempt_shared([&] { return lock_.try_lock_shared_for(length); });
  }
  template <class LimitClock, class Duration, shared_timed_lockable M = L>
  [[nodiscard]] bool try_lock_shared_until(
      const std::chrono::time_point<LimitClock, Duration>& when)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    return attempt_shared([&] { return lock_.try_lock_shared_until(when); });
  }
  template <shared_lockable M = L>
  void unlock_shared() INTERLOCK_RELEASE_SHARED() {
    lock_.unlock_shared();
  }

  /// What has been counted so far. Any thread, at any time.
  [[nodiscard]] lock_statistics statistics() const noexcept {
    return {acquisitions_.get(),     contended_.get(),    shared_acquisitions_.get(),
            shared_contended_.get(), failed_tries_.get(), timeouts_.get(),
            most_bypasses_.get(),    wait_.snapshot(),    shared_wait_.snapshot(),
            hold_.snapshot()};
  }

 private:
  using time_point = typename Clock::time_point;

  /// How many have come before us, to lock exclusively.
  [[nodiscard]] std::uint64_t draw() noexcept {
    // relaxed: a number; the order of arrival is between threads that race.
    return arrivals_.fetch_add(1, order::relaxed);
  }
  /// We came, but do not enter.
  void give_up() noexcept { departures_.count_one(); }

  /// Requires, like all below that change what is not counted by `count_one()`: the lock is held.
  void entered(std::uint64_t ticket) {
    const std::uint64_t before = acquisitions_.get();
    acquisitions_.set(before + 1);
    // Of those who have entered or left, at most `ticket` came before us.
    const std::uint64_t gone = before + departures_.get();
    if (gone > ticket) most_bypasses_.set(std::max(most_bypasses_.get(), gone - ticket));
    since_.write(Clock::now());
  }

  void entered_after(std::uint64_t ticket, const time_point& start) {
    entered(ticket);
    contended_.set(contended_.get() + 1);
    auto& bucket = wait_.of(since_.read() - start);
    bucket.set(bucket.get() + 1);
  }

  template <class Attempt>
  bool attempt(Attempt timed) {
    const std::uint64_t ticket = draw();
    if (lock_.try_lock()) return entered(ticket), true;
    const auto start = Clock::now();
    if (timed()) return entered_after(ticket, start), true;
    give_up();
    timeouts_.count_one();
    return false;
  }

  void shared_after(const time_point& start) {
    shared_acquisitions_.count_one();
    shared_contended_.count_one();
    shared_wait_.of(Clock::now() - start).count_one();
  }

  template <class Attempt>
  bool attempt_shared(Attempt timed) {
    if (lock_.try_lock_shared()) return shared_acquisitions_.count_one(), true;
    const auto start = Clock::now();
    if (timed()) return shared_after(start), true;
    timeouts_.count_one();
    return false;
  }

  L lock_;
  typename B::template plain<time_point> since_{};
  typename B::template atomic<std::uint64_t> arrivals_{0};
  detail::event_counter<B> departures_;
  detail::event_counter<B> acquisitions_;
  detail::event_counter<B> contended_;
  detail::event_counter<B> shared_acquisitions_;
  detail::event_counter<B> shared_contended_;
  detail::event_counter<B> failed_tries_;
  detail::event_counter<B> timeouts_;
  detail::event_counter<B> most_bypasses_;
  detail::duration_counters<B> wait_;
  detail::duration_counters<B> shared_wait_;
  detail::duration_counters<B> hold_;
};

template <basic_lockable L = mutex>
using instrumented = basic_instrumented<L>;

static_assert(timed_lockable<instrumented<mutex>>);

}  // namespace interlock
