// SPDX-License-Identifier: MIT
/// @file
/// The steps of all threads in one order that is easy to follow.
#pragma once

#include <vector>

namespace interlock::checker {

struct precedence {
  int before;
  int after;
};

struct linear_order {
  std::vector<int> steps;
  bool keeps_wishes = true;
};

/// An order of the steps 0 ... n - 1, where `threads` has those of each thread in program order. It
/// keeps all of `rules`, which together with program order are acyclic, and all of `wishes` if that
/// is possible, else most. Where there is a choice, it stays with a thread, and `last` comes last
/// (-1: no step is to).
[[nodiscard]] linear_order linearize(const std::vector<std::vector<int>>& threads,
                                     const std::vector<precedence>& rules,
                                     const std::vector<precedence>& wishes, int last);

}  // namespace interlock::checker
