// SPDX-License-Identifier: MIT
/// @file
/// A failed execution as a graph in the language of Graphviz: a column for each thread, in which
/// time runs downwards, and the relations of the memory model between the steps. The places of the
/// nodes are given: no layout that Graphviz finds keeps the columns in order.
#include <interlock/checker/render.hpp>
#include <interlock/checker/result.hpp>

#include "label_text.hpp"
#include "phrases.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <string_view>
#include <utility>

namespace interlock::checker {
namespace {

constexpr std::size_t most_steps = 80;
/// A relation between steps.
struct relation {
  std::string_view name;
  std::string_view color;
  std::string_view style;
};
constexpr relation program_order{"program order", "#9aa0a6", "solid"};
constexpr relation start_or_join{"start, join", "#bdc1c6", "dashed"};
constexpr relation reads_from{"reads from (rf)", "#188038", "solid"};
constexpr relation synchronizes{"synchronizes with (sw)", "#1a56db", "bold"};
constexpr relation modification_order{"modification order (mo)", "#b06000", "dashed"};
constexpr relation overtaken{"reads what was overwritten (fr)", "#8430ce", "dotted"};
constexpr relation missing{"missing", "#d93025", "dashed"};
constexpr relation race{"race", "#d93025", "dotted"};

class drawing {
 public:
  explicit drawing(const execution& failed)
      : failed_{failed}, shown_{shown_steps(failed, most_steps)} {
    std::vector<std::size_t> widest(static_cast<std::size_t>(failed.threads));
    for (std::size_t i = 0; i < failed.steps.size(); ++i) {
      if (!shown_[i]) continue;
      const step& s = failed.steps[i];
      auto& width = widest[static_cast<std::size_t>(s.thread)];
      width = std::max({width, sentence_of(failed, s).size() + 4, remark_on(s).size()});
      ++rows_;
    }
    std::size_t left = 0;
    for (const std::size_t each : widest) {
      const std::size_t width = std::max(each * character, least_column) + between_columns;
      columns_.push_back(left + width / 2);
      left += width;
    }
  }

  [[nodiscard]] std::string text() {
    add_nodes();
    add_starts();
    add_program_order();
    add_relations();
    add_stale();
    add_missing();
    add_race();
    std::ostringstream all;
    all << "digraph execution {\n"
           "  graph [layout=neato, splines=true, inputscale=72, fontname=\"Helvetica\",\n"
           "         fontsize=13, labelloc=t, labeljust=l, pad=0.3, bgcolor=white,\n"
           "         label=<"
        << title() << ">];\n"
        << "  node [fontname=\"Helvetica\", fontsize=11, shape=box, style=\"rounded,filled\",\n"
           "        fillcolor=white, color=\"#5f6368\", margin=\"0.1,0.05\", height=0.3];\n"
           "  edge [fontname=\"Helvetica\", fontsize=9, arrowsize=0.7];\n"
        << out_.str() << "}\n";
    return all.str();
  }

 private:
  // In points.
  static constexpr std::size_t character = 7;
  static constexpr std::size_t least_column = 90;
  static constexpr std::size_t between_columns = 60;
  static constexpr std::size_t row = 50;

  [[nodiscard]] bool is_shown(int step) const {
    return step >= 0 && shown_[static_cast<std::size_t>(step)];
  }
  [[nodiscard]] const step& at(int number) const {
    return failed_.steps[static_cast<std::size_t>(number)];
  }

  [[nodiscard]] std::string title() const {
    constexpr std::size_t width = 90;
    std::string text = "<b>" + escaped_lines(failed_.message, width) + "</b><br align=\"left\"/>";
    for (const missing_edge& each : failed_.missing) {
      text += "<font color=\"" + std::string{missing.color} +
              "\">missing edge: " + escaped_lines(each.text, width) + "</font><br align=\"left\"/>";
    }
    std::string key;
    for (const relation* each : used_) {
      key += "<font color=\"" + std::string{each->color} + "\">\u2014 " + std::string{each->name} +
             "</font>&nbsp;&nbsp; ";
    }
    if (!key.empty()) text += "<font point-size=\"10\">" + key + "</font><br align=\"left\"/>";
    return text;
  }

  [[nodiscard]] static std::string remark_on(const step& s) {
    std::string text = s.stale ? "stale" : "";
    for (std::size_t i = 0; i < s.alternatives.size(); ++i) {
      text += i != 0 ? " or " : text.empty() ? "could be " : ", could be ";
      text += s.alternatives[i].value;
    }
    const std::string place = s.where.text();
    if (!text.empty() && !place.empty()) text += "; ";
    return text + place;
  }

  /// Where the node of thread `t` in row `number` from the top stands.
  [[nodiscard]] std::string position(int t, std::size_t number) const {
    return "pos=\"" + std::to_string(columns_[static_cast<std::size_t>(t)]) + "," +
           std::to_string((rows_ - number) * row) + "!\"";
  }

  void add_nodes() {
    for (int t = 0; t < failed_.threads; ++t) {
      out_ << "  t" << t << " [" << position(t, 0)
           << ", shape=plaintext, style=\"\", label=<<b>thread " << t << "</b>>];\n";
    }
    std::size_t number = 0;
    for (std::size_t i = 0; i < failed_.steps.size(); ++i) {
      if (shown_[i]) add_node(i, ++number);
    }
  }

  void add_node(std::size_t number, std::size_t in_row) {
    const step& s = failed_.steps[number];
    std::string label = escaped("#" + std::to_string(number + 1) + " " + sentence_of(failed_, s));
    const std::string remark = remark_on(s);
    if (!remark.empty()) {
      label += "<br/><font point-size=\"9\" color=\"#5f6368\">" + escaped(remark) + "</font>";
    }
    out_ << "  s" << number + 1 << " [" << position(s.thread, in_row) << ", label=<" << label
         << ">";
    if (s.guilty) out_ << ", fillcolor=\"#fce8e6\", color=\"" << missing.color << "\", penwidth=2";
    out_ << "];\n";
  }

  void edge(int from, int to, const relation& how, std::string_view label = {}) {
    if (!is_shown(from) || !is_shown(to)) return;
    if (std::find(used_.begin(), used_.end(), &how) == used_.end()) used_.push_back(&how);
    out_ << "  s" << from + 1 << " -> s" << to + 1 << " [color=\"" << how.color << "\", style=\""
         << how.style << '"';
    if (&how == &missing || &how == &race) out_ << ", penwidth=1.8";
    if (&how == &race) out_ << ", dir=both";
    if (!label.empty()) {
      out_ << ", fontcolor=\"" << how.color
           << "\", label=<<table border=\"0\" cellpadding=\"1\" bgcolor=\"white\"><tr><td>" << label
           << "</td></tr></table>>";
    }
    out_ << "];\n";
  }

  void add_program_order() {
    std::map<int, int> last;
    for (std::size_t i = 0; i < failed_.steps.size(); ++i) {
      if (!shown_[i]) continue;
      const int number = static_cast<int>(i);
      const int t = failed_.steps[i].thread;
      if (const auto found = last.find(t); found != last.end()) {
        const auto hidden =
            std::count(shown_.begin() + found->second, shown_.begin() + number, false);
        edge(found->second, number, program_order, hidden == 0 ? "" : "...");
      }
      last[t] = number;
    }
  }

  /// A start leads to the first step of its thread, and the last one to its join.
  void add_starts() {
    std::map<int, std::pair<int, int>> ends;
    for (std::size_t i = 0; i < failed_.steps.size(); ++i) {
      const int number = static_cast<int>(i);
      if (!shown_[i]) continue;
      ends.try_emplace(failed_.steps[i].thread, number, number).first->second.second = number;
    }
    for (std::size_t i = 0; i < failed_.steps.size(); ++i) {
      const step& s = failed_.steps[i];
      const auto found = ends.find(s.other);
      if (!shown_[i] || found == ends.end()) continue;
      const int number = static_cast<int>(i);
      if (s.kind == step_kind::start) {
        edge(number, found->second.first, start_or_join);
      } else if (s.kind == step_kind::join) {
        edge(found->second.second, number, start_or_join);
      }
    }
  }

  /// Whether `to` reads what `from` has written.
  [[nodiscard]] bool is_read(int from, int to) const {
    return is_shown(to) && at(to).read && from >= 0 && at(to).read->step == from;
  }
  [[nodiscard]] bool is_missing(int from, int to) const {
    return std::any_of(failed_.missing.begin(), failed_.missing.end(),
                       [&](const missing_edge& each) {
                         return each.between.from == from && each.between.to == to;
                       });
  }
  [[nodiscard]] bool is_synchronized(int from, int to) const {
    return std::any_of(failed_.synchronizations.begin(), failed_.synchronizations.end(),
                       [&](const step_edge& each) { return each.from == from && each.to == to; });
  }

  void add_relations() {
    for (std::size_t i = 0; i < failed_.steps.size(); ++i) {
      const step& s = failed_.steps[i];
      const int to = static_cast<int>(i);
      if (!s.read || s.read->step < 0) continue;
      const int from = s.read->step;
      if (at(from).thread == s.thread || is_missing(from, to) || is_synchronized(from, to))
        continue;
      edge(from, to, reads_from, "rf");
    }
    for (const step_edge& each : failed_.synchronizations) {
      edge(each.from, each.to, synchronizes, is_read(each.from, each.to) ? "rf, sw" : "sw");
    }
    for (const shared_object& object : failed_.objects) {
      for (std::size_t i = 0; i + 1 < object.writes.size(); ++i) {
        const int from = object.writes[i];
        const int to = object.writes[i + 1];
        if (at(from).thread == at(to).thread || is_read(from, to)) continue;
        edge(from, to, modification_order, "mo");
      }
    }
  }

  /// From a read of an old value to the write after that, if it is above.
  void add_stale() {
    for (std::size_t i = 0; i < failed_.steps.size(); ++i) {
      const step& s = failed_.steps[i];
      if (!s.stale) continue;
      const auto& writes = failed_.objects[static_cast<std::size_t>(s.object)].writes;
      const auto found = std::find(writes.begin(), writes.end(), s.read->step);
      const auto next = found == writes.end() ? writes.begin() : found + 1;
      if (next != writes.end()) edge(static_cast<int>(i), *next, overtaken, "fr");
    }
  }

  void add_missing() {
    for (const missing_edge& each : failed_.missing) {
      const auto [from, to] = each.between;
      std::string label = each.lacks_release && each.lacks_acquire ? "not ordered"
                          : each.lacks_release                     ? "no release"
                                                                   : "no acquire";
      if (is_read(from, to)) label = "rf, " + label;
      edge(from, to, missing, label);
    }
  }

  void add_race() {
    if (failed_.kind != failure::data_race || failed_.guilty.size() != 2) return;
    edge(failed_.guilty.front().step, failed_.guilty.back().step, race, "race");
  }

  const execution& failed_;
  std::vector<bool> shown_;
  std::vector<std::size_t> columns_;  ///< the middle of each thread's
  std::size_t rows_ = 0;
  std::vector<const relation*> used_;
  std::ostringstream out_;
};

}  // namespace

std::string to_dot(const execution& failed) { return drawing{failed}.text(); }

}  // namespace interlock::checker
