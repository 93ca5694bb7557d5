// SPDX-License-Identifier: MIT
/// @file
/// A user-defined clock, and the instants and lengths of time that timed operations must survive.
#pragma once

#include <atomic>
#include <chrono>
#include <limits>
#include <variant>
#include <vector>

namespace interlock::support {

/// Runs at a quarter of the speed of the steady clock, so that whoever waits for it on a clock of
/// the kernel wakes too early.
struct slow_clock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<slow_clock>;
  [[maybe_unused]] static constexpr bool is_steady = true;
  [[nodiscard]] static time_point now() noexcept {
    return time_point{std::chrono::duration_cast<duration>(
        std::chrono::steady_clock::now().time_since_epoch() / 4)};
  }
};

/// Runs like the steady clock, and jumps once after it has been read once since `set_jump()`.
/// Counts how often it is read.
struct jumping_clock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<jumping_clock>;
  [[maybe_unused]] static constexpr bool is_steady = false;
  [[nodiscard]] static time_point now() noexcept {
    const auto ahead = looks.fetch_add(1) == 0 ? duration{0} : jump.load();
    return time_point{std::chrono::steady_clock::now().time_since_epoch() + ahead};
  }
  static void set_jump(duration length) noexcept {
    jump.store(length);
    looks.store(0);
  }

  static inline std::atomic<duration> jump{};
  static inline std::atomic<int> looks{0};
};

using fractional_seconds = std::chrono::duration<double>;

/// Calls `visit(length)` for lengths that are over at once.
template <class Visit>
void for_each_spent_length(Visit visit) {
  using limits = std::numeric_limits<double>;
  visit(std::chrono::nanoseconds::min());
  visit(std::chrono::hours::min());
  visit(std::chrono::nanoseconds{-1});
  visit(std::chrono::nanoseconds{0});
  visit(fractional_seconds{-1e300});
  visit(fractional_seconds{-limits::infinity()});
  visit(fractional_seconds{-limits::denorm_min()});
  visit(fractional_seconds{0.0});
  visit(fractional_seconds{limits::quiet_NaN()});
}

/// Calls `visit(length)` for lengths that no test can outlive.
template <class Visit>
void for_each_endless_length(Visit visit) {
  using limits = std::numeric_limits<double>;
  visit(std::chrono::nanoseconds::max());
  visit(std::chrono::nanoseconds::max() - std::chrono::nanoseconds{1});
  visit(std::chrono::hours::max());
  visit(fractional_seconds{1e300});
  visit(fractional_seconds{limits::infinity()});
  visit(std::chrono::duration<float>{1e9F});
}

template <class Clock, class Visit>
void for_each_spent_instant_of(Visit visit) {
  using std::chrono::time_point;
  using exact = time_point<Clock, std::chrono::nanoseconds>;
  using fractional = time_point<Clock, fractional_seconds>;
  visit(exact::min());
  visit(time_point<Clock, std::chrono::hours>::min());
  visit(exact{std::chrono::nanoseconds{-1}});
  visit(exact{});
  visit(Clock::now() - std::chrono::seconds{1});
  visit(Clock::now());
  visit(fractional{fractional_seconds{-1e300}});
  visit(fractional{fractional_seconds{std::numeric_limits<double>::quiet_NaN()}});
}

template <class Clock, class Visit>
void for_each_endless_instant_of(Visit visit) {
  using std::chrono::time_point;
  using exact = time_point<Clock, std::chrono::nanoseconds>;
  visit(exact::max());
  visit(exact::max() - std::chrono::nanoseconds{1});
  visit(time_point<Clock, std::chrono::hours>::max());
  visit(time_point<Clock, fractional_seconds>{fractional_seconds{1e300}});
}

/// Calls `visit(instant)` for instants that have passed, on each kind of clock.
template <class Visit>
void for_each_spent_instant(Visit visit) {
  for_each_spent_instant_of<std::chrono::steady_clock>(visit);
  for_each_spent_instant_of<std::chrono::system_clock>(visit);
  for_each_spent_instant_of<slow_clock>(visit);
}

/// Calls `visit(instant)` for instants that no test can live to see, on each kind of clock.
template <class Visit>
void for_each_endless_instant(Visit visit) {
  for_each_endless_instant_of<std::chrono::steady_clock>(visit);
  for_each_endless_instant_of<std::chrono::system_clock>(visit);
  for_each_endless_instant_of<slow_clock>(visit);
}

/// What a timed operation may be given: a length of time or an instant, of one of these types.
template <class... Clocks>
using wait_limit_of =
    std::variant<std::chrono::nanoseconds, std::chrono::hours, fractional_seconds,
                 std::chrono::duration<float>,
                 std::chrono::time_point<Clocks, std::chrono::nanoseconds>...,
                 std::chrono::time_point<Clocks, std::chrono::hours>...,
                 std::chrono::time_point<Clocks, fractional_seconds>..., jumping_clock::time_point>;
using wait_limit = wait_limit_of<std::chrono::steady_clock, std::chrono::system_clock, slow_clock>;

/// Limits that have passed.
[[nodiscard]] inline std::vector<wait_limit> spent_limits() {
  std::vector<wait_limit> all;
  for_each_spent_length([&](auto length) { all.emplace_back(length); });
  for_each_spent_instant([&](auto when) { all.emplace_back(when); });
  return all;
}

/// Limits that no test can live to see.
[[nodiscard]] inline std::vector<wait_limit> endless_limits() {
  std::vector<wait_limit> all;
  for_each_endless_length([&](auto length) { all.emplace_back(length); });
  for_each_endless_instant([&](auto when) { all.emplace_back(when); });
  return all;
}

}  // namespace interlock::support
