// SPDX-License-Identifier: MIT
/// @file
/// See weaken.hpp.
#include "weaken.hpp"

#include "order_label.hpp"
#include "parallel.hpp"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <set>
#include <stdexcept>
#include <utility>

namespace interlock::checks {
namespace {

/// What one client comes by, and how much work it is.
struct survey {
  const catalog_entry* entry = nullptr;
  std::vector<checker::site> sites;
  std::uint64_t executions = 0;
};

/// A weakening, and the clients that could notice, the cheapest first.
struct candidate {
  checker::weakening change;
  std::vector<const survey*> clients;
};

[[nodiscard]] checker::options options_of(const weaken_options& wanted) {
  checker::options how = options_within(wanted.bound);
  how.jobs = 1;  // `wanted.jobs` are of explorations
  return how;
}

[[nodiscard]] bool is_under(const std::string& file, const std::vector<std::string>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&file](const std::string& part) {
    return file.find(part) != std::string::npos;
  });
}

[[nodiscard]] std::vector<survey> survey_all(const std::vector<catalog_entry>& entries,
                                             const weaken_options& wanted) {
  std::vector<survey> all(entries.size());
  for_each_index(entries.size(), wanted.jobs, [&](std::size_t i) {
    checker::options how = options_of(wanted);
    how.collect_sites = true;
    checker::result found = checker::explore(how, entries[i].body);
    all[i] = {&entries[i], std::move(found.sites), found.complete};
  });
  return all;
}

[[nodiscard]] std::vector<candidate> candidates_of(const std::vector<survey>& surveys,
                                                   const std::vector<std::string>& under) {
  std::vector<std::pair<checker::site, std::vector<const survey*>>> used;
  for (const survey& each : surveys) {
    for (const checker::site& where : each.sites) {
      if (!is_under(where.file, under)) continue;
      auto found = std::find_if(used.begin(), used.end(),
                                [&where](const auto& other) { return other.first == where; });
      if (found == used.end()) found = used.insert(used.end(), {where, {}});
      found->second.push_back(&each);
    }
  }
  std::vector<candidate> all;
  for (auto& [where, clients] : used) {
    std::stable_sort(clients.begin(), clients.end(), [](const survey* a, const survey* b) {
      return a->executions < b->executions;
    });
    for (const checker::weakening& change : checker::weakenings_of(where)) {
      all.push_back({change, clients});
    }
  }
  return all;
}

/// Whether a failure shows that the order is needed, and not that the client is unfit.
[[nodiscard]] bool counts(checker::failure how) noexcept {
  return how != checker::failure::none && how != checker::failure::nondeterminism &&
         how != checker::failure::too_many_threads;
}

[[nodiscard]] weakened_order examine(const candidate& each, const weaken_options& wanted) {
  weakened_order outcome;
  outcome.name = name_of(each.change);
  for (const survey* client : each.clients) {
    const std::string& row = client->entry->row;
    if (std::find(outcome.rows.begin(), outcome.rows.end(), row) == outcome.rows.end()) {
      outcome.rows.push_back(row);
    }
  }
  std::sort(outcome.rows.begin(), outcome.rows.end());
  for (const survey* client : each.clients) {
    checker::options how = options_of(wanted);
    how.weaken = each.change;
    const checker::failure found = checker::explore(how, client->entry->body).kind;
    if (!counts(found)) continue;
    outcome.found_by = client->entry->name();
    outcome.how = found;
    return outcome;
  }
  const auto reason = wanted.reasons.find(outcome.name);
  if (reason != wanted.reasons.end()) outcome.reason = reason->second;
  return outcome;
}

[[nodiscard]] std::vector<std::string> stale_reasons(const std::vector<weakened_order>& orders,
                                                     const justifications& reasons) {
  std::set<std::string> justified;
  for (const weakened_order& each : orders) {
    if (!each.reason.empty()) justified.insert(each.name);
  }
  std::vector<std::string> stale;
  for (const auto& [name, reason] : reasons) {
    if (justified.count(name) == 0) stale.push_back(name);
  }
  return stale;
}

}  // namespace

std::size_t weaken_report::survivors() const noexcept {
  return static_cast<std::size_t>(std::count_if(
      orders.begin(), orders.end(), [](const weakened_order& each) { return each.survives(); }));
}

weaken_report weaken_all(const std::vector<catalog_entry>& entries, const weaken_options& wanted,
                         const weaken_progress& progress) {
  const std::vector<survey> surveys = survey_all(entries, wanted);
  const std::vector<candidate> candidates = candidates_of(surveys, wanted.under);
  weaken_report report;
  report.orders.resize(candidates.size());
  std::mutex reporting;
  std::size_t done = 0;
  for_each_index(candidates.size(), wanted.jobs, [&](std::size_t i) {
    report.orders[i] = examine(candidates[i], wanted);
    const std::scoped_lock lock{reporting};
    progress(report.orders[i], ++done, candidates.size());
  });
  report.stale = stale_reasons(report.orders, wanted.reasons);
  return report;
}

checker::weakening find_weakening(const std::vector<catalog_entry>& entries,
                                  const weaken_options& wanted, const std::string& name) {
  const std::vector<survey> surveys = survey_all(entries, wanted);
  std::string others;
  for (const candidate& each : candidates_of(surveys, wanted.under)) {
    if (name_of(each.change) == name) return each.change;
    others += "\n  " + name_of(each.change);
  }
  throw std::invalid_argument{"no order of these clients can be weakened like '" + name +
                              "'; expected one of" + others};
}

}  // namespace interlock::checks
