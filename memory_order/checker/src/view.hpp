// SPDX-License-Identifier: MIT
/// @file
/// `view`: a set of events that is closed under program order, as one number per thread.
#pragma once

#include <interlock/checker/operation.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace interlock::checker {

/// An event, by thread and position in it. Thread -1 is the initial write of a location.
struct event_id {
  std::int16_t thread = -1;
  std::int16_t index = -1;

  [[nodiscard]] bool is_initial() const noexcept { return thread < 0; }
  friend bool operator==(const event_id&, const event_id&) = default;
};

class view {
 public:
  [[nodiscard]] bool contains(event_id e) const noexcept {
    return e.index < count_[static_cast<std::size_t>(e.thread)];
  }

  /// How many events of `thread` are in the set.
  [[nodiscard]] int count(int thread) const noexcept {
    return count_[static_cast<std::size_t>(thread)];
  }

  void add(event_id e) noexcept {
    std::int16_t& count = count_[static_cast<std::size_t>(e.thread)];
    if (count <= e.index) count = static_cast<std::int16_t>(e.index + 1);
  }

  void join(const view& other) noexcept {
    for (std::size_t t = 0; t < max_threads; ++t) {
      count_[t] = count_[t] < other.count_[t] ? other.count_[t] : count_[t];
    }
  }

  friend bool operator==(const view&, const view&) = default;

 private:
  std::array<std::int16_t, max_threads> count_{};
};

}  // namespace interlock::checker
