// SPDX-License-Identifier: MIT
/// @file
/// What interlock-check does with its arguments.
#pragma once

#include <iosfwd>
#include <string>

namespace interlock::checks {

/// 0: no client has failed; 1: some has, or shows nothing; 2: bad usage. `reasons` is the
/// file of reasons for orders that no client needs.
[[nodiscard]] int run_command(int argc, const char* const* argv, const std::string& reasons,
                              std::ostream& out, std::ostream& errors);

}  // namespace interlock::checks
