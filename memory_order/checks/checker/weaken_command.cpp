// SPDX-License-Identifier: MIT
/// @file
/// See weaken_command.hpp.
#include "weaken_command.hpp"

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace interlock::checks {
namespace {

[[nodiscard]] const char* verdict_of(const weakened_order& each) {
  if (!each.found_by.empty()) return "necessary";
  return each.survives() ? "survived" : "justified";
}

[[nodiscard]] nlohmann::json to_json(const weakened_order& each) {
  nlohmann::json all{{"order", each.name}, {"rows", each.rows}, {"verdict", verdict_of(each)}};
  if (!each.found_by.empty()) {
    all["found_by"] = each.found_by;
    all["failure"] = checker::name_of(each.how);
  }
  if (!each.reason.empty()) all["reason"] = each.reason;
  return all;
}

void print(const weakened_order& done, std::size_t number, std::size_t all) {
  const std::string why =
      done.found_by.empty() ? done.reason
                            : done.found_by + " finds a " + std::string{checker::name_of(done.how)};
  std::printf("%3zu of %zu  %-54s %s%s%s\n", number, all, done.name.c_str(), verdict_of(done),
              why.empty() ? "" : ": ", why.c_str());
  std::fflush(stdout);
}

void write(const weaken_report& report, const std::string& path) {
  nlohmann::json all{{"survivors", report.survivors()}, {"stale", report.stale}};
  for (const weakened_order& each : report.orders) all["orders"].push_back(to_json(each));
  std::ofstream file{path};
  file << all.dump(1) << '\n';
  if (!file) throw std::runtime_error{path + ": cannot be written"};
}

}  // namespace

int run_weakening(const std::vector<catalog_entry>& entries, const weaken_request& wanted) {
  weaken_report report = weaken_all(entries, wanted.options, &print);
  if (!wanted.all_entries) report.stale.clear();
  if (!wanted.json.empty()) write(report, wanted.json);
  for (const std::string& each : report.stale) {
    std::printf("stale: a reason is on file for '%s', but no such weakening survives\n",
                each.c_str());
  }
  const std::size_t all = report.orders.size();
  std::printf(
      "%zu weakenings, %zu survivors: score %.1f %%\n", all, report.survivors(),
      all == 0 ? 0.0
               : 100.0 * static_cast<double>(all - report.survivors()) / static_cast<double>(all));
  return report.passed() ? 0 : 1;
}

}  // namespace interlock::checks
