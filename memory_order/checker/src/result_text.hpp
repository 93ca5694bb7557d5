// SPDX-License-Identifier: MIT
/// @file
/// A result as text, for the way from one process to another. The failed execution stays behind:
/// its token is enough to have it again.
#pragma once

#include <interlock/checker/result.hpp>

#include <string>

namespace interlock::checker {

[[nodiscard]] std::string to_text(const result& found);
/// Throws `std::runtime_error` unless `text` comes from `to_text`.
[[nodiscard]] result result_from(const std::string& text);

}  // namespace interlock::checker
