// SPDX-License-Identifier: MIT
/// @file
/// Threads that work together for one window of time.
#pragma once

#include <interlock/memory_order/cache_line.hpp>
#include <interlock/memory_order/detail/cpu.hpp>

#include "src/processors.hpp"
#include "src/settings.hpp"

#include <algorithm>
#include <atomic>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdint>
#include <thread>
#include <utility>
#include <vector>

namespace interlock::bench {

/// Keeps neighbours off its cache lines.
template <class T>
struct alignas(2 * cache_line) padded {
  T value{};
};

/// How a row that cannot go on waits: briefly spinning, then letting others run. The same for all.
class patience {
 public:
  void wait() noexcept {
    if (++tries_ < tries_before_yield) {
      interlock::detail::cpu_relax();
    } else {
      std::this_thread::yield();
    }
  }
  void reset() noexcept { tries_ = 0; }

 private:
  static constexpr int tries_before_yield = 256;
  int tries_ = 0;
};

struct team_result {
  std::vector<std::uint64_t> operations;  ///< of each thread
  double seconds = 0;

  [[nodiscard]] std::uint64_t total() const noexcept {
    std::uint64_t sum = 0;
    for (const std::uint64_t each : operations) sum += each;
    return sum;
  }
  /// The idlest thread's operations over the busiest one's.
  [[nodiscard]] double min_max_share() const noexcept {
    const auto [least, most] = std::minmax_element(operations.begin(), operations.end());
    return *most == 0 ? 1 : static_cast<double>(*least) / static_cast<double>(*most);
  }
  /// Jain's fairness index: 1 when all threads did the same, 1/n when one did it all.
  [[nodiscard]] double jain() const noexcept {
    double sum = 0;
    double squares = 0;
    for (const std::uint64_t each : operations) {
      const auto x = static_cast<double>(each);
      sum += x;
      squares += x * x;
    }
    return squares == 0 ? 1 : sum * sum / (static_cast<double>(operations.size()) * squares);
  }
};

/// Runs `body(index, stop)` on `threads` threads, which start together, until `stop` is set at the
/// end of the window; it returns how many operations it did.
template <class Body>
team_result run_team(const settings& how, unsigned threads, Body body) {
  team_result result;
  result.operations.resize(threads);
  padded<std::atomic<unsigned>> ready;
  padded<std::atomic<bool>> go;
  padded<std::atomic<bool>> stop;
  std::vector<std::thread> team;
  for (unsigned index = 0; index < threads; ++index) {
    team.emplace_back([&, index] {
      if (how.pin) bind_this_thread(index);
      ready.value.fetch_add(1, std::memory_order::release);
      while (!go.value.load(std::memory_order::acquire)) std::this_thread::yield();
      result.operations[index] = body(index, std::as_const(stop.value));
    });
  }
  while (ready.value.load(std::memory_order::acquire) != threads) std::this_thread::yield();
  const auto start = std::chrono::steady_clock::now();
  go.value.store(true, std::memory_order::release);
  std::this_thread::sleep_for(how.window);
  stop.value.store(true, std::memory_order::relaxed);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  for (auto& thread : team) thread.join();
  result.seconds = elapsed.count();
  return result;
}

/// Fails the benchmark unless `count` is what the team has added up under a lock.
inline void expect_all_increments(benchmark::State& state, std::uint64_t count,
                                  const team_result& result) {
  if (count != result.total()) {
    state.SkipWithError("no mutual exclusion: increments were lost");
  }
}

/// The one iteration of a windowed benchmark: `measure()` returns the seconds that it took.
template <class Measure>
void one_window(benchmark::State& state, Measure measure) {
  for (auto _ : state) state.SetIterationTime(measure());
}

}  // namespace interlock::bench
