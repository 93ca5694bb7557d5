// SPDX-License-Identifier: MIT
/// @file
/// How `call_once` is measured. A row has `using type`, the flag, default constructible, with
/// `call(function)` for a `void (*)()`.
#pragma once

#include "src/row.hpp"
#include "src/team.hpp"

#include <cstdint>

namespace interlock::bench {
namespace detail {

/// What the functions do: nothing that the compiler can foresee.
inline std::uint64_t once_runs = 0;
inline void run_once() {
  ++once_runs;
  benchmark::ClobberMemory();
}

}  // namespace detail

template <class Row>
void call_again(benchmark::State& state, const settings&) {
  padded<typename Row::type> flag;
  const std::uint64_t before = detail::once_runs;
  for (auto _ : state) {
    flag.value.call(&detail::run_once);
    benchmark::ClobberMemory();
  }
  if (detail::once_runs != before + 1) state.SkipWithError("the function did not run once");
}

template <class Row>
void call_first(benchmark::State& state, const settings&) {
  const std::uint64_t before = detail::once_runs;
  for (auto _ : state) {
    typename Row::type flag;
    benchmark::DoNotOptimize(&flag);
    flag.call(&detail::run_once);
  }
  if (detail::once_runs != before + static_cast<std::uint64_t>(state.iterations())) {
    state.SkipWithError("the function did not run once for each flag");
  }
}

template <class Row>
void add_once(catalog& all) {
  entry again = entry_of<Row>("call once", "done", 1, {{"call", "ns"}});
  again.run = call_again<Row>;
  all.add(std::move(again));

  entry first = entry_of<Row>("call once", "first call", 1, {{"make+call", "ns"}});
  first.run = call_first<Row>;
  all.add(std::move(first));
}

}  // namespace interlock::bench
