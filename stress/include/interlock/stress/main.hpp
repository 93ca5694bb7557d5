// SPDX-License-Identifier: MIT
/// @file
/// The command line of `interlock-stress`, over any suite of cases.
#pragma once

#include <interlock/stress/test_case.hpp>

namespace interlock::stress {

/// Exit codes of a stress program; the worst one wins, in the order 4, 1, 3, 5, 0.
namespace exit_code {
inline constexpr int passed = 0;
inline constexpr int failed = 1;
inline constexpr int usage = 2;
inline constexpr int hang = 3;
inline constexpr int harness_error = 4;
inline constexpr int inconclusive = 5;  // only with --strict
inline constexpr int nothing_runnable = 77;
}  // namespace exit_code

/// Runs the cases that the arguments select, prints a table, and returns the exit code. Leaves
/// through `_exit` when a hung case left threads behind.
int run_main(const suite& cases, int argc, const char* const* argv);

}  // namespace interlock::stress
