// SPDX-License-Identifier: MIT
/// @file
/// See order_label.hpp.
#include "order_label.hpp"

#include <filesystem>
#include <fstream>
#include <regex>

namespace interlock::checks {
namespace {

/// Lines of code between a note and the line that a compiler reports for an operation below it.
constexpr unsigned longest_statement = 6;

[[nodiscard]] bool is_comment(const std::string& line) {
  const auto start = line.find_first_not_of(' ');
  return start != std::string::npos && line.compare(start, 2, "//") == 0;
}

[[nodiscard]] std::vector<std::string> lines_of(const std::string& file) {
  std::vector<std::string> lines;
  std::ifstream source{file};
  for (std::string line; std::getline(source, line);) lines.push_back(line);
  return lines;
}

/// The order that `change` makes weaker.
[[nodiscard]] std::memory_order weakened(const checker::weakening& change) {
  const bool on_failure = change.what == checker::weakening::part::failure_order;
  return on_failure ? change.where.failure : change.where.order;
}

}  // namespace

std::string label_above(const std::vector<std::string>& source, unsigned line,
                        std::memory_order order) {
  std::size_t end = std::min<std::size_t>(line, source.size());  // one past the comment's last line
  const std::size_t first = end > longest_statement ? end - longest_statement : 0;
  while (end > first && !is_comment(source[end - 1])) --end;
  if (end == first) return {};
  std::size_t begin = end;
  while (begin > 0 && is_comment(source[begin - 1])) --begin;
  std::string notes;
  for (std::size_t i = begin; i < end; ++i) {
    const auto text = source[i].find_first_not_of(" /");
    if (text != std::string::npos) notes += source[i].substr(text) + ' ';
  }
  const std::regex note{std::string{"\\(([\\w -]+)\\) "} + checker::name_of(order) + ":"};
  std::smatch found;
  return std::regex_search(notes, found, note) ? found[1].str() : std::string{};
}

std::string name_of(const checker::weakening& change) {
  const std::string label =
      label_above(lines_of(change.where.file), change.where.line, weakened(change));
  if (label.empty()) return change.text();
  const std::string to = change.what == checker::weakening::part::whole_fence
                             ? "removed"
                             : checker::name_of(change.to);
  return std::filesystem::path{change.where.file}.filename().string() + " (" + label + ") " +
         checker::name_of(weakened(change)) + " -> " + to;
}

}  // namespace interlock::checks
