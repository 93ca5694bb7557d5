// SPDX-License-Identifier: MIT
/// @file
/// How locks with shared access are measured. A row has `using type`, with `lock()`, `unlock()`,
/// `lock_shared()` and `unlock_shared()`, and with `lock_upgrade()`, `unlock_upgrade()` and
/// `unlock_upgrade_and_lock()` if it has upgrade access.
#pragma once

#include "src/lock_scenarios.hpp"
#include "src/wait_samples.hpp"

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

/// Which operations write: one in `one_writes_in` on average, at random; 0: none.
class lottery {
 public:
  lottery(unsigned thread, std::uint32_t one_writes_in)
      : state_{thread * 2654435769U + 1}, one_writes_in_{one_writes_in} {}
  [[nodiscard]] bool writes() {
    state_ = state_ * 1664525U + 1013904223U;
    return one_writes_in_ != 0 && (state_ >> 8) % one_writes_in_ == 0;
  }

 private:
  std::uint32_t state_;
  std::uint32_t one_writes_in_;
};

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
      lottery lots{index, one_writes_in};
      for (; !stop.load(std::memory_order::relaxed); ++done) {
        if (lots.writes()) {
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

/// How long writers wait, or readers, when one operation in 20 writes, and all spend 100 ns inside
/// and outside.
template <class Row>
void shared_lock_latency(benchmark::State& state, const settings& how, unsigned threads,
                         bool of_writers) {
  const int steps = steps_of_100_ns();
  one_window(state, [&] {
    guarded_counter<Row> shared;
    auto& lock = shared.lock.value;
    wait_samples waits{threads};
    const team_result result = run_team(how, threads, [&](unsigned index, const auto& stop) {
      const thread_scope<Row> scope;
      lottery lots{index, 20};
      std::uint64_t done = 0;
      std::uint64_t of_interest = 0;
      for (; !stop.load(std::memory_order::relaxed); ++done) {
        const bool writes = lots.writes();
        const auto enter = [&] { writes ? lock.lock() : lock.lock_shared(); };
        writes == of_writers ? waits.take(index, of_interest++, enter) : enter();
        do_work(steps);
        writes ? lock.unlock() : lock.unlock_shared();
        do_work(steps);
      }
      return done;
    });
    waits.report(state);
    return result.seconds;
  });
}

/// Each operation looks with upgrade access and, once in 10 on average, becomes the writer.
template <class Row>
void look_and_write(benchmark::State& state, const settings& how, unsigned threads) {
  const int steps = steps_of_100_ns();
  one_window(state, [&] {
    guarded_counter<Row> shared;
    auto& [lock, count] = shared;
    padded<std::atomic<std::uint64_t>> writes;
    const team_result result = run_team(how, threads, [&](unsigned index, const auto& stop) {
      lottery lots{index, 10};
      std::uint64_t done = 0;
      std::uint64_t written = 0;
      for (; !stop.load(std::memory_order::relaxed); ++done) {
        lock.value.lock_upgrade();
        do_work(steps);
        if (lots.writes()) {
          lock.value.unlock_upgrade_and_lock();
          ++count.value;
          ++written;
          lock.value.unlock();
        } else {
          lock.value.unlock_upgrade();
        }
        lock.value.lock_shared();
        do_work(steps);
        lock.value.unlock_shared();
      }
      writes.value.fetch_add(written, std::memory_order::relaxed);
      return done;
    });
    if (count.value != writes.value.load()) state.SkipWithError("increments were lost");
    state.counters["throughput"] = static_cast<double>(result.total()) / result.seconds / 1e6;
    state.counters["min/max share"] = result.min_max_share();
    return result.seconds;
  });
}

template <class Row>
void uncontended_upgrade(benchmark::State& state, const settings&) {
  guarded_counter<Row> shared;
  auto& lock = shared.lock.value;
  benchmark::DoNotOptimize(&lock);
  for (auto _ : state) {
    lock.lock_upgrade();
    lock.unlock_upgrade_and_lock();
    lock.unlock();
  }
}

/// For rows that have upgrade access.
template <class Row>
void add_upgrade(catalog& all) {
  constexpr const char* kind = "shared locks";
  entry alone = entry_of<Row>(kind, "uncontended, upgrade", 1,
                              {{"lock_upgrade+unlock_upgrade_and_lock+unlock", "ns"}});
  alone.run = uncontended_upgrade<Row>;
  all.add(std::move(alone));
  for (const unsigned threads : all.thread_counts()) {
    entry one = entry_of<Row>(
        kind, "look, 10 % upgrade, and read", threads,
        {{"throughput", "M/s", better::higher}, {"min/max share", "", better::higher}});
    one.windowed = true;
    one.run = [threads](benchmark::State& state, const settings& how) {
      look_and_write<Row>(state, how, threads);
    };
    all.add(std::move(one));
  }
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
  for (const bool of_writers : {false, true}) {
    add_waits<Row>(all, kind,
                   of_writers ? "latency of writers, 95 % reads" : "latency of readers, 95 % reads",
                   [of_writers](benchmark::State& state, const settings& how, unsigned threads) {
                     shared_lock_latency<Row>(state, how, threads, of_writers);
                   });
  }
  if constexpr (requires(typename Row::type & lock) { lock.unlock_upgrade_and_lock(); }) {
    add_upgrade<Row>(all);
  }
}

}  // namespace interlock::bench
