// SPDX-License-Identifier: MIT
/// @file
/// Grouping, ratios and the console tables.
#include "src/comparison.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <map>
#include <tuple>

namespace interlock::bench {
namespace {

double primary(const compared_row& row) { return row.measured->metrics.front().median; }

bool higher_is_better(const comparison& table) {
  return table.example->metrics.front().direction == better::higher;
}

/// How many times worse `value` is than `best`.
double ratio(double value, double best, bool higher) {
  const double over = higher ? best : value;
  const double under = higher ? value : best;
  return under > 0 ? over / under : 0;
}

void fill_ratios(comparison& table) {
  const bool higher = higher_is_better(table);
  for (auto& row : table.rows) {
    for (const auto& other : table.rows) {
      if (!other.measured->what->is_peer) continue;
      const double against = ratio(primary(row), primary(other), higher);
      row.to_best_peer = std::max(row.to_best_peer, against);
      if (other.measured->what->family == row.measured->what->family) {
        row.to_best_of_kin = std::max(row.to_best_of_kin, against);
      }
    }
  }
}

[[gnu::format(printf, 2, 3)]] void append(std::string& text, const char* format, ...) {
  char line[512];
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  text += line;
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, value >= 1e5 ? "%.3g" : value >= 1000 ? "%.0f" : "%.3g", value);
  return text;
}

std::string times(double value) {
  if (value == 0) return "-";
  char text[32];
  std::snprintf(text, sizeof text, value >= 100 ? "%.0f" : "%.2f", value);
  return text;
}

void append_table(std::string& text, const comparison& table) {
  const entry& e = *table.example;
  append(text, "\n%s / %s / %u thread%s (%s, %s is better)\n", e.kind.c_str(), e.scenario.c_str(),
         e.threads, e.threads == 1 ? "" : "s", e.metrics.front().label.c_str(),
         higher_is_better(table) ? "higher" : "lower");
  append(text, "  %-38s %-18s %10s %19s %8s %8s", "", "family", e.metrics.front().unit.c_str(),
         "quartiles", "x peer", "x kin");
  for (std::size_t i = 1; i < e.metrics.size(); ++i) {
    append(text, " %13s", e.metrics[i].label.c_str());
  }
  text += '\n';
  for (const auto& row : table.rows) {
    const entry& what = *row.measured->what;
    const spread& main = row.measured->metrics.front();
    append(text, "%s %-38s %-18s %10s %19s %8s %8s", what.is_peer ? " " : "*", what.row.c_str(),
           what.family.c_str(), number(main.median).c_str(),
           (number(main.lower_quartile) + "-" + number(main.upper_quartile)).c_str(),
           times(row.to_best_peer).c_str(), times(row.to_best_of_kin).c_str());
    for (std::size_t i = 1; i < e.metrics.size(); ++i) {
      append(text, " %13s", number(row.measured->metrics[i].median).c_str());
    }
    text += '\n';
  }
}

void append_losses(std::string& text, const std::vector<comparison>& tables) {
  int losses = 0;
  std::string lines;
  for (const auto& table : tables) {
    for (const auto& row : table.rows) {
      if (!is_loss(row)) continue;
      ++losses;
      append(lines, "  %-70s %sx\n", row.measured->what->name().c_str(),
             times(row.to_best_of_kin).c_str());
    }
  }
  append(text,
         "\ninterlock is more than %.0f %% slower than the best peer of its family in %d case%s\n",
         (tolerated_ratio - 1) * 100, losses, losses == 1 ? "" : "s");
  text += lines;
}

}  // namespace

std::vector<comparison> compare(const std::vector<measurement>& all) {
  std::vector<comparison> tables;
  std::map<std::tuple<std::string, std::string, unsigned>, std::size_t> places;
  for (const auto& one : all) {
    const auto [place, fresh] =
        places.try_emplace({one.what->kind, one.what->scenario, one.what->threads}, tables.size());
    if (fresh) tables.push_back({one.what, {}});
    tables[place->second].rows.push_back({&one});
  }
  for (auto& table : tables) {
    fill_ratios(table);
    const bool higher = higher_is_better(table);
    std::stable_sort(table.rows.begin(), table.rows.end(),
                     [higher](const compared_row& a, const compared_row& b) {
                       return higher ? primary(a) > primary(b) : primary(a) < primary(b);
                     });
  }
  std::stable_sort(tables.begin(), tables.end(), [](const comparison& a, const comparison& b) {
    return std::tie(a.example->kind, a.example->scenario, a.example->threads) <
           std::tie(b.example->kind, b.example->scenario, b.example->threads);
  });
  return tables;
}

bool is_loss(const compared_row& row) {
  return !row.measured->what->is_peer && row.to_best_of_kin > tolerated_ratio;
}

std::string summary(const std::vector<comparison>& tables, const std::vector<failure>& failures) {
  std::string text;
  for (const auto& table : tables) append_table(text, table);
  text +=
      "\n* interlock. x peer: how many times slower than the best peer; x kin: than the best peer "
      "of the same family.\n";
  append_losses(text, tables);
  for (const auto& each : failures) {
    append(text, "FAILED %s: %s\n", each.benchmark.c_str(), each.message.c_str());
  }
  return text;
}

}  // namespace interlock::bench
