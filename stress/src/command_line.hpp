// SPDX-License-Identifier: MIT
/// @file
/// The arguments of a stress program.
#pragma once

#include <interlock/stress/placement.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace interlock::stress {

struct settings {
  bool list = false;
  bool list_placements = false;
  bool strict = false;
  bool isolate = true;
  std::string filter = "*";
  std::chrono::milliseconds duration{500};
  std::chrono::milliseconds watchdog{0};
  std::vector<unsigned> threads{0};  ///< 0: what suits the case and the placement
  std::vector<placement> placements{all_placements.begin(), all_placements.end()};
  std::uint64_t seed = 0;
  std::string json_file;
  std::optional<std::string> topology;
};

/// The program is to end at once: with `message` on standard output when the exit code is 0, on
/// standard error otherwise.
struct early_exit {
  int code;
  std::string message;
};

std::variant<settings, early_exit> parse_command_line(int argc, const char* const* argv);

/// "500ms", "2s", "1m"; nothing for anything else.
std::optional<std::chrono::milliseconds> parse_duration(const std::string& text);

/// "500ms", "2s"
std::string to_string(std::chrono::milliseconds duration);

}  // namespace interlock::stress
