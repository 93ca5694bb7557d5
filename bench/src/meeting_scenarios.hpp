// SPDX-License-Identifier: MIT
/// @file
/// How barriers and latches are measured: threads wait for each other, round after round. A row has
/// `using type`, constructible from the number of threads, with `meet()`. One with `static
/// constexpr bool once = true` is made anew for each round, by one of the threads.
#pragma once

#include "src/row.hpp"
#include "src/series.hpp"
#include "src/team.hpp"

#include <atomic>
#include <cstdint>
#include <type_traits>

namespace interlock::bench {
namespace detail {

/// Where all rounds take place.
template <class T>
class one_place {
 public:
  explicit one_place(int threads) : place_{threads} {}
  T& operator[](std::uint64_t) noexcept { return place_; }
  void renew(std::uint64_t) noexcept {}

 private:
  alignas(2 * cache_line) T place_;
};

template <class Row>
inline constexpr bool serves_once = false;
template <class Row>
requires requires { Row::once; }
inline constexpr bool serves_once<Row> = Row::once;

template <class Row>
using places = std::conditional_t<serves_once<Row>, series<typename Row::type, int>,
                                  one_place<typename Row::type>>;

/// What the first thread says before a round, and the others read after it.
struct announcement {
  std::uint64_t round = 0;
  bool over = false;
};

}  // namespace detail

template <class Row>
void meet_alone(benchmark::State& state, const settings&) {
  detail::places<Row> place{1};
  std::uint64_t round = 0;
  for (auto _ : state) {
    place.renew(round);
    place[round].meet();
    ++round;
  }
}

template <class Row>
void meet_in_rounds(benchmark::State& state, const settings& how, unsigned threads) {
  one_window(state, [&] {
    detail::places<Row> place{static_cast<int>(threads)};
    // Two, as a thread that leaves one round may find the first thread on its way to the next one.
    padded<detail::announcement> said[2];
    padded<std::atomic<bool>> mixed;
    const team_result result = run_team(how, threads, [&](unsigned index, const auto& stop) {
      std::uint64_t round = 0;
      for (bool over = false; !over; ++round) {
        detail::announcement& here = said[round % 2].value;
        if (index == 0) {
          place.renew(round);
          here = {round, stop.load(std::memory_order::relaxed)};
        }
        place[round].meet();
        if (here.round != round) mixed.value.store(true, std::memory_order::relaxed);
        over = here.over;
      }
      return round;
    });
    if (mixed.value.load()) state.SkipWithError("a thread did not wait for the others");
    state.counters["round"] = result.seconds / static_cast<double>(result.operations[0]) * 1e9;
    return result.seconds;
  });
}

template <class Row>
void add_meeting(catalog& all) {
  entry alone = entry_of<Row>("meetings", "uncontended", 1, {{"round", "ns"}});
  alone.run = meet_alone<Row>;
  all.add(std::move(alone));

  for (const unsigned threads : all.thread_counts()) {
    if (threads == 1) continue;
    entry rounds = entry_of<Row>("meetings", "rounds", threads, {{"round", "ns"}});
    rounds.windowed = true;
    rounds.run = [threads](benchmark::State& state, const settings& how) {
      meet_in_rounds<Row>(state, how, threads);
    };
    all.add(std::move(rounds));
  }
}

}  // namespace interlock::bench
