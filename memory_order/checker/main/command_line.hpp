// SPDX-License-Identifier: MIT
/// @file
/// The arguments of a program of clients.
#pragma once

#include <interlock/checker/options.hpp>

#include "counter_example.hpp"

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <variant>

namespace interlock::checker {

/// What the user wants; what is not given is left to each client.
struct request {
  bool list = false;
  bool estimate = false;
  bool complete = false;  ///< an exploration that is stopped at a bound counts as failed
  std::string filter;
  trace_form trace = trace_form::text;
  std::string output;  ///< the file for the first failed execution
  std::string replay;
  std::optional<double> seconds;
  std::optional<std::uint64_t> executions;
  std::optional<std::uint32_t> operations;
  std::optional<std::uint64_t> samples;
  std::optional<std::uint64_t> seed;
  std::optional<unsigned> jobs;
  std::optional<model> memory;
  std::optional<std::uint32_t> spurious_wakeups;
  std::optional<std::uint32_t> weak_failures;
  bool short_wakes = false;
  std::optional<std::uint32_t> reuse;
  bool no_timeouts = false;
  bool no_leaks = false;

  /// For clients that bound nothing themselves.
  static constexpr double default_seconds = 10;

  /// `own` as this request changes it.
  [[nodiscard]] options applied_to(options own) const;
};

/// The request, or the exit code with which to stop (after --help or an error, printed).
[[nodiscard]] std::variant<request, int> parse(int argc, const char* const* argv, std::ostream& out,
                                               std::ostream& errors);

}  // namespace interlock::checker
