// SPDX-License-Identifier: MIT
/// @file
/// Explores the clients of the peers, and prints a table in Markdown. 0: every verdict is the
/// expected one; 1: some is not; 2: bad usage.
#include <interlock/checker/explore.hpp>

#include "catalog.hpp"

#include <CLI/CLI.hpp>
#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

namespace interlock::peers {
namespace {

/// `| a | b |`, with nothing in it that would end the row.
void print_row(const std::vector<std::string>& cells) {
  for (const std::string& each : cells) std::cout << "| " << each << ' ';
  std::cout << "|" << std::endl;
}

[[nodiscard]] std::string found_in_words(const checker::result& found, const expectation& wanted) {
  if (found.outcome != checker::verdict::failed) return wanted.reason;
  return wanted.reason + ": " + found.message;
}

/// Whether the verdict is the expected one.
bool explore(const peer& library, const check& each, bool trace) {
  const checker::result found = checker::explore(each.wanted, each.body);
  print_row({library.name() + " " + library.version(), "`" + each.type + "`", each.client,
             each.bounds, std::to_string(found.complete), checker::name_of(found.outcome),
             found_in_words(found, each.expected)});
  if (trace && found.outcome == checker::verdict::failed) std::cout << found.trace;
  const std::string wrong = difference(each.expected, found);
  if (wrong.empty()) return true;
  std::cout << "WRONG: " << wrong << '\n' << found.message << '\n' << found.trace << std::endl;
  return false;
}

int explore_all(const std::string& filter, bool trace) {
  std::size_t explored = 0;
  std::size_t wrong = 0;
  print_row({"peer", "type", "client", "bounds", "executions", "verdict", "why"});
  print_row({"---", "---", "---", "---", "--:", "---", "---"});
  for (const peer* library : peer::all()) {
    for (const check& each : library->checks()) {
      const std::string name = library->name() + " " + each.type + " " + each.client;
      if (name.find(filter) == std::string::npos) continue;
      ++explored;
      wrong += explore(*library, each, trace) ? 0U : 1U;
    }
  }
  std::cout << '\n';
  if (const std::string missing = INTERLOCK_MISSING_PEERS; !missing.empty()) {
    std::cout << "skipped, because they are not installed: " << missing << '\n';
  }
  if (explored == 0) {
    std::cerr << "--filter: '" << filter << "' is in no client's peer, type and name\n";
    return 2;
  }
  std::cout << explored << " clients, " << wrong << " verdicts differ from the expected ones\n";
  return wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace interlock::peers

int main(int argc, char** argv) {
  std::string filter;
  bool trace = false;
  CLI::App app{"Explores clients of other people's libraries under the C++20 memory model."};
  app.add_option("--filter", filter, "only clients whose peer, type and name contain this");
  app.add_flag("--trace", trace, "show the failed executions");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return interlock::peers::explore_all(filter, trace);
}
