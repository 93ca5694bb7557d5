// SPDX-License-Identifier: MIT
/// @file
/// Timed attempts that race with what they wait for, repeated until both ends have been seen.
#pragma once

#include "support/scale.hpp"

#include <atomic>
#include <chrono>

namespace interlock::support {

/// How the attempts of a test's threads ended.
class attempts {
 public:
  void count(bool success) noexcept {
    (success ? successes_ : timeouts_).fetch_add(1, std::memory_order::relaxed);
  }
  [[nodiscard]] long successes() const noexcept { return successes_.load(); }
  [[nodiscard]] long timeouts() const noexcept { return timeouts_.load(); }

  /// Whether a thread that has made `made` attempts makes another: it makes `least`, and then as
  /// many as it takes until some attempt has succeeded and some has timed out. Which of them is
  /// rare depends on the machine's load. In the end patience is over, and the test says what it has
  /// not seen.
  [[nodiscard]] bool wanted(int made, int least) const {
    if (made < least) return true;
    return (successes() == 0 || timeouts() == 0) &&
           std::chrono::steady_clock::now() - start_ < patience;
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::atomic<long> successes_{0};
  std::atomic<long> timeouts_{0};
};

}  // namespace interlock::support
