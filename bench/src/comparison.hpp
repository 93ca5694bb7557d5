// SPDX-License-Identifier: MIT
/// @file
/// Rows beside each other: one table for each kind, scenario and number of threads, sorted from the
/// best to the worst, and interlock's losses.
#pragma once

#include "src/results.hpp"

#include <string>
#include <vector>

namespace interlock::bench {

struct compared_row {
  const measurement* measured = nullptr;
  double to_best_peer = 0;    ///< 2 means twice as slow as the best peer; 0 without one
  double to_best_of_kin = 0;  ///< the same among the peers of the row's family
};

struct comparison {
  const entry* example = nullptr;  ///< any entry of the table: its kind, scenario and threads
  std::vector<compared_row> rows;
};

/// Sorted by kind, scenario and number of threads.
[[nodiscard]] std::vector<comparison> compare(const std::vector<measurement>& all);

/// A row of interlock that is more than this much slower than the best peer of its family loses.
inline constexpr double tolerated_ratio = 1.10;

[[nodiscard]] bool is_loss(const compared_row& row);

/// The tables, the losses and the failures as text.
[[nodiscard]] std::string summary(const std::vector<comparison>& tables,
                                  const std::vector<failure>& failures);

}  // namespace interlock::bench
