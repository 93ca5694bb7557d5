// SPDX-License-Identifier: MIT
/// @file
/// How events and latches are measured: as gates that one thread waits at and another one opens. A
/// row has `using type`, default constructible, with `open()` and `wait()`; each object is used
/// once, and making it is part of what is measured.
#pragma once

#include "src/row.hpp"
#include "src/series.hpp"
#include "src/team.hpp"

#include <cstdint>

namespace interlock::bench {

template <class Row>
void open_gate(benchmark::State& state, const settings&) {
  for (auto _ : state) {
    typename Row::type gate;
    benchmark::DoNotOptimize(&gate);
    gate.open();
    gate.wait();
  }
}

/// Two threads open gates for each other in turn.
template <class Row>
void gate_handoff(benchmark::State& state, const settings& how) {
  one_window(state, [&] {
    series<typename Row::type> ping;
    series<typename Row::type> pong;
    padded<bool> last;
    const team_result result = run_team(how, 2, [&](unsigned index, const auto& stop) {
      std::uint64_t done = 0;
      for (bool over = false; !over; ++done) {
        if (index == 0) {
          ping.renew(done);
          pong.renew(done);
          over = last.value = stop.load(std::memory_order::relaxed);
          ping[done].open();
          pong[done].wait();
        } else {
          ping[done].wait();
          over = last.value;
          pong[done].open();
        }
      }
      return done;
    });
    if (result.operations[0] != result.operations[1]) {
      state.SkipWithError("a thread passed a gate that was not open");
    }
    state.counters["one way"] = result.seconds / static_cast<double>(result.total()) * 1e9;
    return result.seconds;
  });
}

template <class Row>
void add_gate(catalog& all) {
  entry alone = entry_of<Row>("gates", "uncontended", 1, {{"make+open+wait", "ns"}});
  alone.run = open_gate<Row>;
  all.add(std::move(alone));

  entry handoff = entry_of<Row>("gates", "ping-pong", 2, {{"one way", "ns"}});
  handoff.windowed = true;
  handoff.run = gate_handoff<Row>;
  all.add(std::move(handoff));
}

}  // namespace interlock::bench
