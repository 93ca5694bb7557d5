// SPDX-License-Identifier: MIT
/// @file
/// Where in the source an operation stands. Every operation of the model takes one as its last,
/// defaulted parameter, so a history names the line of the algorithm. (`std::source_location` would
/// do, but Clang 14 lacks it.)
#pragma once

namespace interlock::relacy {

struct location {
  const char* file;
  int line;

  [[nodiscard]] static constexpr location current(const char* file = __builtin_FILE(),
                                                  int line = __builtin_LINE()) noexcept {
    return {file, line};
  }
};

}  // namespace interlock::relacy
