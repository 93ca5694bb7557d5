// SPDX-License-Identifier: MIT
/// @file
/// How large the search will be [Knuth75]: a random path from the root of the tree of runs, each
/// node counted as often as there are nodes like it: the product of the numbers of alternatives on
/// the way.
#include "machine.hpp"

#include <algorithm>
#include <cmath>

namespace interlock::checker {

estimation machine::estimate(double seconds) {
  start();
  estimation found;
  result total;
  double sum = 0;
  double sum_of_squares = 0;
  const auto is_enough = [&] {
    if (total.kind != failure::none) return true;
    return wanted_.samples != 0 ? found.probes == wanted_.samples : found.seconds >= seconds;
  };
  while (found.probes == 0 || !is_enough()) {
    const double size = probe(total);
    sum += size;
    sum_of_squares += size * size;
    ++found.probes;
    found.seconds = seconds_since_start();
  }
  const auto probes = static_cast<double>(found.probes);
  found.executions = sum / probes;
  if (found.probes > 1) {
    const double variance = (sum_of_squares - sum * sum / probes) / (probes - 1);
    found.standard_error = std::sqrt(std::max(variance, 0.0) / probes);
  }
  found.seconds_to_explore = found.executions * found.seconds / static_cast<double>(total.runs);
  return found;
}

double machine::probe(result& total) {
  explorer_.restart();
  double size = 0;
  double weight = 1;
  do {
    const std::uint64_t before = total.complete + total.blocked;
    if (!run_and_judge(total)) break;
    size += weight * static_cast<double>(total.complete + total.blocked - before);
    // A revisit is no run: its places are.
    std::size_t count = 0;
    do {
      count = explorer_.keep_one(random_);
      weight *= static_cast<double>(count);
    } while (count != 0 && explorer_.open_revisit());
    if (count == 0) break;
  } while (explorer_.advance());
  return size;
}

}  // namespace interlock::checker
