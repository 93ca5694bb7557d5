// SPDX-License-Identifier: MIT
/// @file
/// How semaphores are measured. A semaphore row has `using type`, constructible from the initial
/// count, with `release()` and `acquire()`.
#pragma once

#include "src/row.hpp"
#include "src/team.hpp"
#include "src/wait_samples.hpp"
#include "src/work.hpp"

#include <cstdint>

namespace interlock::bench {

template <class Row>
struct alignas(2 * cache_line) padded_semaphore {
  explicit padded_semaphore(int initial) : value{initial} {}
  typename Row::type value;
};

template <class Row>
void uncontended_semaphore(benchmark::State& state, const settings&) {
  padded_semaphore<Row> semaphore{0};
  benchmark::DoNotOptimize(&semaphore);
  for (auto _ : state) {
    semaphore.value.release();
    semaphore.value.acquire();
  }
}

/// Two threads let each other through in turn.
template <class Row>
void semaphore_handoff(benchmark::State& state, const settings& how) {
  one_window(state, [&] {
    padded_semaphore<Row> ping{0};
    padded_semaphore<Row> pong{0};
    padded<bool> last;
    const team_result result = run_team(how, 2, [&](unsigned index, const auto& stop) {
      std::uint64_t done = 0;
      if (index == 0) {
        while (!last.value) {
          last.value = stop.load(std::memory_order::relaxed);
          ping.value.release();
          pong.value.acquire();
          ++done;
        }
      } else {
        for (bool over = false; !over; ++done) {
          ping.value.acquire();
          over = last.value;
          pong.value.release();
        }
      }
      return done;
    });
    state.counters["one way"] = result.seconds / static_cast<double>(result.total()) * 1e9;
    return result.seconds;
  });
}

template <class Row>
void semaphore_as_lock(benchmark::State& state, const settings& how, unsigned threads) {
  one_window(state, [&] {
    padded_semaphore<Row> semaphore{1};
    padded<std::uint64_t> count;
    const team_result result = run_team(how, threads, [&](unsigned, const auto& stop) {
      std::uint64_t done = 0;
      while (!stop.load(std::memory_order::relaxed)) {
        semaphore.value.acquire();
        ++count.value;
        semaphore.value.release();
        ++done;
      }
      return done;
    });
    expect_all_increments(state, count.value, result);
    state.counters["throughput"] = static_cast<double>(result.total()) / result.seconds / 1e6;
    state.counters["min/max share"] = result.min_max_share();
    state.counters["Jain"] = result.jain();
    return result.seconds;
  });
}

/// How long `acquire()` takes when threads use the only unit as a lock, 100 ns each.
template <class Row>
void semaphore_latency(benchmark::State& state, const settings& how, unsigned threads) {
  const int steps = steps_of_100_ns();
  one_window(state, [&] {
    padded_semaphore<Row> semaphore{1};
    padded<std::uint64_t> count;
    wait_samples waits{threads};
    const team_result result = run_team(how, threads, [&](unsigned index, const auto& stop) {
      std::uint64_t done = 0;
      for (; !stop.load(std::memory_order::relaxed); ++done) {
        waits.take(index, done, [&] { semaphore.value.acquire(); });
        ++count.value;
        do_work(steps);
        semaphore.value.release();
        do_work(steps);
      }
      return done;
    });
    expect_all_increments(state, count.value, result);
    waits.report(state);
    return result.seconds;
  });
}

template <class Row>
void add_semaphore(catalog& all) {
  entry alone = entry_of<Row>("semaphores", "uncontended", 1, {{"release+acquire", "ns"}});
  alone.run = uncontended_semaphore<Row>;
  all.add(std::move(alone));

  entry handoff = entry_of<Row>("semaphores", "ping-pong", 2, {{"one way", "ns"}});
  handoff.windowed = true;
  handoff.run = semaphore_handoff<Row>;
  all.add(std::move(handoff));

  for (const unsigned threads : all.thread_counts()) {
    if (threads == 1) continue;
    entry lock = entry_of<Row>("semaphores", "as a lock", threads,
                               {{"throughput", "M/s", better::higher},
                                {"min/max share", "", better::higher},
                                {"Jain", "", better::higher}});
    lock.windowed = true;
    lock.run = [threads](benchmark::State& state, const settings& how) {
      semaphore_as_lock<Row>(state, how, threads);
    };
    all.add(std::move(lock));
  }
  add_waits<Row>(all, "semaphores", "acquire latency", semaphore_latency<Row>);
}

}  // namespace interlock::bench
