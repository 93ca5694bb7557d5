// SPDX-License-Identifier: MIT
/// @file
/// `interlock-check --weaken`: its output and its exit status.
#pragma once

#include "catalog.hpp"
#include "weaken.hpp"

#include <string>
#include <vector>

namespace interlock::checks {

struct weaken_request {
  weaken_options options;
  /// Whether `entries` is the whole catalog, so that a reason which no weakening has is stale.
  bool all_entries = true;
  std::string json;  ///< the file to write the results to, if any
};

/// Returns 0 if every order is necessary or justified, 1 otherwise.
[[nodiscard]] int run_weakening(const std::vector<catalog_entry>& entries,
                                const weaken_request& wanted);

}  // namespace interlock::checks
