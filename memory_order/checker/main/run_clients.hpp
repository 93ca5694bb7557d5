// SPDX-License-Identifier: MIT
/// @file
/// What the program of `interlock::checker_main` does with its arguments.
#pragma once

#include <iosfwd>

namespace interlock::checker {

/// Explores the clients of the program and prints their verdicts. 0: none has failed; 1: some has,
/// or shows nothing (or, with --complete, was not explored completely); 2: bad usage.
[[nodiscard]] int run_clients(int argc, const char* const* argv, std::ostream& out,
                              std::ostream& errors);

}  // namespace interlock::checker
