// SPDX-License-Identifier: MIT
/// @file
/// The arguments of interlock-check.
#pragma once

#include "counter_example.hpp"
#include "session.hpp"

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <variant>

namespace interlock::checks {

struct request {
  bool list = false;
  bool weaken = false;
  bool estimate = false;
  bool full = false;
  bounds bound{.seconds = 10};
  std::optional<std::uint64_t> samples;
  std::optional<std::uint64_t> seed;
  unsigned jobs = 1;
  std::string filter;
  std::string json;
  std::string reasons;  ///< the file of reasons for orders that no client needs
  std::string as_if;
  std::string replay;
  checker::trace_form trace = checker::trace_form::text;
  std::string output;
};

/// The request, or the exit status with which to stop (after --help or an error, printed).
/// `reasons` is the file of reasons unless the arguments name another one.
[[nodiscard]] std::variant<request, int> parse(int argc, const char* const* argv,
                                               const std::string& reasons, std::ostream& out,
                                               std::ostream& errors);

}  // namespace interlock::checks
