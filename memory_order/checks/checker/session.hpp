// SPDX-License-Identifier: MIT
/// @file
/// Running the catalog: to see every client pass.
#pragma once

#include <interlock/checker/explore.hpp>

#include "catalog.hpp"

#include <cstdint>

namespace interlock::checks {

/// Where an exploration stops before it has seen everything; 0 is no bound.
struct bounds {
  double seconds = 0;
  std::uint64_t executions = 0;
};

/// What the environment asks of the checker, within `bound`.
[[nodiscard]] checker::options options_within(const bounds& bound);

struct checked_client {
  const catalog_entry* entry;
  checker::result found;
};

[[nodiscard]] checked_client check(const catalog_entry& entry, const checker::options& wanted);

}  // namespace interlock::checks
