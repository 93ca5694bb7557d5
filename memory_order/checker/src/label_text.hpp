// SPDX-License-Identifier: MIT
/// @file
/// Any text as part of a label like HTML in the language of Graphviz.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace interlock::checker {

/// What is no character becomes a question mark.
[[nodiscard]] std::string escaped(std::string_view text);

/// The same in several lines of about `width` characters.
[[nodiscard]] std::string escaped_lines(std::string_view text, std::size_t width);

}  // namespace interlock::checker
