// SPDX-License-Identifier: MIT
/// @file
/// Which freed blocks a thread may use again.
#pragma once

#include "view.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace interlock::checker {

/// The numbers of freed `blocks` that `by`, with `now` in its past, may use again: of this very
/// size and alignment, at most `most`, its own first and the newest first. They depend on what
/// happens before alone. A block whose memory is not used again yet has `none` as its `next`.
template <class Number, class Block>
[[nodiscard]] std::vector<Number> reusable(const std::vector<Block>& blocks, Number none,
                                           std::size_t bytes, std::size_t alignment, int by,
                                           const view& now, std::size_t most) {
  std::vector<Number> found;
  for (Number i = 0; i < blocks.size(); ++i) {
    const Block& each = blocks[i];
    if (!each.freed || each.bytes != bytes || each.alignment != alignment) continue;
    if (!each.released.is_known(by, now)) continue;
    if (each.next != none && blocks[each.next].allocated.is_known(by, now)) continue;
    found.push_back(i);
  }
  // Not by the order in which threads happen to run.
  const auto comes_first = [&blocks, by](Number a, Number b) {
    const auto& first = blocks[a].released;
    const auto& second = blocks[b].released;
    if (first.thread != second.thread) {
      return first.thread == by || (second.thread != by && first.thread < second.thread);
    }
    if (first.date != second.date) return first.date > second.date;
    return blocks[a].start > blocks[b].start;
  };
  std::sort(found.begin(), found.end(), comes_first);
  if (found.size() > most) found.resize(most);
  return found;
}

}  // namespace interlock::checker
