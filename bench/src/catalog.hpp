// SPDX-License-Identifier: MIT
/// @file
/// What can be measured: one entry per row, scenario and thread count. Rows enter it from the files
/// of rows/ and peers/, each of which announces itself with a `contribution`.
#pragma once

#include "src/settings.hpp"

#include <benchmark/benchmark.h>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace interlock::bench {

enum class better { lower, higher };

/// One number that an entry measures.
struct metric {
  std::string label;
  std::string unit;
  better direction = better::lower;
};

struct entry {
  std::string kind;      ///< "locks", "queues", ...
  std::string family;    ///< rows that promise the same compare with each other: "FIFO", "parking"
  std::string scenario;  ///< "uncontended", "contended, empty", ...
  std::string row;       ///< "interlock::mutex", "std::mutex", ...
  bool is_peer = true;
  unsigned threads = 1;
  /// The first one ranks the rows; the others are shown beside it. A metric's value is the counter
  /// of its label. If the benchmark sets no such counter, it is the processor time per operation:
  /// one thread that never waits costs the same whatever else runs on the machine.
  std::vector<metric> metrics;
  double operations_per_iteration = 1;
  bool windowed = false;  ///< one iteration is one window; otherwise Google Benchmark repeats it
  std::function<void(benchmark::State&, const settings&)> run;

  [[nodiscard]] std::string name() const;
};

class catalog {
 public:
  explicit catalog(unsigned processors, unsigned threads_max) noexcept
      : processors_{processors}, threads_max_{threads_max == 0 ? 4 * processors : threads_max} {}

  /// Adds an entry unless it needs more threads than allowed.
  void add(entry one);

  /// 1, 2, 4, ... four times the processors, and the number of processors itself.
  [[nodiscard]] std::vector<unsigned> thread_counts() const;
  [[nodiscard]] unsigned processors() const noexcept { return processors_; }
  [[nodiscard]] const std::vector<entry>& entries() const noexcept { return entries_; }

 private:
  unsigned processors_;
  unsigned threads_max_;
  std::vector<entry> entries_;
};

/// A file of rows: what the library is called, and what it adds.
struct contribution {
  contribution(std::string_view library, void (*add)(catalog&));
};

/// The libraries that have rows, in no particular order.
[[nodiscard]] std::vector<std::string> contributors();

/// Lets every contribution add its entries.
void collect(catalog& all);

}  // namespace interlock::bench
