// SPDX-License-Identifier: MIT
/// @file
/// Options from environment variables, so that a test that exists can be run with other bounds:
/// `INTERLOCK_CHECKER_MAX_SECONDS=60 ./my_test`.
#pragma once

#include <interlock/checker/options.hpp>

#include <string>

namespace interlock::checker {

/// `defaults`, changed by each variable `INTERLOCK_CHECKER_<NAME OF THE OPTION>` that is set.
/// Throws `std::invalid_argument`, naming the variable and what it may be, if a value makes no
/// sense or a variable of this prefix names no option.
[[nodiscard]] options options_from_environment(options defaults = {});

/// The variables and their values, a line for each.
[[nodiscard]] std::string environment_help();

}  // namespace interlock::checker
