// SPDX-License-Identifier: MIT
/// @file
/// How locks are measured. A lock row has `using type`, with `lock()` and `unlock()`.
#pragma once

#include "src/row.hpp"
#include "src/team.hpp"
#include "src/wait_samples.hpp"
#include "src/work.hpp"

#include <cstdint>

namespace interlock::bench {

/// The lock and what it protects, on cache lines of their own.
template <class Row>
struct guarded_counter {
  padded<typename Row::type> lock;
  padded<std::uint64_t> count;
};

template <class Row>
void uncontended_lock(benchmark::State& state, const settings&) {
  const thread_scope<Row> scope;
  guarded_counter<Row> shared;
  auto& lock = shared.lock.value;
  benchmark::DoNotOptimize(&lock);
  for (auto _ : state) {
    lock.lock();
    lock.unlock();
  }
}

/// Each operation: the critical section (a plain increment and `inside` steps of work), then
/// `outside` steps.
template <class Row>
void contended_lock(benchmark::State& state, const settings& how, unsigned threads, int steps) {
  one_window(state, [&] {
    guarded_counter<Row> shared;
    const team_result result = run_team(how, threads, [&](unsigned, const auto& stop) {
      const thread_scope<Row> scope;
      std::uint64_t done = 0;
      while (!stop.load(std::memory_order::relaxed)) {
        shared.lock.value.lock();
        ++shared.count.value;
        if (steps != 0) do_work(steps);
        shared.lock.value.unlock();
        if (steps != 0) do_work(steps);
        ++done;
      }
      return done;
    });
    expect_all_increments(state, shared.count.value, result);
    state.counters["throughput"] = static_cast<double>(result.total()) / result.seconds / 1e6;
    state.counters["min/max share"] = result.min_max_share();
    state.counters["Jain"] = result.jain();
    return result.seconds;
  });
}

/// How long `lock()` takes when every thread spends 100 ns inside and outside.
template <class Row>
void lock_latency(benchmark::State& state, const settings& how, unsigned threads) {
  const int steps = steps_of_100_ns();
  one_window(state, [&] {
    guarded_counter<Row> shared;
    wait_samples waits{threads};
    const team_result result = run_team(how, threads, [&](unsigned index, const auto& stop) {
      const thread_scope<Row> scope;
      std::uint64_t done = 0;
      for (; !stop.load(std::memory_order::relaxed); ++done) {
        waits.take(index, done, [&] { shared.lock.value.lock(); });
        ++shared.count.value;
        do_work(steps);
        shared.lock.value.unlock();
        do_work(steps);
      }
      return done;
    });
    expect_all_increments(state, shared.count.value, result);
    waits.report(state);
    return result.seconds;
  });
}

template <class Row>
void add_contended_lock(catalog& all, const char* scenario, unsigned threads, int steps) {
  entry one = entry_of<Row>("locks", scenario, threads,
                            {{"throughput", "M/s", better::higher},
                             {"min/max share", "", better::higher},
                             {"Jain", "", better::higher}});
  one.windowed = true;
  one.run = [threads, steps](benchmark::State& state, const settings& how) {
    contended_lock<Row>(state, how, threads, steps);
  };
  all.add(std::move(one));
}

template <class Row>
void add_lock(catalog& all) {
  entry alone = entry_of<Row>("locks", "uncontended", 1, {{"lock+unlock", "ns"}});
  alone.run = uncontended_lock<Row>;
  all.add(std::move(alone));

  for (const unsigned threads : all.thread_counts()) {
    add_contended_lock<Row>(all, "contended, empty", threads, 0);
    add_contended_lock<Row>(all, "contended, 100 ns", threads, steps_of_100_ns());
  }
  add_waits<Row>(all, "locks", "acquire latency", lock_latency<Row>);
}

}  // namespace interlock::bench
