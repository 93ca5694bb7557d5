// SPDX-License-Identifier: MIT
/// @file
/// How safe memory reclamation is measured. A reclaimer row has
///
///     struct cell;    // a pointer to a heap-allocated std::uint64_t: `cell(value)`, and
///                     // `replace(value)`, which installs a new one and retires the old one
///     struct guard;   // protects one object until the next read or its end:
///                     // `std::uint64_t read(const cell&)`
#pragma once

#include "src/row.hpp"
#include "src/team.hpp"
#include "src/work.hpp"

#include <atomic>
#include <cstdint>

namespace interlock::bench {

template <class Row>
struct alignas(2 * cache_line) padded_cell {
  explicit padded_cell(std::uint64_t initial) : value{initial} {}
  typename Row::cell value;
};

template <class Row>
void protect(benchmark::State& state, const settings&) {
  const thread_scope<Row> scope;
  padded_cell<Row> cell{1};
  typename Row::guard guard;
  std::uint64_t sum = 0;
  for (auto _ : state) sum += guard.read(cell.value);
  benchmark::DoNotOptimize(sum);
}

template <class Row>
void construct_protect(benchmark::State& state, const settings&) {
  const thread_scope<Row> scope;
  padded_cell<Row> cell{1};
  std::uint64_t sum = 0;
  for (auto _ : state) {
    typename Row::guard guard;
    sum += guard.read(cell.value);
  }
  benchmark::DoNotOptimize(sum);
}

template <class Row>
void replace(benchmark::State& state, const settings&) {
  const thread_scope<Row> scope;
  padded_cell<Row> cell{1};
  std::uint64_t version = 1;
  for (auto _ : state) cell.value.replace(++version);
}

/// One thread replaces the object about once in a microsecond; the others read it. Versions never
/// go backwards.
template <class Row>
void readers_under_writer(benchmark::State& state, const settings& how, unsigned readers) {
  one_window(state, [&] {
    const thread_scope<Row> scope;
    padded_cell<Row> cell{1};
    padded<std::atomic<bool>> wrong;
    const team_result result = run_team(how, readers + 1, [&](unsigned index, const auto& stop) {
      const thread_scope<Row> inner;
      std::uint64_t done = 0;
      if (index == 0) {
        for (; !stop.load(std::memory_order::relaxed); ++done) {
          cell.value.replace(done + 2);
          do_work(10 * steps_of_100_ns());
        }
        return done;
      }
      typename Row::guard guard;
      for (std::uint64_t last = 0; !stop.load(std::memory_order::relaxed); ++done) {
        const std::uint64_t now = guard.read(cell.value);
        if (now < last) wrong.value.store(true, std::memory_order::relaxed);
        last = now;
      }
      return done;
    });
    if (wrong.value.load()) state.SkipWithError("a reader saw an object that was replaced before");
    const std::uint64_t written = result.operations[0];
    state.counters["reads"] = static_cast<double>(result.total() - written) / result.seconds / 1e6;
    state.counters["replacements"] = static_cast<double>(written) / result.seconds / 1e6;
    return result.seconds;
  });
}

template <class Row>
void add_reclaimer(catalog& all) {
  constexpr const char* kind = "reclaimers";
  entry reused = entry_of<Row>(kind, "protect, read", 1, {{"read", "ns"}});
  reused.run = protect<Row>;
  all.add(std::move(reused));

  entry fresh = entry_of<Row>(kind, "construct, protect, destroy", 1, {{"read", "ns"}});
  fresh.run = construct_protect<Row>;
  all.add(std::move(fresh));

  entry write = entry_of<Row>(kind, "new, exchange, retire, reclaim", 1, {{"replace", "ns"}});
  write.run = replace<Row>;
  all.add(std::move(write));

  for (const unsigned readers : {1U, 3U}) {
    entry mixed =
        entry_of<Row>(kind, "readers under a writer", readers + 1,
                      {{"reads", "M/s", better::higher}, {"replacements", "M/s", better::higher}});
    mixed.windowed = true;
    mixed.run = [readers](benchmark::State& state, const settings& how) {
      readers_under_writer<Row>(state, how, readers);
    };
    all.add(std::move(mixed));
  }
}

}  // namespace interlock::bench
