// SPDX-License-Identifier: MIT
/// @file
/// interlock-check: runs the clients of every primitive under the model checker.
#include <interlock/checker/environment.hpp>

#include "counter_example.hpp"
#include "session.hpp"
#include "weaken_command.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace interlock;

struct request {
  bool list = false;
  bool weaken = false;
  bool full = false;
  checks::bounds bound{.seconds = 10};
  unsigned jobs = 1;
  std::string filter;
  std::string json;
  std::string justifications = INTERLOCK_JUSTIFICATIONS;
  std::string as_if;
  std::string replay;
  checker::trace_form trace = checker::trace_form::text;
  std::string output;
};

[[nodiscard]] std::vector<checks::catalog_entry> selected(const request& wanted) {
  std::vector<checks::catalog_entry> chosen;
  for (checks::catalog_entry& each : checks::whole_catalog()) {
    const bool named = each.name().find(wanted.filter) != std::string::npos;
    const bool exactly = each.name() == wanted.filter;
    if (named && (wanted.full || wanted.list || exactly || !each.large)) {
      chosen.push_back(std::move(each));
    }
  }
  const auto exact = std::find_if(
      chosen.begin(), chosen.end(),
      [&wanted](const checks::catalog_entry& each) { return each.name() == wanted.filter; });
  if (exact != chosen.end()) chosen = {*exact};
  return chosen;
}

[[nodiscard]] checks::weaken_options weaken_options_of(const request& wanted) {
  checks::weaken_options options;
  options.bound = wanted.bound;
  options.jobs = wanted.jobs;
  return options;
}

[[nodiscard]] checker::options options_of(const request& wanted,
                                          const std::vector<checks::catalog_entry>& entries) {
  checker::options options = checks::options_within(wanted.bound);
  if (!wanted.replay.empty()) options.replay = wanted.replay;
  if (!wanted.as_if.empty()) {
    options.weaken = checks::find_weakening(entries, weaken_options_of(wanted), wanted.as_if);
  }
  return options;
}

[[nodiscard]] nlohmann::json to_json(const checks::checked_client& client) {
  const checker::result& found = client.found;
  return {{"row", client.entry->row},         {"client", client.entry->client},
          {"threads", client.entry->threads}, {"verdict", checker::name_of(found.outcome)},
          {"executions", found.complete},     {"blocked", found.blocked},
          {"events", found.most_events},      {"seconds", found.seconds},
          {"failure", found.message}};
}

void write(const std::string& path, const nlohmann::json& all) {
  std::ofstream file{path};
  file << all.dump(1) << '\n';
  if (!file) throw std::runtime_error{path + ": cannot be written"};
}

int check_clients(const request& wanted, const std::vector<checks::catalog_entry>& entries) {
  std::size_t failed = 0;
  std::size_t incomplete = 0;
  const checker::options options = options_of(wanted, entries);
  checker::counter_examples failures{wanted.trace, wanted.output};
  nlohmann::json clients = nlohmann::json::array();
  std::printf("%-62s %-10s %12s %10s %7s %9s\n", "client", "verdict", "executions", "blocked",
              "events", "seconds");
  for (const checks::catalog_entry& entry : entries) {
    const checks::checked_client client = checks::check(entry, options);
    const checker::result& found = client.found;
    std::printf("%-62s %-10s %12llu %10llu %7llu %9.2f\n", entry.name().c_str(),
                checker::name_of(found.outcome), static_cast<unsigned long long>(found.complete),
                static_cast<unsigned long long>(found.blocked),
                static_cast<unsigned long long>(found.most_events), found.seconds);
    if (found.outcome == checker::verdict::failed || found.outcome == checker::verdict::vacuous) {
      ++failed;
      std::fflush(stdout);
      failures.show(entry.name(), found, std::cout);
      std::cout.flush();
    } else if (!found.message.empty()) {
      std::printf("  %s\n", found.message.c_str());
    }
    incomplete += found.outcome == checker::verdict::incomplete ? 1U : 0U;
    std::fflush(stdout);
    clients.push_back(to_json(client));
  }
  if (!wanted.json.empty()) write(wanted.json, {{"clients", clients}});
  std::printf(
      "%zu clients: %zu explored completely, %zu stopped at a bound (no proof), %zu failed\n",
      entries.size(), entries.size() - failed - incomplete, incomplete, failed);
  return failed == 0 ? 0 : 1;
}

int weaken_orders(const request& wanted, const std::vector<checks::catalog_entry>& entries) {
  checks::weaken_request request;
  request.options = weaken_options_of(wanted);
  request.options.reasons = checks::read_justifications(wanted.justifications);
  request.all_entries = wanted.filter.empty();
  request.json = wanted.json;
  return checks::run_weakening(entries, request);
}

void describe(CLI::App& app, request& wanted) {
  app.add_flag("--list", wanted.list, "print the clients and stop");
  CLI::Option* const weaken = app.add_flag(
      "--weaken", wanted.weaken, "weaken each memory order in turn; some client must fail");
  app.add_flag("--full", wanted.full, "also the clients that are too large for a quick look");
  app.add_option("--seconds", wanted.bound.seconds, "bound for each exploration; 0 is none")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--executions", wanted.bound.executions,
                 "another bound for each exploration; 0 is none");
  app.add_option("--jobs", wanted.jobs, "explorations of --weaken at the same time")
      ->check(CLI::Range(1U, 1024U))
      ->capture_default_str();
  app.add_option("--filter", wanted.filter,
                 "only clients whose row/name contains this, or is this if there is one");
  app.add_option("--json", wanted.json, "write the results to this file");
  app.add_option("--justifications", wanted.justifications,
                 "reasons for orders that no client needs");
  app.add_option("--as-if", wanted.as_if,
                 "check as if one order were weaker: the text of a line of --weaken, such as "
                 "'mutex.hpp (freed) release -> relaxed'")
      ->excludes(weaken);
  app.add_option("--replay", wanted.replay,
                 "run only the execution of this token; --filter must leave one client")
      ->excludes(weaken);
  app.add_option_function<std::string>(
         "--trace",
         [&wanted](const std::string& name) {
           try {
             wanted.trace = checker::trace_form_of(name);
           } catch (const std::invalid_argument& error) {
             throw CLI::ValidationError("--trace", error.what());
           }
         },
         "how to show a failed execution; svg needs Graphviz")
      ->option_text("text|json|dot|svg|none");
  app.add_option("--output", wanted.output, "write the first failed execution to this file");
}

int run(const request& wanted) {
  const auto entries = selected(wanted);
  if (entries.empty()) {
    std::fprintf(
        stderr,
        "--filter: no client's name contains '%s', or only names of large clients do, which "
        "need --full or their whole name; --list prints them all\n",
        wanted.filter.c_str());
    return 2;
  }
  if (wanted.list) {
    for (const auto& each : entries)
      std::printf("%s (%u threads%s)\n", each.name().c_str(), each.threads,
                  each.large ? ", large" : "");
    return 0;
  }
  if (!wanted.replay.empty() && entries.size() != 1) {
    std::fprintf(stderr,
                 "--replay: expected a --filter that leaves one client, not %zu; --list prints "
                 "them all\n",
                 entries.size());
    return 2;
  }
  return wanted.weaken ? weaken_orders(wanted, entries) : check_clients(wanted, entries);
}

}  // namespace

int main(int argc, char** argv) {
  request wanted;
  CLI::App app{
      "Runs the clients of every primitive under the model checker of the C++20 memory model."};
  describe(app, wanted);
  try {
    app.parse(argc, argv);
    if (checker::needs_file(wanted.trace) && wanted.output.empty()) {
      throw CLI::ValidationError("--trace", "json, dot and svg need --output FILE");
    }
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    return run(wanted);
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "interlock-check: %s\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "interlock-check: %s\n", error.what());
    return 1;
  }
}
