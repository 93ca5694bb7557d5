// SPDX-License-Identifier: MIT
/// @file
/// What was measured: for each entry and metric the values of all repetitions.
#pragma once

#include "src/catalog.hpp"

#include <benchmark/benchmark.h>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace interlock::bench {

/// Where the values of the repetitions lie. Half of them are between the quartiles.
struct spread {
  double median = 0;
  double lower_quartile = 0;
  double upper_quartile = 0;
  double min = 0;
  double max = 0;
  std::size_t repetitions = 0;
};

[[nodiscard]] spread spread_of(std::vector<double> values);

struct measurement {
  const entry* what = nullptr;
  std::vector<spread> metrics;  ///< as many as the entry has, in its order
};

struct failure {
  std::string benchmark;
  std::string message;
};

/// Listens to Google Benchmark.
class collector : public benchmark::BenchmarkReporter {
 public:
  /// `entries` by the name under which they were registered; must outlive the collector.
  explicit collector(const std::map<std::string, const entry*>& entries);

  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override;

  [[nodiscard]] const std::vector<measurement>& measurements() const noexcept {
    return measurements_;
  }
  [[nodiscard]] const std::vector<failure>& failures() const noexcept { return failures_; }

 private:
  const std::map<std::string, const entry*>& entries_;
  std::vector<measurement> measurements_;
  std::vector<failure> failures_;
};

}  // namespace interlock::bench
