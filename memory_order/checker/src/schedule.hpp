// SPDX-License-Identifier: MIT
/// @file
/// `schedule`: who runs next in a random execution [BKMN10]. Each thread has a random priority, the
/// first of those that can run does, and at a few random steps it drops behind all others. A defect
/// that takes d ordering decisions is found with a probability of at least 1 / (threads *
/// steps^(d-1)) by d - 1 changes.
#pragma once

#include <interlock/checker/operation.hpp>

#include "dice.hpp"

#include <array>
#include <bitset>
#include <cstddef>
#include <vector>

namespace interlock::checker {

class schedule {
 public:
  using threads = std::bitset<max_threads>;

  /// A new schedule of about `steps` steps with `changes` changes of priority.
  void restart(dice& random, std::size_t steps, unsigned changes);

  /// One of the threads in `able`, which is not empty.
  [[nodiscard]] int next(const threads& able);

 private:
  std::array<std::size_t, max_threads> rank_{};  ///< smaller runs first
  std::vector<std::size_t> changes_;             ///< at which steps
  std::size_t step_ = 0;
  std::size_t last_rank_ = 0;
};

}  // namespace interlock::checker
