// SPDX-License-Identifier: MIT
/// @file
/// How places are measured where threads sleep at an address. A row has
///
///     static void sleep_while(const std::atomic<std::uint32_t>& word, std::uint32_t value);
///     static void wake(std::atomic<std::uint32_t>& word);  // the only sleeper, if there is one
#pragma once

#include "src/row.hpp"
#include "src/team.hpp"

#include <atomic>
#include <cstdint>
#include <vector>

namespace interlock::bench {

template <class Row>
void wake_nobody(benchmark::State& state, const settings&) {
  padded<std::atomic<std::uint32_t>> word;
  benchmark::DoNotOptimize(&word);
  for (auto _ : state) Row::wake(word.value);
}

/// Pairs of threads let each other go in turn, each pair at a word of its own.
template <class Row>
void sleep_in_turn(benchmark::State& state, const settings& how, unsigned threads) {
  one_window(state, [&] {
    std::vector<padded<std::atomic<std::uint32_t>>> turns(threads / 2);
    std::vector<padded<bool>> last(threads / 2);
    const team_result result = run_team(how, threads, [&](unsigned index, const auto& stop) {
      auto& turn = turns[index / 2].value;
      bool& over = last[index / 2].value;
      std::uint64_t done = 0;
      for (bool ending = false; !ending; ++done) {
        if (index % 2 == 0) {
          ending = over = stop.load(std::memory_order::relaxed);
          turn.store(1);
          Row::wake(turn);
          while (turn.load() == 1) Row::sleep_while(turn, 1);
        } else {
          while (turn.load() == 0) Row::sleep_while(turn, 0);
          ending = over;
          turn.store(0);
          Row::wake(turn);
        }
      }
      return done;
    });
    for (unsigned i = 0; i < threads; i += 2) {
      if (result.operations[i] != result.operations[i + 1]) {
        state.SkipWithError("a thread went on out of turn");
      }
    }
    state.counters["handovers"] = static_cast<double>(result.total()) / result.seconds / 1e6;
    state.counters["min/max share"] = result.min_max_share();
    return result.seconds;
  });
}

template <class Row>
void add_parking_lot(catalog& all) {
  constexpr const char* kind = "parking lots";
  entry alone = entry_of<Row>(kind, "wake nobody", 1, {{"wake", "ns"}});
  alone.run = wake_nobody<Row>;
  all.add(std::move(alone));

  for (const unsigned threads : all.thread_counts()) {
    if (threads % 2 != 0) continue;
    entry turns = entry_of<Row>(
        kind, "pairs in turn", threads,
        {{"handovers", "M/s", better::higher}, {"min/max share", "", better::higher}});
    turns.windowed = true;
    turns.run = [threads](benchmark::State& state, const settings& how) {
      sleep_in_turn<Row>(state, how, threads);
    };
    all.add(std::move(turns));
  }
}

}  // namespace interlock::bench
