// SPDX-License-Identifier: MIT
/// @file
/// Nodes for threads, on a machine that may have only one.
#pragma once

#include <atomic>

namespace interlock::support {

/// 0 or 1, another one for the next thread that asks; a thread stays on its node.
[[nodiscard]] inline unsigned scattered_node() noexcept {
  static std::atomic<unsigned> threads{0};
  thread_local const unsigned mine = threads.fetch_add(1, std::memory_order::relaxed) % 2;
  return mine;
}

}  // namespace interlock::support
