// SPDX-License-Identifier: MIT
/// @file
/// See session.hpp.
#include "session.hpp"

#include <interlock/checker/environment.hpp>

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace interlock::checks {
namespace {

/// A place that names an order, and the clients that come by.
struct used_site {
  checker::site where;
  std::vector<const catalog_entry*> clients;
};

[[nodiscard]] std::vector<used_site> sites_of(const std::vector<catalog_entry>& entries,
                                              double seconds) {
  std::vector<used_site> all;
  for (const catalog_entry& entry : entries) {
    checker::options wanted;
    wanted.collect_sites = true;
    wanted.max_seconds = seconds;
    for (const checker::site& where : checker::explore(wanted, entry.body).sites) {
      auto found = std::find_if(all.begin(), all.end(),
                                [&where](const used_site& each) { return each.where == where; });
      if (found == all.end()) found = all.insert(all.end(), {where, {}});
      found->clients.push_back(&entry);
    }
  }
  return all;
}

}  // namespace

checked_client check(const catalog_entry& entry, double seconds) {
  checker::options wanted = checker::options_from_environment();
  wanted.max_seconds = seconds;
  return check(entry, wanted);
}

checked_client check(const catalog_entry& entry, const checker::options& wanted) {
  return {&entry, checker::explore(wanted, entry.body)};
}

checker::weakening find_weakening(const std::vector<catalog_entry>& entries, double seconds,
                                  const std::string& text) {
  std::string others;
  for (const used_site& site : sites_of(entries, seconds)) {
    for (const checker::weakening& change : checker::weakenings_of(site.where)) {
      if (change.text() == text) return change;
      others += "\n  " + change.text();
    }
  }
  throw std::invalid_argument{"no order of these clients can be weakened like '" + text +
                              "'; expected one of" + others};
}

std::map<std::string, std::string> read_justifications(const std::string& path) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error{path + ": cannot be read"};
  std::map<std::string, std::string> all;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const auto colon = line.find(": ");
    if (colon == std::string::npos) {
      throw std::runtime_error{path + ":" + std::to_string(number) +
                               ": expected 'weakening: reason'"};
    }
    all.emplace(line.substr(0, colon), line.substr(colon + 2));
  }
  return all;
}

std::vector<weakening_result> weaken_all(
    const std::vector<catalog_entry>& entries, double seconds,
    const std::map<std::string, std::string>& justifications,
    const std::function<void(const weakening_result&)>& progress) {
  std::vector<weakening_result> all;
  for (const used_site& site : sites_of(entries, seconds)) {
    for (const checker::weakening& change : checker::weakenings_of(site.where)) {
      weakening_result outcome;
      outcome.change = change;
      for (const catalog_entry* client : site.clients) {
        checker::options wanted;
        wanted.max_seconds = seconds;
        wanted.weaken = change;
        const checker::result found = checker::explore(wanted, client->body);
        if (found.outcome != checker::verdict::failed) continue;
        outcome.killed_by = client->name();
        outcome.how = found.kind;
        break;
      }
      const auto reason = justifications.find(change.text());
      if (outcome.killed_by.empty() && reason != justifications.end()) {
        outcome.justification = reason->second;
      }
      progress(outcome);
      all.push_back(std::move(outcome));
    }
  }
  return all;
}

}  // namespace interlock::checks
