// SPDX-License-Identifier: MIT
/// @file
/// The results as a JSON document, for bench/report.
#pragma once

#include "src/results.hpp"
#include "src/settings.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace interlock::bench {

struct run_info {
  std::vector<std::string> arguments;
  settings how;
  std::chrono::duration<double> elapsed{};
};

[[nodiscard]] std::string json_document(const run_info& run, const std::vector<measurement>& all,
                                        const std::vector<failure>& failures);

}  // namespace interlock::bench
