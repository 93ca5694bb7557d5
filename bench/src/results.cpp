// SPDX-License-Identifier: MIT
/// @file
/// From Google Benchmark's runs to measurements.
#include "src/results.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace interlock::bench {
namespace {

double value_of(const benchmark::BenchmarkReporter::Run& run, const entry& what,
                const metric& wanted) {
  const auto counter = run.counters.find(wanted.label);
  if (counter != run.counters.end()) return counter->second.value;
  const double operations = static_cast<double>(run.iterations) * what.operations_per_iteration;
  return run.cpu_accumulated_time / operations * 1e9;
}

/// Interpolates between the two nearest values of a sorted list.
double quantile(const std::vector<double>& sorted, double fraction) {
  const double place = fraction * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

}  // namespace

spread spread_of(std::vector<double> values) {
  if (values.empty()) throw std::invalid_argument{"spread_of: no values"};
  std::sort(values.begin(), values.end());
  return {quantile(values, 0.5), quantile(values, 0.25), quantile(values, 0.75),
          values.front(),        values.back(),          values.size()};
}

collector::collector(const std::map<std::string, const entry*>& entries) : entries_{entries} {}

void collector::ReportRuns(const std::vector<Run>& runs) {
  measurement one;
  std::vector<std::vector<double>> values;
  for (const Run& run : runs) {
    if (run.run_type != Run::RT_Iteration) continue;
    one.what = entries_.at(run.run_name.function_name);
    if (run.error_occurred) {
      failures_.push_back({one.what->name(), run.error_message});
      return;
    }
    values.resize(one.what->metrics.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i].push_back(value_of(run, *one.what, one.what->metrics[i]));
    }
  }
  for (auto& each : values) one.metrics.push_back(spread_of(std::move(each)));
  if (!one.metrics.empty()) measurements_.push_back(std::move(one));
}

}  // namespace interlock::bench
