// SPDX-License-Identifier: MIT
/// @file
/// How locks with shared access are measured. A row has `using type`, with `lock()`, `unlock()`,
/// `lock_shared()` and `unlock_shared()`.
#pragma once

#include "src/lock_scenarios.hpp"

#include <cstdint>
#include <string>

namespace interlock::bench {

template <class Row>
void uncontended_share(benchmark::State& state, const settings&) {
  const thread_scope<Row> scope;
  guarded_counter<Row> shared;
  auto& lock = shared.lock.value;
  benchmark::DoNotOptimize(&lock);
  for (auto _ : state) {
    lock.lock_shared();
    lock.unlock_shared();
  }
}

/// Each operation: a read of the counter or, once in `one_writes_in` on average (0: never), an
/// increment, with `steps` of work inside and outside. Fails if a reader sees the counter change.
template <class Row>
void read_and_write(benchmark::State& state, const settings& how, unsigned threads, int steps,
                    std::uint32_t one_writes_in) {
  one_window(state, [&] {
    guarded_counter<Row> shared;
    auto& [lock, count] = shared;
    padded<std::atomic<std::uint64_t>> writes;
    padded<std::atomic<bool>> torn;
    const team_result result = run_team(how, threads, [&](unsigned index, const auto& stop) {
      const thread_scope<Row> scope;
      std::uint64_t done = 0;
      std::uint64_t written = 0;
      std::uint32_t lot = index * 2654435769U + 1;
      for (; !stop.load(std::memory_order::relaxed); ++done) {
        lot = lot * 1664525U + 1013904223U;
        if (one_writes_in != 0 && (lot >> 8) % one_writes_in == 0) {
          lock.value.lock();
          ++count.value;
          do_work(steps);
          lock.value.unlock();
          ++written;
        } else {
          lock.value.lock_shared();
          const volatile std::uint64_t& seen = count.value;
          const std::uint64_t before = seen;
          do_work(steps);
          if (seen != before) torn.value.store(true, std::memory_order::relaxed);
          lock.value.unlock_shared();
        }
        do_work(steps);
      }
      writes.value.fetch_add(written, std::memory_order::relaxed);
      return done;
    });
    if (torn.value.load() || count.value != writes.value.load()) {
      state.SkipWithError("no exclusion: a reader met a writer, or increments were lost");
    }
    state.counters["throughput"] = static_cast<double>(result.total()) / result.seconds / 1e6;
    state.counters["min/max share"] = result.min_max_share();
    return result.seconds;
  });
}

template <class Row>
void add_shared_lock(catalog& all) {
  constexpr const char* kind = "shared locks";
  entry alone = entry_of<Row>(kind, "uncontended, alone", 1, {{"lock+unlock", "ns"}});
  alone.run = uncontended_lock<Row>;
  all.add(std::move(alone));
  entry share =
      entry_of<Row>(kind, "uncontended, shared", 1, {{"lock_shared+unlock_shared", "ns"}});
  share.run = uncontended_share<Row>;
  all.add(std::move(share));

  struct mix {
    const char* name;
    std::uint32_t one_writes_in;
  };
  for (const mix each : {mix{"100 % reads, 100 ns", 0}, mix{"95 % reads, 100 ns", 20},
                         mix{"50 % reads, 100 ns", 2}}) {
    for (const unsigned threads : all.thread_counts()) {
      entry one = entry_of<Row>(
          kind, each.name, threads,
          {{"throughput", "M/s", better::higher}, {"min/max share", "", better::higher}});
      one.windowed = true;
      one.run = [threads, each](benchmark::State& state, const settings& how) {
        read_and_write<Row>(state, how, threads, steps_of_100_ns(), each.one_writes_in);
      };
      all.add(std::move(one));
    }
  }
}

}  // namespace interlock::bench
