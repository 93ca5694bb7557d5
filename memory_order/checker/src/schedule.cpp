// SPDX-License-Identifier: MIT
/// @file
/// See schedule.hpp.
#include "schedule.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace interlock::checker {

void schedule::restart(dice& random, std::size_t steps, unsigned changes) {
  std::iota(rank_.begin(), rank_.end(), std::size_t{0});
  for (std::size_t i = rank_.size(); i > 1; --i) std::swap(rank_[i - 1], rank_[random.roll(i)]);
  last_rank_ = rank_.size();
  step_ = 0;
  changes_.clear();
  for (unsigned i = 0; i < changes; ++i) {
    changes_.push_back(random.roll(std::max<std::size_t>(steps, 1)));
  }
}

int schedule::next(const threads& able) {
  std::size_t chosen = max_threads;
  for (std::size_t t = 0; t < max_threads; ++t) {
    if (able.test(t) && (chosen == max_threads || rank_[t] < rank_[chosen])) chosen = t;
  }
  if (std::find(changes_.begin(), changes_.end(), step_++) != changes_.end()) {
    rank_[chosen] = last_rank_++;
  }
  return static_cast<int>(chosen);
}

}  // namespace interlock::checker
