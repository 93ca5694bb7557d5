// SPDX-License-Identifier: MIT
/// @file
/// Exploring in several processes: the parts of a search need nothing of each other.
#pragma once

#include <interlock/checker/options.hpp>
#include <interlock/checker/result.hpp>

namespace interlock::checker {

class machine;

/// Throws `std::invalid_argument` for options that ask for something that only one process can do,
/// and `std::runtime_error` if a process cannot be made or dies.
[[nodiscard]] result explore_in_parallel(const options& wanted, machine& search);

}  // namespace interlock::checker
