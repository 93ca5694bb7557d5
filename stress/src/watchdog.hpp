// SPDX-License-Identifier: MIT
/// @file
/// A watchdog for one thread. Others making steps says nothing about this one: the victim of a lost
/// wakeup sleeps while its peers work on.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace interlock::stress {

class watchdog {
 public:
  using clock = std::chrono::steady_clock;

  /// Starts to watch a thread whose heartbeat stands at `beats`.
  void start(std::uint64_t beats, clock::time_point now) noexcept {
    beats_ = beats;
    last_look_ = now;
    silence_ = {};
  }

  /// Looks at the heartbeat. When the observer itself was away for long (the process was stopped,
  /// the machine overloaded) the thread had no chance either: that time counts only in part.
  void look(std::uint64_t beats, clock::time_point now) noexcept {
    const auto away = std::min<clock::duration>(now - last_look_, longest_look);
    last_look_ = now;
    silence_ = beats == beats_ ? silence_ + away : clock::duration{};
    beats_ = beats;
    max_silence_ = std::max(max_silence_, silence_);
  }

  /// How long the thread has been silent, and the longest that it ever was.
  [[nodiscard]] clock::duration silence() const noexcept { return silence_; }
  [[nodiscard]] clock::duration max_silence() const noexcept { return max_silence_; }

  static constexpr std::chrono::milliseconds longest_look{100};

 private:
  std::uint64_t beats_ = 0;
  clock::time_point last_look_{};
  clock::duration silence_{};
  clock::duration max_silence_{};
};

}  // namespace interlock::stress
