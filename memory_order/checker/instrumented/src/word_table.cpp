// SPDX-License-Identifier: MIT
/// @file
/// See word_table.hpp.
#include "word_table.hpp"

#include <algorithm>

namespace interlock::checker::instrumented {

void word_table::begin_run() {
  cells_.clear();
  if (++run_ != 0) return;
  std::fill(slots_.begin(), slots_.end(), slot{});
  run_ = 1;
}

std::uint32_t word_table::find(std::uintptr_t address, bool& added) {
  std::size_t i = start(address);
  for (; slots_[i].run == run_; i = (i + 1) & (slots_.size() - 1)) {
    if (cells_[slots_[i].cell].address != address) continue;
    added = false;
    return slots_[i].cell;
  }
  added = true;
  const auto number = static_cast<std::uint32_t>(cells_.size());
  slots_[i] = {run_, number};
  cells_.emplace_back().address = address;
  if (cells_.size() * 2 > slots_.size()) grow();
  return number;
}

void word_table::grow() {
  slots_.assign(slots_.size() * 2, slot{});
  for (std::uint32_t number = 0; number < cells_.size(); ++number) {
    std::size_t i = start(cells_[number].address);
    while (slots_[i].run == run_) i = (i + 1) & (slots_.size() - 1);
    slots_[i] = {run_, number};
  }
}

}  // namespace interlock::checker::instrumented
