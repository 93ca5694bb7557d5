// SPDX-License-Identifier: MIT
/// @file
/// Verdicts as GoogleTest assertions, which print the message, the trace and how much was explored:
///
///     EXPECT_TRUE(passes(explore({}, [] { ... })));
///     EXPECT_TRUE(fails_with(explore({}, [] { ... }), failure::data_race, "thread 1 that
///     writes"));
#pragma once

#include <interlock/checker/result.hpp>

#include <gtest/gtest.h>
#include <ostream>
#include <string>
#include <string_view>

namespace interlock::checker {

/// Also how GoogleTest prints a result.
inline void PrintTo(const result& found, std::ostream* out) {
  *out << name_of(found.outcome) << " after " << found.complete << " executions (" << found.blocked
       << " blocked, " << found.runs << " runs, " << found.seconds << " s)";
  if (found.kind != failure::none) *out << "\n" << name_of(found.kind) << ": " << found.message;
  for (const auto& [name, times] : found.outcomes) {
    if (times == 0) *out << "\nnever reached: " << name;
  }
  if (!found.trace.empty()) *out << '\n' << found.trace;
}

namespace detail {

[[nodiscard]] inline testing::AssertionResult assertion(bool holds, const result& found,
                                                        std::string_view expected) {
  if (holds) return testing::AssertionSuccess() << testing::PrintToString(found);
  return testing::AssertionFailure()
         << "expected " << expected << ", got: " << testing::PrintToString(found);
}

}  // namespace detail

/// Everything was explored and nothing failed.
[[nodiscard]] inline testing::AssertionResult passes(const result& found) {
  return detail::assertion(found.passed(), found, "the client to pass");
}

/// Some executions were explored and none failed, be it that a bound was hit.
[[nodiscard]] inline testing::AssertionResult passes_within_bounds(const result& found) {
  const bool bounded = found.outcome == verdict::incomplete && found.complete > 0;
  return detail::assertion(found.passed() || bounded, found,
                           "the client to pass as far as it is explored");
}

/// The client fails in this way, with a message that contains `mention`.
[[nodiscard]] inline testing::AssertionResult fails_with(const result& found, failure kind,
                                                         std::string_view mention = "") {
  std::string expected = std::string{"the failure '"} + name_of(kind) + "'";
  if (!mention.empty()) expected += " with '" + std::string{mention} + "' in its message";
  return detail::assertion(found.outcome == verdict::failed && found.kind == kind &&
                               found.message.find(mention) != std::string::npos,
                           found, expected);
}

}  // namespace interlock::checker
