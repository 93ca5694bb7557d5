// SPDX-License-Identifier: MIT
/// @file
/// How programs that explore clients word what proves nothing: random executions and guesses.
#pragma once

#include <interlock/checker/explore.hpp>
#include <interlock/checker/result.hpp>

#include <iosfwd>
#include <string>
#include <vector>

namespace interlock::checker {

/// The verdict, which is `sampled` if only random executions have passed.
[[nodiscard]] const char* verdict_text(const result& found) noexcept;

/// The guesses of `estimate`, a line for each client.
class guess_table {
 public:
  /// Prints the head of the table to `out`. `names` are those of the clients to come.
  guess_table(const std::vector<std::string>& names, std::ostream& out);

  void add(const std::string& name, const estimation& guess);

 private:
  std::ostream& out_;
  int width_;
};

}  // namespace interlock::checker
