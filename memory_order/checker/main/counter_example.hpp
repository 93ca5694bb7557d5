// SPDX-License-Identifier: MIT
/// @file
/// What a program that explores clients shows of a failed execution, and where.
#pragma once

#include <interlock/checker/result.hpp>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <utility>

namespace interlock::checker {

enum class trace_form : std::uint8_t { none, text, json, dot, svg };

constexpr const char* trace_forms = "none, text, json, dot or svg";

/// Throws `std::invalid_argument`, saying what it may be, if `name` is none of `trace_forms`.
[[nodiscard]] trace_form trace_form_of(const std::string& name);

/// Whether this form is for a file, not for a terminal.
[[nodiscard]] constexpr bool needs_file(trace_form form) noexcept {
  return form != trace_form::none && form != trace_form::text;
}

class counter_examples {
 public:
  /// In `form`, to `file`, or, if that is empty, to where the message goes.
  counter_examples(trace_form form, std::string file) : form_{form}, file_{std::move(file)} {}

  /// Prints the failure of `client` to `out`. The file gets the first failed execution. Throws
  /// `std::runtime_error` if it cannot be written.
  void show(const std::string& client, const result& found, std::ostream& out);

 private:
  void write(const execution& failed) const;

  trace_form form_;
  std::string file_;
  std::string written_;  ///< the client that is in the file
};

}  // namespace interlock::checker
