// SPDX-License-Identifier: MIT
/// @file
/// See run_clients.hpp.
#include "run_clients.hpp"

#include <interlock/checker/client.hpp>
#include <interlock/checker/environment.hpp>
#include <interlock/checker/explore.hpp>

#include "command_line.hpp"
#include "counter_example.hpp"
#include "no_proof.hpp"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <set>
#include <stdexcept>
#include <vector>

namespace interlock::checker {
namespace {

using client_list = std::vector<const client*>;

/// Whether the clients can be told apart by their names.
[[nodiscard]] bool have_names(const client_list& clients, std::ostream& errors) {
  std::set<std::string> seen;
  for (const client* each : clients) {
    const auto place = [&]() -> std::ostream& {
      return errors << each->where().file_name() << ':' << each->where().line() << ": ";
    };
    if (each->name().empty()) {
      place() << "a client's name must not be empty\n";
      return false;
    }
    if (!seen.insert(each->name()).second) {
      place() << "there is another client with the name '" << each->name() << "'\n";
      return false;
    }
  }
  return true;
}

[[nodiscard]] client_list selected(const std::string& filter) {
  client_list chosen;
  std::copy_if(
      client::all().begin(), client::all().end(), std::back_inserter(chosen),
      [&filter](const client* each) { return each->name().find(filter) != std::string::npos; });
  return chosen;
}

[[nodiscard]] std::size_t widest_name(const client_list& clients) {
  std::size_t widest = std::size_t{6};
  for (const client* each : clients) widest = std::max(widest, each->name().size());
  return widest;
}

int list(const client_list& clients, std::ostream& out) {
  for (const client* each : clients) {
    out << each->name() << "  " << each->where().file_name() << ':' << each->where().line() << '\n';
  }
  return 0;
}

void print_vacuous(const result& found, std::ostream& out) {
  out << "  " << found.message << (found.message.empty() ? "no execution ran to its end" : "");
  for (const auto& [name, times] : found.outcomes) {
    if (times == 0) out << "\n  never reached: " << name;
  }
  out << '\n';
}

/// The client's own options, changed by the environment and then by the arguments.
[[nodiscard]] options options_of(const client& what, const request& wanted) {
  return wanted.applied_to(options_from_environment(what.wanted()));
}

int estimate_all(const client_list& clients, const request& wanted, std::ostream& out) {
  std::vector<std::string> names;
  for (const client* each : clients) names.push_back(each->name());
  guess_table table{names, out};
  for (const client* each : clients) {
    table.add(each->name(), estimate(options_of(*each, wanted), each->body()));
  }
  return 0;
}

int explore_all(const client_list& clients, const request& wanted, std::ostream& out) {
  std::size_t failed = 0;
  std::size_t incomplete = 0;
  counter_examples failures{wanted.trace, wanted.output};
  const auto width = static_cast<int>(widest_name(clients));
  out << std::left << std::setw(width) << "client"
      << "  verdict       executions    blocked    seconds\n";
  for (const client* each : clients) {
    const result found = explore(options_of(*each, wanted), each->body());
    out << std::left << std::setw(width) << each->name() << "  " << std::setw(10)
        << verdict_text(found) << std::right << std::setw(14) << found.complete << std::setw(11)
        << found.blocked << std::setw(11) << std::fixed << std::setprecision(3) << found.seconds
        << '\n';
    if (found.outcome == verdict::failed || found.outcome == verdict::vacuous) {
      ++failed;
      found.outcome == verdict::failed ? failures.show(each->name(), found, out)
                                       : print_vacuous(found, out);
    } else if (!found.message.empty()) {
      out << "  " << found.message << '\n';
    }
    incomplete += found.outcome == verdict::incomplete ? 1U : 0U;
    out.flush();
  }
  out << clients.size() << " clients: " << clients.size() - failed - incomplete
      << " explored completely, " << incomplete << " stopped at a bound (no proof), " << failed
      << " failed\n";
  return failed != 0 || (wanted.complete && incomplete != 0) ? 1 : 0;
}

}  // namespace

int run_clients(int argc, const char* const* argv, std::ostream& out, std::ostream& errors) {
  const auto parsed = parse(argc, argv, out, errors);
  if (const int* const code = std::get_if<int>(&parsed)) return *code;
  const request& wanted = std::get<request>(parsed);
  if (client::all().empty()) {
    errors << "this program has no clients: define some, such as\n"
              "  const interlock::checker::client publish{\"publish\", [] { ... }};\n";
    return 2;
  }
  if (!have_names(client::all(), errors)) return 2;
  const client_list clients = selected(wanted.filter);
  if (clients.empty()) {
    errors << "--filter: no client's name contains '" << wanted.filter
           << "'; --list prints them all\n";
    return 2;
  }
  if (wanted.list) return list(clients, out);
  if (!wanted.replay.empty() && clients.size() != 1) {
    errors << "--replay: expected a --filter that leaves one client, not " << clients.size()
           << "; --list prints them all\n";
    return 2;
  }
  try {
    if (wanted.estimate) return estimate_all(clients, wanted, out);
    return explore_all(clients, wanted, out);
  } catch (const std::invalid_argument& error) {
    errors << error.what() << '\n';
    return 2;
  }
}

}  // namespace interlock::checker
