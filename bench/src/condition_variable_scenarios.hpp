// SPDX-License-Identifier: MIT
/// @file
/// How condition variables are measured. A row has `using type`, a condition variable together with
/// its mutex: `lock()`, `unlock()`, `wait()` (with the mutex held), `notify_one()` and
/// `notify_all()`; and, if it has stop tokens, `wait(token, ready)`.
#pragma once

#include "src/row.hpp"
#include "src/team.hpp"

#include <atomic>
#include <cstdint>
#include <stop_token>

namespace interlock::bench {

template <class Row>
concept stoppable_row = requires(typename Row::type& condition, std::stop_token token) {
  condition.wait(token, [] { return true; });
};

template <class Row>
void notify_nobody(benchmark::State& state, const settings&) {
  padded<typename Row::type> condition;
  benchmark::DoNotOptimize(&condition);
  for (auto _ : state) condition.value.notify_one();
}

/// Two threads wait for their turn, with a stop token or without; each gives the other its turn and
/// notifies, outside of the mutex.
template <class Row, bool Stoppable>
void condition_handoff(benchmark::State& state, const settings& how) {
  one_window(state, [&] {
    struct shared_state {
      typename Row::type condition;
      unsigned turn = 0;
      bool over = false;
    };
    padded<shared_state> shared;
    const std::stop_source never;
    const team_result result = run_team(how, 2, [&](unsigned index, const auto& stop) {
      auto& [condition, turn, over] = shared.value;
      const auto ready = [&shared, index] {
        return shared.value.turn == index || shared.value.over;
      };
      std::uint64_t done = 0;
      for (bool leave = false; !leave; ++done) {
        condition.lock();
        if constexpr (Stoppable) {
          condition.wait(never.get_token(), ready);
        } else {
          while (!ready()) condition.wait();
        }
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

/// Threads that wait for the next round, and one that begins it when all have come back from the
/// last one.
template <class Row, unsigned Waiters>
class broadcast {
 public:
  template <class Stop>
  std::uint64_t begin_rounds(const Stop& stop) {
    for (bool over = false; !over; finished_.value.wait(round_ - 1, std::memory_order::acquire)) {
      condition_.lock();
      over = over_ = stop.load(std::memory_order::relaxed);
      ++round_;
      condition_.unlock();
      condition_.notify_all();
    }
    return round_;
  }

  std::uint64_t come_back() {
    for (unsigned seen = 0;; ++seen) {
      condition_.lock();
      while (round_ == seen) condition_.wait();
      const bool over = over_;
      const bool last = ++returned_ % Waiters == 0;
      condition_.unlock();
      if (last) {
        finished_.value.store(seen + 1, std::memory_order::release);
        finished_.value.notify_one();
      }
      if (over) return 0;
    }
  }

 private:
  typename Row::type condition_;
  unsigned round_ = 0;
  unsigned returned_ = 0;
  bool over_ = false;
  padded<std::atomic<unsigned>> finished_;
};

template <class Row, unsigned Waiters>
void condition_broadcast(benchmark::State& state, const settings& how) {
  one_window(state, [&] {
    padded<broadcast<Row, Waiters>> shared;
    const team_result result = run_team(how, Waiters + 1, [&](unsigned index, const auto& stop) {
      return index == 0 ? shared.value.begin_rounds(stop) : shared.value.come_back();
    });
    state.counters["round"] = result.seconds / static_cast<double>(result.total()) * 1e9;
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
  handoff.run = condition_handoff<Row, false>;
  all.add(std::move(handoff));

  if constexpr (stoppable_row<Row>) {
    entry stoppable = entry_of<Row>(kind, "ping-pong, stoppable", 2, {{"one way", "ns"}});
    stoppable.windowed = true;
    stoppable.run = condition_handoff<Row, true>;
    all.add(std::move(stoppable));
  }

  constexpr unsigned waiters = 7;
  entry all_at_once = entry_of<Row>(kind, "notify 7 waiters", waiters + 1, {{"round", "ns"}});
  all_at_once.windowed = true;
  all_at_once.run = condition_broadcast<Row, waiters>;
  all.add(std::move(all_at_once));
}

}  // namespace interlock::bench
