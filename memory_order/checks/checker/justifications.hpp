// SPDX-License-Identifier: MIT
/// @file
/// Reasons for orders that no client can need.
#pragma once

#include <map>
#include <string>

namespace interlock::checks {

/// By the name of the weakening: see order_label.hpp.
using justifications = std::map<std::string, std::string>;

/// Reads lines `weakening: reason`; empty ones and those that start with # do not count. Throws
/// `std::runtime_error` naming the file and the line if one is malformed or comes twice.
[[nodiscard]] justifications read_justifications(const std::string& path);

}  // namespace interlock::checks
