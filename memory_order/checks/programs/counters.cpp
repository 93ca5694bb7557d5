// SPDX-License-Identifier: MIT
/// @file
/// Threads that all do the same to one or few counters.
#include "table.hpp"

namespace interlock::programs {
namespace {

/// Every order of the increments.
struct increments {
  B::atomic<int> x{0};

  void thread(int) { x.fetch_add(1, order::relaxed); }
};

/// Every order, in each counter on its own.
struct three_increments {
  B::atomic<int> x{0};
  B::atomic<int> y{0};
  B::atomic<int> z{0};

  void thread(int) {
    x.fetch_add(1, order::relaxed);
    y.fetch_add(1, order::relaxed);
    z.fetch_add(1, order::relaxed);
  }
};

/// Increments that are not atomic.
struct torn_increments {
  B::atomic<int> x{0};

  void thread(int self) {
    const int before = x.load(order::relaxed);
    x.store(before + (1 << self), order::release);
  }
};

/// Each thread can take the counter one step further, if its predecessor has.
struct relay {
  B::atomic<int> x{0};

  void thread(int self) { (void)compare_exchange(x, self, self + 1, order::relaxed); }
};

struct compare_exchange_then_store {
  B::atomic<int> x{0};

  void thread(int self) {
    (void)compare_exchange(x, 0, 1, order::relaxed);
    x.store(self + 3, order::release);
  }
};

/// Commits: a thread puts down its mark, and has committed if that is still there afterwards.
struct marks {
  static constexpr int rounds = 6;  // as many as GenMC was told to unroll
  B::atomic<int> wanted{2};
  B::atomic<int> mark{0};

  void thread(int self) {
    int commits = 0;
    for (int round = 0; round < rounds; ++round) {
      if (commits >= wanted.load(order::acquire)) return;
      mark.store(self + 1, order::release);
      if (mark.load(order::acquire) == self + 1) ++commits;
    }
  }
};

}  // namespace

std::vector<program> counters() {
  return {{"genmc/ainc/7", 5040, 0, [] { run<increments>(7); }},
          {"genmc/cinc/4", 13824, 0, [] { run<three_increments>(4); }},
          {"genmc/inc/3", 36, 0, [] { run<torn_increments>(3); }},
          {"genmc/inc/4", 576, 0, [] { run<torn_increments>(4); }},
          {"genmc/casrot/5", 43, 0, [] { run<relay>(5); }},
          {"genmc/casrot/9", 8597, 0, [] { run<relay>(9); }},
          {"genmc/casw/5", 32880, 0, [] { run<compare_exchange_then_store>(5); }},
          {"genmc/commits/2", 1734, 0, [] { run<marks>(2); }}};
}

}  // namespace interlock::programs
