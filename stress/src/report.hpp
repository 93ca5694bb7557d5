// SPDX-License-Identifier: MIT
/// @file
/// What a stress program shows: a live line while it runs, a table, and a JSON document.
#pragma once

#include <interlock/stress/run_case.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace interlock::stress {

/// One line of the table.
struct record {
  const test_case* what;
  placement where;
  std::uint64_t seed;     ///< of this case
  std::string reproduce;  ///< the command that runs this case alone
  result outcome;
};

struct run_info {
  std::vector<std::string> arguments;
  std::uint64_t seed;
  machine on;
  std::chrono::milliseconds duration;
  std::chrono::milliseconds elapsed{0};
};

/// The live line on standard error: once a second on a terminal, else one line in ten seconds.
class live_line {
 public:
  live_line();

  /// Shows `text` unless something was shown a moment ago.
  void show(const std::string& text);

  /// Wipes the line from a terminal, before something else is printed.
  void wipe();

 private:
  bool terminal_;
  std::chrono::steady_clock::time_point next_;
};

std::string table_header(std::size_t name_width);
std::string table_line(const record& one, std::size_t name_width);
std::string table_footer(const std::vector<record>& all, std::chrono::milliseconds elapsed);

/// The whole run as one JSON document.
std::string json_document(const run_info& run, const std::vector<record>& all);

/// The exit code that `all` stands for.
int exit_code_of(const std::vector<record>& all, bool strict);

/// "1,234,567"
std::string grouped_digits(std::uint64_t number);

}  // namespace interlock::stress
