// SPDX-License-Identifier: MIT
/// @file
/// How condition variables are measured. A row has `using type`, a condition variable together with
/// its mutex: `lock()`, `unlock()`, `wait()` (with the mutex held) and `notify_one()`.
#pragma once

#include "src/row.hpp"
#include "src/team.hpp"

#include <cstdint>

namespace interlock::bench {

template <class Row>
void notify_nobody(benchmark::State& state, const settings&) {
  padded<typename Row::type> condition;
  benchmark::DoNotOptimize(&condition);
  for (auto _ : state) condition.value.notify_one();
}

/// Two threads wait for their turn; each gives the other its turn and notifies, outside of the
/// mutex.
template <class Row>
void condition_handoff(benchmark::State& state, const settings& how) {
  one_window(state, [&] {
    struct shared_state {
      typename Row::type condition;
      unsigned turn = 0;
      bool over = false;
    };
    padded<shared_state> shared;
    const team_result result = run_team(how, 2, [&](unsigned index, const auto& stop) {
      auto& [condition, turn, over] = shared.value;
      std::uint64_t done = 0;
      for (bool leave = false; !leave; ++done) {
        condition.lock();
        while (turn != index && !over) condition.wait();
        over = over || stop.load(std::memory_order::relaxed);
        leave = over;
        turn = 1 - index;
        condition.unlock();
        condition.notify_one();
      }
      return done;
    });
    state.counters["one way"] = result.seconds / static_cast<double>(result.total()) * 1e9;
    return result.seconds;
  });
}

template <class Row>
void add_condition_variable(catalog& all) {
  constexpr const char* kind = "condition variables";
  entry alone = entry_of<Row>(kind, "notify without a waiter", 1, {{"notify_one", "ns"}});
  alone.run = notify_nobody<Row>;
  all.add(std::move(alone));

  entry handoff = entry_of<Row>(kind, "ping-pong", 2, {{"one way", "ns"}});
  handoff.windowed = true;
  handoff.run = condition_handoff<Row>;
  all.add(std::move(handoff));
}

}  // namespace interlock::bench
