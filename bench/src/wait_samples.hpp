// SPDX-License-Identifier: MIT
/// @file
/// How long threads wait to get in, as percentiles.
#pragma once

#include "src/histogram.hpp"
#include "src/row.hpp"
#include "src/settings.hpp"
#include "src/team.hpp"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace interlock::bench {

/// Times one wait in 16 of each thread, and reports the percentiles of the thread that waits
/// longest: over all threads together, a lock that one thread keeps to itself would look best.
class wait_samples {
 public:
  explicit wait_samples(unsigned threads) : of_thread_(threads) {}

  /// Calls `wait()`, the `n`th one of thread `index`.
  template <class Wait>
  void take(unsigned index, std::uint64_t n, Wait wait) {
    using clock = std::chrono::steady_clock;
    if (n % sampled_of != 0) return wait();
    const auto start = clock::now();
    wait();
    const auto waited = std::chrono::nanoseconds{clock::now() - start}.count();
    of_thread_[index].value.add(static_cast<std::uint64_t>(waited));
  }

  void report(benchmark::State& state) const {
    state.counters["p99.9"] = of_the_unluckiest(0.999);
    state.counters["p50"] = of_the_unluckiest(0.5);
    state.counters["p99"] = of_the_unluckiest(0.99);
  }

 private:
  static constexpr std::uint64_t sampled_of = 16;

  [[nodiscard]] double of_the_unluckiest(double fraction) const {
    double longest = 0;
    for (const auto& each : of_thread_) {
      longest = std::max(longest, each.value.percentile(fraction));
    }
    return longest;
  }

  std::vector<padded<histogram>> of_thread_;
};

/// Adds a scenario that reports `wait_samples`, for as many threads as processors and for two and
/// four times as many; `run(state, settings, threads)`.
template <class Row, class Run>
void add_waits(catalog& all, const char* kind, const char* scenario, Run run) {
  for (const unsigned factor : {1U, 2U, 4U}) {
    const unsigned threads = factor * all.processors();
    if (threads == 1) continue;
    entry one =
        entry_of<Row>(kind, scenario, threads, {{"p99.9", "ns"}, {"p50", "ns"}, {"p99", "ns"}});
    one.windowed = true;
    one.run = [threads, run](benchmark::State& state, const settings& how) {
      run(state, how, threads);
    };
    all.add(std::move(one));
  }
}

}  // namespace interlock::bench
