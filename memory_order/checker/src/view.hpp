// SPDX-License-Identifier: MIT
/// @file
/// `view`: a set of events that is closed under program order, as one number per thread.
#pragma once

#include <interlock/checker/operation.hpp>

#include <algorithm>
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

  /// Whether it contains event `indices[t]` of each thread t for which that is one.
  [[nodiscard]] bool contains_all(
      const std::array<std::int16_t, max_threads>& indices) const noexcept {
    std::int16_t missing = 0;
    for (std::size_t t = 0; t < max_threads; ++t) {
      missing = static_cast<std::int16_t>(missing | (indices[t] < count_[t] ? 0 : 1));
    }
    return missing == 0;
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
    // Into a new array, which nothing else can be: so compilers join all threads at once.
    std::array<std::int16_t, max_threads> joined;
    for (std::size_t t = 0; t < max_threads; ++t) {
      joined[t] = std::max(count_[t], other.count_[t]);
    }
    count_ = joined;
  }

  friend bool operator==(const view&, const view&) = default;

 private:
  std::array<std::int16_t, max_threads> count_{};
};

}  // namespace interlock::checker
