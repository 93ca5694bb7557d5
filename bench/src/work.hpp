// SPDX-License-Identifier: MIT
/// @file
/// Work that takes about 100 ns and touches no memory: what threads do inside and outside of short
/// critical sections.
#pragma once

#include <benchmark/benchmark.h>
#include <cstdint>

namespace interlock::bench {

inline void do_work(int steps) noexcept {
  std::uint64_t x = 1;
  for (int i = 0; i < steps; ++i) x = x * 6364136223846793005U + 1442695040888963407U;
  benchmark::DoNotOptimize(x);
}

/// The number of steps that takes 100 ns here, measured once.
[[nodiscard]] int steps_of_100_ns();

}  // namespace interlock::bench
