// SPDX-License-Identifier: MIT
/// @file
/// interlock-check: runs the clients of every primitive under the model checker.
#include "session.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace {

using namespace interlock;

struct request {
  bool list = false;
  bool weaken = false;
  double seconds = 10;
  std::string filter;
  std::string json;
  std::string justifications = INTERLOCK_JUSTIFICATIONS;
};

[[nodiscard]] std::vector<checks::catalog_entry> selected(const request& wanted) {
  std::vector<checks::catalog_entry> chosen;
  for (checks::catalog_entry& each : checks::whole_catalog()) {
    if (each.name().find(wanted.filter) != std::string::npos) chosen.push_back(std::move(each));
  }
  return chosen;
}

[[nodiscard]] nlohmann::json to_json(const checks::checked_client& client) {
  const checker::result& found = client.found;
  return {{"row", client.entry->row},         {"client", client.entry->client},
          {"threads", client.entry->threads}, {"verdict", checker::name_of(found.outcome)},
          {"executions", found.complete},     {"blocked", found.blocked},
          {"events", found.most_events},      {"seconds", found.seconds},
          {"failure", found.message}};
}

int check_clients(const request& wanted, const std::vector<checks::catalog_entry>& entries) {
  std::size_t failed = 0;
  std::size_t incomplete = 0;
  nlohmann::json ledger = nlohmann::json::array();
  std::printf("%-62s %-10s %12s %10s %7s %9s\n", "client", "verdict", "executions", "blocked",
              "events", "seconds");
  for (const checks::catalog_entry& entry : entries) {
    const checks::checked_client client = checks::check(entry, wanted.seconds);
    const checker::result& found = client.found;
    std::printf("%-62s %-10s %12llu %10llu %7llu %9.2f\n", entry.name().c_str(),
                checker::name_of(found.outcome), static_cast<unsigned long long>(found.complete),
                static_cast<unsigned long long>(found.blocked),
                static_cast<unsigned long long>(found.most_events), found.seconds);
    if (found.outcome == checker::verdict::failed || found.outcome == checker::verdict::vacuous) {
      ++failed;
      std::printf("  %s\n%s", found.message.c_str(), found.trace.c_str());
    }
    incomplete += found.outcome == checker::verdict::incomplete ? 1U : 0U;
    std::fflush(stdout);
    ledger.push_back(to_json(client));
  }
  if (!wanted.json.empty()) std::ofstream{wanted.json} << ledger.dump(1) << '\n';
  std::printf(
      "%zu clients: %zu explored completely, %zu stopped at the bound of %g s (no proof), %zu "
      "failed\n",
      entries.size(), entries.size() - failed - incomplete, incomplete, wanted.seconds, failed);
  return failed == 0 ? 0 : 1;
}

int weaken_orders(const request& wanted, const std::vector<checks::catalog_entry>& entries) {
  const auto justifications = checks::read_justifications(wanted.justifications);
  std::size_t survivors = 0;
  const auto results = checks::weaken_all(
      entries, wanted.seconds, justifications, [&survivors](const checks::weakening_result& each) {
        survivors += each.survives() ? 1U : 0U;
        const std::string verdict =
            !each.killed_by.empty()
                ? "necessary: " + each.killed_by + " (" + checker::name_of(each.how) + ")"
            : each.survives() ? "SURVIVED"
                              : "justified: " + each.justification;
        std::printf("%-72s %s\n", each.change.text().c_str(), verdict.c_str());
        std::fflush(stdout);
      });
  std::printf("%zu weakenings, %zu survivors: score %.1f %%\n", results.size(), survivors,
              results.empty() ? 0.0
                              : 100.0 * static_cast<double>(results.size() - survivors) /
                                    static_cast<double>(results.size()));
  return survivors == 0 && !results.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  request wanted;
  CLI::App app{
      "Runs the clients of every primitive under the model checker of the C++20 memory model."};
  app.add_flag("--list", wanted.list, "print the clients and stop");
  app.add_flag("--weaken", wanted.weaken,
               "weaken each memory order in turn; some client must fail");
  app.add_option("--seconds", wanted.seconds, "bound for each exploration; 0 is none")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--filter", wanted.filter, "only clients whose row/name contains this");
  app.add_option("--json", wanted.json, "write the results to this file");
  app.add_option("--justifications", wanted.justifications,
                 "reasons for orders that no client needs");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    const auto entries = selected(wanted);
    if (entries.empty()) {
      std::fprintf(stderr, "--filter: no client's name contains '%s'; --list prints them all\n",
                   wanted.filter.c_str());
      return 2;
    }
    if (wanted.list) {
      for (const auto& each : entries)
        std::printf("%s (%u threads)\n", each.name().c_str(), each.threads);
      return 0;
    }
    return wanted.weaken ? weaken_orders(wanted, entries) : check_clients(wanted, entries);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "interlock-check: %s\n", error.what());
    return 1;
  }
}
