// SPDX-License-Identifier: MIT
/// @file
/// A failed execution as text. The steps are a table with a row for each and a column for each
/// thread; as only one cell of a row is used, it may be wider than its column.
#include <interlock/checker/render.hpp>

#include "phrases.hpp"

#include <algorithm>
#include <sstream>

namespace interlock::checker {
namespace {

constexpr std::size_t most_steps = 200;
constexpr std::size_t margin = 7;  ///< for the mark and the number
constexpr std::size_t widest_place = 28;
constexpr std::size_t widest_column = 34;
constexpr std::size_t least_cell = 42;
constexpr std::size_t least_column = 6;

void pad(std::string& line, std::size_t width) {
  if (line.size() < width) line.resize(width, ' ');
}

/// `text` in lines of at most `width` characters, broken at spaces.
[[nodiscard]] std::vector<std::string> wrapped(std::string text, std::size_t width) {
  std::vector<std::string> lines;
  while (text.size() > width) {
    auto space = text.rfind(' ', width);
    if (space == std::string::npos || space == 0) space = text.find(' ', width);
    if (space == std::string::npos) break;
    lines.push_back(text.substr(0, space));
    text.erase(0, space + 1);
  }
  lines.push_back(std::move(text));
  return lines;
}

class table {
 public:
  table(const execution& failed, std::size_t width) : failed_{failed} {
    std::size_t place = 0;
    for (const step& each : failed.steps) place = std::max(place, each.where.text().size());
    const std::size_t rest = width - std::min(width, std::min(place, widest_place) + 1);
    places_ = std::max(rest, margin + least_cell);
    const auto others = static_cast<std::size_t>(std::max(failed.threads - 1, 1));
    column_ = std::min((places_ - margin - least_cell) / others, widest_column);
    if (column_ < least_column) column_ = 0;  // too many threads: each row names its own
  }

  [[nodiscard]] std::string text() {
    add_header();
    const std::vector<bool> shown = shown_steps(failed_, most_steps);
    std::size_t hidden = 0;
    for (std::size_t i = 0; i < failed_.steps.size(); ++i) {
      if (!shown[i]) {
        ++hidden;
        continue;
      }
      if (hidden != 0) out_ << "       ... " << hidden << " steps ...\n";
      hidden = 0;
      add_row(i);
    }
    return out_.str();
  }

 private:
  [[nodiscard]] std::size_t start_of(int thread) const {
    return margin + column_ * static_cast<std::size_t>(thread);
  }

  void add_header() {
    std::string line;
    for (int t = 0; t < failed_.threads && column_ != 0; ++t) {
      pad(line, start_of(t));
      line += "T" + std::to_string(t);
    }
    if (!line.empty()) out_ << line << '\n';
  }

  void add_row(std::size_t number) {
    const step& s = failed_.steps[number];
    const std::size_t start = start_of(s.thread);
    const std::string place = s.where.text();
    std::string cell = column_ != 0 ? "" : "T" + std::to_string(s.thread) + " ";
    cell += sentence_of(failed_, s);
    const std::string remarks = remarks_on(s);
    const std::size_t room = places_ - start - 1;
    std::vector<std::string> lines = wrapped(cell, room);
    if (!remarks.empty() && lines.back().size() + 2 + remarks.size() <= room) {
      lines.back() += "  " + remarks;
    } else if (!remarks.empty()) {
      for (const std::string& each : wrapped(remarks, room - 2)) lines.push_back("  " + each);
    }
    std::string line = s.guilty ? "> " : "  ";
    const std::string digits = std::to_string(number + 1);
    line += std::string(4 - std::min<std::size_t>(digits.size(), 4), ' ') + digits + " ";
    for (std::size_t i = 0; i < lines.size(); ++i) {
      pad(line, start);
      line += lines[i];
      if (i == 0 && !place.empty()) {
        pad(line, places_);
        line += place;
      }
      out_ << line << '\n';
      line.clear();
    }
  }

  const execution& failed_;
  std::size_t places_ = 0;  ///< the column of the places in the source
  std::size_t column_ = 0;  ///< the width of a thread's
  std::ostringstream out_;
};

/// Lines of `width` characters, all but the first one indented.
void add_paragraph(std::ostringstream& out, const std::string& text, std::size_t width) {
  bool first = true;
  for (const std::string& each : wrapped(text, width - 4)) {
    out << (first ? "" : "    ") << each << '\n';
    first = false;
  }
}

void add_guilty(std::ostringstream& out, const execution& failed, std::size_t width) {
  for (const guilty_step& each : failed.guilty) {
    const step& s = failed.steps[static_cast<std::size_t>(each.step)];
    std::string place = s.where.text();
    if (place.empty()) {
      for (int i = each.step; i-- > 0 && place.empty();) {
        const step& earlier = failed.steps[static_cast<std::size_t>(i)];
        if (earlier.thread == s.thread && !earlier.where.text().empty()) {
          place = "after " + earlier.where.text();
        }
      }
    }
    add_paragraph(out, "> #" + std::to_string(each.step + 1) + " " + each.text + "  " + place,
                  width);
  }
}

void add_objects(std::ostringstream& out, const execution& failed, std::size_t width) {
  std::size_t widest = 0;
  const auto objects = shown_objects(failed);
  for (const auto* each : objects) widest = std::max(widest, each->name.size());
  for (const auto* each : objects) {
    std::string line = "  " + each->name;
    pad(line, widest + 4);
    line += describe(failed, *each);
    std::string source = source_line(each->made);
    constexpr std::size_t gap = 4;
    constexpr std::size_t least_source = 16;
    if (!source.empty() && line.size() + gap + least_source <= width) {
      const std::size_t room = width - line.size() - gap;
      if (source.size() > room) source.replace(room - 3, std::string::npos, "...");
      line += std::string(gap, ' ') + source;
    }
    out << line << '\n';
  }
}

}  // namespace

std::string to_text(const execution& failed, std::size_t width) {
  constexpr std::size_t least_width = 60;
  width = std::max(width, least_width);
  std::ostringstream out;
  add_guilty(out, failed, width);
  for (const missing_edge& each : failed.missing) {
    add_paragraph(out, "missing edge: " + each.text, width);
  }
  out << table{failed, width}.text();
  if (!failed.interleaving) {
    add_paragraph(out,
                  "no interleaving of the threads gives these values; stale: a step above has "
                  "written a newer one",
                  width);
  }
  add_objects(out, failed, width);
  if (!failed.replay.empty()) out << "replay: " << failed.replay << '\n';
  return out.str();
}

}  // namespace interlock::checker
