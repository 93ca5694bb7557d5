// SPDX-License-Identifier: MIT
/// @file
/// Repetition on several threads, bounded both in number and in time: on a busy machine a spinning
/// thread may wait a whole time slice for each step of another.
#pragma once

#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <string>

namespace interlock::support {

/// After this time a test has repeated enough.
inline constexpr std::chrono::milliseconds enough{500};

/// Runs `work(i, n)` for n = 0, 1, ... on threads i = 0 ... `threads` - 1, at most `times` times on
/// each and for about `enough`. Returns how often it ran.
template <class Work>
long repeat(const std::string& name, int threads, int times, Work work) {
  std::atomic<long> total{0};
  const auto end = std::chrono::steady_clock::now() + enough;
  run_together(name, threads, [&](int i) {
    int n = 0;
    for (; n < times && std::chrono::steady_clock::now() < end; ++n) work(i, n);
    total.fetch_add(n);
  });
  return total.load();
}

/// Plays rounds 0, 1, ...: thread 0 runs `prepare(round)`, then `threads` threads run
/// `play(i, round)` together. At most `times` rounds, for about `enough`; returns how many.
template <class Prepare, class Play>
int play_rounds(const std::string& name, int threads, int times, Prepare prepare, Play play) {
  meeting turn{threads};
  int played = 0;
  bool over = false;
  const auto end = std::chrono::steady_clock::now() + enough;
  run_together(name, threads, [&](int i) {
    for (int round = 0;; ++round) {
      if (i == 0) {
        over = round == times || std::chrono::steady_clock::now() > end;
        if (!over) prepare(played++);
      }
      turn.arrive_and_wait();
      if (over) return;
      play(i, round);
      turn.arrive_and_wait();
    }
  });
  return played;
}

}  // namespace interlock::support
