// SPDX-License-Identifier: MIT
/// @file
/// Parses the arguments of interlock-bench.
#pragma once

#include "src/settings.hpp"

#include <string>
#include <variant>

namespace interlock::bench {

/// Ends the program with `status` after printing `message`.
struct early_exit {
  int status;
  std::string message;
};

inline constexpr int usage_error = 2;

[[nodiscard]] std::variant<settings, early_exit> parse_command_line(int argc,
                                                                    const char* const* argv);

}  // namespace interlock::bench
