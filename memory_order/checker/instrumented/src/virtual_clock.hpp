// SPDX-License-Identifier: MIT
/// @file
/// `virtual_clock`: the time of an execution, the same in each run of it. It goes on when somebody
/// looks at it, sleeps or times out. Each thread has its own: time orders nothing between threads.
#pragma once

#include <interlock/checker/operation.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <time.h>

namespace interlock::checker::instrumented {

class virtual_clock {
 public:
  void begin_run() noexcept { nanoseconds_.fill(start); }

  /// A look at the clock takes a while, so that a loop that waits for a time ends.
  [[nodiscard]] timespec now(int t) noexcept {
    std::int64_t& time = at(t);
    time += look;
    return {static_cast<time_t>(time / second), static_cast<long>(time % second)};
  }
  void sleep(int t, const timespec& duration) noexcept { at(t) += total(duration); }
  void sleep_until(int t, const timespec& deadline) noexcept {
    at(t) = std::max(at(t), total(deadline));
  }

 private:
  static constexpr std::int64_t second = 1'000'000'000;
  static constexpr std::int64_t look = 1'000'000;
  static constexpr std::int64_t start = 1'000'000 * second;  // not close to any epoch

  [[nodiscard]] static std::int64_t total(const timespec& time) noexcept {
    return static_cast<std::int64_t>(time.tv_sec) * second + time.tv_nsec;
  }
  [[nodiscard]] std::int64_t& at(int t) noexcept {
    return nanoseconds_[static_cast<std::size_t>(t)];
  }

  std::array<std::int64_t, max_threads> nanoseconds_{};
};

}  // namespace interlock::checker::instrumented
