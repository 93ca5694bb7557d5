// SPDX-License-Identifier: MIT
/// @file
/// A litmus program as text, one column a thread.
#include "names.hpp"
#include "program.hpp"

#include <algorithm>

namespace interlock::litmus {
namespace {

using column = std::vector<std::string>;

class thread_writer {
 public:
  thread_writer(const program& program, const thread& owner) : program_{program}, owner_{owner} {}

  [[nodiscard]] column write() {
    write(owner_.operations, "");
    return std::move(lines_);
  }

 private:
  void write(const std::vector<operation>& operations, const std::string& indent) {
    for (const operation& op : operations) {
      if (op.what != kind::branch) {
        lines_.push_back(indent + statement(op));
        continue;
      }
      lines_.push_back(indent + "if (" + name(op.target) + " == " + text(op.expected) + ") {");
      write(op.then, indent + "  ");
      lines_.push_back(indent + "}");
    }
  }

  [[nodiscard]] std::string name(std::size_t index) const { return owner_.registers[index]; }

  [[nodiscard]] std::string text(const operand& used) const {
    return used.from == operand::source::constant ? std::to_string(used.value)
                                                  : name(static_cast<std::size_t>(used.value));
  }

  [[nodiscard]] std::string statement(const operation& op) const {
    const std::string order = std::string{name_of(op.order)};
    if (op.what == kind::fence) return "fence(" + order + ")";
    const std::string& place = program_.locations[op.location].name;
    const std::string result = reads(op.what) ? name(op.target) + " = " : "";
    if (op.what == kind::await)
      return result + "await(" + place + " " + std::string{name_of(op.relation)} + " " +
             text(op.expected) + ", " + order + ")";
    std::string arguments;
    if (op.what == kind::compare_exchange) arguments += text(op.expected) + ", ";
    if (writes(op.what)) arguments += text(op.value) + ", ";
    arguments += order;
    if (op.what == kind::compare_exchange)
      arguments += ", " + std::string{name_of(op.failure_order)};
    return result + place + "." + std::string{name_of(op.what)} + "(" + arguments + ")";
  }

  const program& program_;
  const thread& owner_;
  column lines_;
};

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, text.size()), ' ');
}

std::string without_trailing_spaces(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

/// The columns side by side.
std::string join(const std::vector<column>& columns) {
  std::size_t height = 0;
  std::vector<std::size_t> widths;
  for (const column& lines : columns) {
    height = std::max(height, lines.size());
    std::size_t width = 0;
    for (const std::string& line : lines) width = std::max(width, line.size());
    widths.push_back(width);
  }
  std::string text;
  for (std::size_t row = 0; row < height; ++row) {
    std::string line;
    for (std::size_t index = 0; index < columns.size(); ++index) {
      const std::string cell = row < columns[index].size() ? columns[index][row] : "";
      line += (index == 0 ? "  " : " | ") + padded(cell, widths[index]);
    }
    text += without_trailing_spaces(std::move(line)) + "\n";
  }
  return text;
}

}  // namespace

std::string to_text(const program& program) {
  std::string text = program.name + ":";
  for (const location& place : program.locations)
    text += " " + place.name + " = " + std::to_string(place.initial) + ";";
  std::vector<column> columns;
  for (std::size_t index = 0; index < program.threads.size(); ++index) {
    column lines = thread_writer{program, program.threads[index]}.write();
    lines.insert(lines.begin(), "thread " + std::to_string(index));
    columns.push_back(std::move(lines));
  }
  return text + "\n" + join(columns);
}

}  // namespace interlock::litmus
