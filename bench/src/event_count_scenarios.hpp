// SPDX-License-Identifier: MIT
/// @file
/// How event counts are measured, and what takes their place elsewhere: something to wait with for
/// a condition on atomic data. A row has `using type` with `change(function)`, which calls the
/// function and tells whoever waits, and `wait(condition)`.
#pragma once

#include "src/row.hpp"
#include "src/team.hpp"

#include <atomic>
#include <cstdint>

namespace interlock::bench {

template <class Row>
void change_for_nobody(benchmark::State& state, const settings&) {
  padded<typename Row::type> event;
  padded<std::atomic<std::uint64_t>> value;
  for (auto _ : state) {
    event.value.change([&] { value.value.fetch_add(1, std::memory_order::relaxed); });
  }
  benchmark::DoNotOptimize(&event);
}

/// Two threads wait for their turn and hand it on.
template <class Row>
void change_handoff(benchmark::State& state, const settings& how) {
  one_window(state, [&] {
    struct shared_state {
      typename Row::type event[2];
      alignas(2 * cache_line) std::atomic<unsigned> turn{0};
      bool over = false;
    };
    padded<shared_state> shared;
    const team_result result = run_team(how, 2, [&](unsigned index, const auto& stop) {
      shared_state& all = shared.value;
      const unsigned other = 1 - index;
      std::uint64_t done = 0;
      for (bool leave = false; !leave; ++done) {
        all.event[index].wait([&] { return all.turn.load(std::memory_order::acquire) == index; });
        leave = all.over = all.over || stop.load(std::memory_order::relaxed);
        all.event[other].change([&] { all.turn.store(other, std::memory_order::release); });
      }
      return done;
    });
    state.counters["one way"] = result.seconds / static_cast<double>(result.total()) * 1e9;
    return result.seconds;
  });
}

template <class Row>
void add_event_count(catalog& all) {
  entry alone = entry_of<Row>("event counts", "nobody waits", 1, {{"change+notify", "ns"}});
  alone.run = change_for_nobody<Row>;
  all.add(std::move(alone));

  entry handoff = entry_of<Row>("event counts", "ping-pong", 2, {{"one way", "ns"}});
  handoff.windowed = true;
  handoff.run = change_handoff<Row>;
  all.add(std::move(handoff));
}

}  // namespace interlock::bench
