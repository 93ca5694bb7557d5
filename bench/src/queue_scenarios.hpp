// SPDX-License-Identifier: MIT
/// @file
/// How queues are measured. A queue row has
///
///     using type;                                    // a queue of std::uint64_t
///     static constexpr std::size_t producers, consumers;  // how many it allows, or `any_number`
///     static constexpr bool bounded;
///     static auto make(std::size_t capacity);        // a smart pointer to a `type`
///     static bool try_push(type&, std::uint64_t);
///     static bool try_pop(type&, std::uint64_t&);
///
/// and, where threads keep handles, `producer` and `consumer` types with those two as members.
#pragma once

#include "src/queue_traffic.hpp"
#include "src/row.hpp"
#include "src/team.hpp"

#include <cstddef>
#include <cstdint>

namespace interlock::bench {

template <class Row>
void push_pop_pair(benchmark::State& state, const settings&) {
  const thread_scope<Row> scope;
  const auto queue = Row::make(queue_capacity);
  producer_of<Row> in{*queue};
  consumer_of<Row> out{*queue};
  std::uint64_t sent = 0;
  std::uint64_t wrong = 0;
  for (auto _ : state) {
    std::uint64_t value = 0;
    wrong += in.try_push(++sent) ? 0U : 1U;
    wrong += out.try_pop(value) && value == sent ? 0U : 1U;
  }
  if (wrong != 0) state.SkipWithError("an element was lost or changed");
}

template <class Row>
void push_pop_burst(benchmark::State& state, const settings&) {
  const thread_scope<Row> scope;
  const auto queue = Row::make(queue_capacity);
  producer_of<Row> in{*queue};
  consumer_of<Row> out{*queue};
  std::uint64_t wrong = 0;
  for (auto _ : state) {
    for (std::uint64_t i = 0; i < burst_length; ++i) wrong += in.try_push(i) ? 0U : 1U;
    for (std::uint64_t i = 0; i < burst_length; ++i) {
      std::uint64_t value = 0;
      wrong += out.try_pop(value) && value == i ? 0U : 1U;
    }
  }
  if (wrong != 0) state.SkipWithError("an element was lost or changed");
}

/// One element goes back and forth between two threads over two queues.
template <class Row>
void queue_round_trip(benchmark::State& state, const settings& how) {
  constexpr std::uint64_t last = std::uint64_t{1} << 40;
  one_window(state, [&] {
    const thread_scope<Row> scope;
    const auto there = Row::make(queue_capacity);
    const auto back = Row::make(queue_capacity);
    const team_result result = run_team(how, 2, [&](unsigned index, const auto& stop) {
      const thread_scope<Row> inner;
      producer_of<Row> in{index == 0 ? *there : *back};
      consumer_of<Row> out{index == 0 ? *back : *there};
      std::uint64_t done = 0;
      for (std::uint64_t value = 0; value != last; ++done) {
        if (index == 0) push(in, stop.load(std::memory_order::relaxed) ? last : done + 1);
        value = pop(out);
        if (index == 1) push(in, value);
      }
      return done;
    });
    if (result.operations[0] != result.operations[1]) state.SkipWithError("an element was lost");
    const auto rounds = static_cast<double>(result.operations[0]);
    state.counters["round trip"] = result.seconds / rounds * 1e9;
    return result.seconds;
  });
}

template <class Row>
void queue_throughput(benchmark::State& state, const settings& how, unsigned producers,
                      unsigned consumers) {
  one_window(state, [&] {
    const thread_scope<Row> scope;
    const auto queue = Row::make(queue_capacity);
    traffic<Row> flow{*queue, producers, consumers};
    const team_result result =
        run_team(how, producers + consumers, [&](unsigned index, const auto& stop) {
          const thread_scope<Row> inner;
          return index % 2 == 0 ? flow.produce(index / 2, stop) : flow.consume(index / 2, stop);
        });
    if (!flow.conserved()) state.SkipWithError("elements were lost, invented or changed");
    state.counters["throughput"] = static_cast<double>(flow.consumed()) / result.seconds / 1e6;
    return result.seconds;
  });
}

template <class Row>
void add_queue(catalog& all) {
  entry pair = entry_of<Row>("queues", "push+pop pair", 1, {{"push+pop", "ns"}});
  pair.run = push_pop_pair<Row>;
  all.add(std::move(pair));

  entry burst = entry_of<Row>("queues", "burst of 512", 1, {{"push+pop", "ns"}});
  burst.operations_per_iteration = burst_length;
  burst.run = push_pop_burst<Row>;
  all.add(std::move(burst));

  entry trip = entry_of<Row>("queues", "round trip", 2, {{"round trip", "ns"}});
  trip.windowed = true;
  trip.run = queue_round_trip<Row>;
  all.add(std::move(trip));

  for (const unsigned side : {1U, 2U, 4U}) {
    if (side > Row::producers || side > Row::consumers) continue;
    const std::string n = std::to_string(side);
    entry flow = entry_of<Row>("queues", n + "p" + n + "c", 2 * side,
                               {{"throughput", "M/s", better::higher}});
    flow.windowed = true;
    flow.run = [side](benchmark::State& state, const settings& how) {
      queue_throughput<Row>(state, how, side, side);
    };
    all.add(std::move(flow));
  }
}

}  // namespace interlock::bench
