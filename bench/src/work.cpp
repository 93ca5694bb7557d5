// SPDX-License-Identifier: MIT
/// @file
/// Calibration of the work loop.
#include "src/work.hpp"

#include <algorithm>
#include <chrono>

namespace interlock::bench {
namespace {

// The fastest of several tries is the one that nothing disturbed.
int calibrate() {
  constexpr int steps = 100'000;
  double best_ns = 1e9;
  for (int attempt = 0; attempt < 20; ++attempt) {
    const auto start = std::chrono::steady_clock::now();
    do_work(steps);
    const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - start;
    best_ns = std::min(best_ns, spent.count());
  }
  return std::max(1, static_cast<int>(100 * steps / best_ns));
}

}  // namespace

int steps_of_100_ns() {
  static const int steps = calibrate();
  return steps;
}

}  // namespace interlock::bench
