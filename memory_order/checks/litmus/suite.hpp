// SPDX-License-Identifier: MIT
/// @file
/// Litmus tests in JSON: programs with what each memory model allows (format: README.md).
#pragma once

#include "outcome.hpp"
#include "program.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace interlock::litmus {

struct litmus_test {
  std::string family;  ///< the shape that it varies: "MP", "SB", ...
  litmus::program program;
  outcome cpp20;
  outcome sc;

  [[nodiscard]] const outcome& expected(model under) const noexcept {
    return under == model::cpp20 ? cpp20 : sc;
  }
};

/// The tests of a file. Throws `std::runtime_error` that names the file, the test and what was
/// expected if the file cannot be read or a test is malformed.
[[nodiscard]] std::vector<litmus_test> read_suite(const std::string& path);

/// The program in the object `{"name": ..., "locations": ..., "threads": ...}`; other members are
/// ignored. Throws `std::runtime_error`.
[[nodiscard]] program program_from_json(std::string_view text);

/// The opposite, on one line.
[[nodiscard]] std::string to_json(const program& program);

}  // namespace interlock::litmus
