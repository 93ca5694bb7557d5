// SPDX-License-Identifier: MIT
/// @file
/// See label_text.hpp.
#include "label_text.hpp"

#include <algorithm>

namespace interlock::checker {
namespace {

/// The bytes of the character at the start of `text` if it is well-formed UTF-8 of several bytes,
/// else 0. (It need not refuse all that Unicode does not use.)
[[nodiscard]] std::size_t wide_character(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf3 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xbf) return 0;
  }
  const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  const bool surrogate = first == 0xed && byte(1) > 0x9f;
  return overlong || surrogate ? 0 : size;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string safe;
  while (!text.empty()) {
    std::size_t size = 1;
    switch (const char c = text.front()) {
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '&':
        safe += "&amp;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        size = std::max<std::size_t>(wide_character(text), 1);
        if (size > 1) {
          safe += text.substr(0, size);
        } else {
          safe += c >= ' ' && c <= '~' ? c : c == '\n' ? ' ' : '?';
        }
    }
    text.remove_prefix(size);
  }
  return safe;
}

std::string escaped_lines(std::string_view text, std::size_t width) {
  constexpr std::string_view line_break = "<br align=\"left\"/>";
  std::string lines;
  for (;;) {
    auto end = text.substr(0, width).find('\n');
    if (end == std::string_view::npos && text.size() > width) end = text.rfind(' ', width);
    if (end == std::string_view::npos) return lines + escaped(text);
    lines += escaped(text.substr(0, end));
    lines += line_break;
    text.remove_prefix(end + 1);
  }
}

}  // namespace interlock::checker
