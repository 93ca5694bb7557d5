// SPDX-License-Identifier: MIT
/// @file
/// `dice`: random decisions that a seed repeats on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace interlock::checker {

class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_{seed} {}

  /// 0 ... `sides` - 1.
  [[nodiscard]] std::size_t roll(std::size_t sides) { return engine_() % sides; }

 private:
  std::mt19937_64 engine_;  // its numbers are the standard's, unlike those of a distribution
};

}  // namespace interlock::checker
