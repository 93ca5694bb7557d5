// SPDX-License-Identifier: MIT
/// @file
/// A delay that differs from round to round.
#pragma once

#include <atomic>
#include <chrono>
#include <thread>

namespace interlock::support {

/// Keeps a thread busy, or now and then asleep, for a time that depends on `round`, so that the
/// others are met at every stage of their wait.
inline void dawdle(int round) {
  for (int i = 0; i < round % 7 * 60; ++i) std::atomic_signal_fence(std::memory_order::seq_cst);
  if (round % 16 == 0) std::this_thread::sleep_for(std::chrono::microseconds{100});
}

}  // namespace interlock::support
