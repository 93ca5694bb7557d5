// SPDX-License-Identifier: MIT
/// @file
/// See command.hpp.
#include "command.hpp"

#include "arguments.hpp"
#include "counter_example.hpp"
#include "justifications.hpp"
#include "no_proof.hpp"
#include "session.hpp"
#include "weaken_command.hpp"

#include <algorithm>
#include <exception>
#include <fstream>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>
#include <stdexcept>
#include <utility>
#include <vector>

namespace interlock::checks {
namespace {

using entries = std::vector<catalog_entry>;

[[nodiscard]] entries selected(const request& wanted) {
  entries chosen;
  for (catalog_entry& each : whole_catalog()) {
    const bool named = each.name().find(wanted.filter) != std::string::npos;
    const bool exactly = each.name() == wanted.filter;
    if (named && (wanted.full || wanted.list || exactly || !each.large)) {
      chosen.push_back(std::move(each));
    }
  }
  const auto exact =
      std::find_if(chosen.begin(), chosen.end(),
                   [&wanted](const catalog_entry& each) { return each.name() == wanted.filter; });
  if (exact != chosen.end()) chosen = {*exact};
  return chosen;
}

[[nodiscard]] weaken_options weaken_options_of(const request& wanted) {
  weaken_options options;
  options.bound = wanted.bound;
  options.jobs = wanted.jobs;
  return options;
}

[[nodiscard]] checker::options options_of(const request& wanted, const entries& clients) {
  checker::options options = options_within(wanted.bound);
  options.samples = wanted.samples.value_or(options.samples);
  options.seed = wanted.seed.value_or(options.seed);
  if (!wanted.replay.empty()) options.replay = wanted.replay;
  if (!wanted.as_if.empty()) {
    options.weaken = find_weakening(clients, weaken_options_of(wanted), wanted.as_if);
  }
  return options;
}

[[nodiscard]] nlohmann::json to_json(const checked_client& client) {
  const checker::result& found = client.found;
  return {{"row", client.entry->row},         {"client", client.entry->client},
          {"threads", client.entry->threads}, {"verdict", checker::verdict_text(found)},
          {"executions", found.complete},     {"blocked", found.blocked},
          {"events", found.most_events},      {"seconds", found.seconds},
          {"failure", found.message}};
}

void write(const std::string& path, const nlohmann::json& all) {
  std::ofstream file{path};
  file << all.dump(1) << '\n';
  if (!file) throw std::runtime_error{path + ": cannot be written"};
}

int list(const entries& clients, std::ostream& out) {
  for (const catalog_entry& each : clients) {
    out << each.name() << " (" << each.threads << " threads" << (each.large ? ", large" : "")
        << ")\n";
  }
  return 0;
}

int estimate_all(const request& wanted, const entries& clients, std::ostream& out) {
  const checker::options options = options_of(wanted, clients);
  std::vector<std::string> names;
  for (const catalog_entry& each : clients) names.push_back(each.name());
  checker::guess_table table{names, out};
  for (const catalog_entry& each : clients) {
    table.add(each.name(), checker::estimate(options, each.body));
  }
  return 0;
}

void print_line(const checked_client& client, std::ostream& out) {
  const checker::result& found = client.found;
  out << std::left << std::setw(62) << client.entry->name() << ' ' << std::setw(10)
      << checker::verdict_text(found) << ' ' << std::right << std::setw(12) << found.complete << ' '
      << std::setw(10) << found.blocked << ' ' << std::setw(7) << found.most_events << ' '
      << std::setw(9) << std::fixed << std::setprecision(2) << found.seconds << '\n';
}

int check_all(const request& wanted, const entries& clients, std::ostream& out) {
  std::size_t failed = 0;
  std::size_t sampled = 0;
  std::size_t incomplete = 0;
  const checker::options options = options_of(wanted, clients);
  checker::counter_examples failures{wanted.trace, wanted.output};
  nlohmann::json all = nlohmann::json::array();
  out << std::left << std::setw(62) << "client"
      << " verdict      executions    blocked  events   seconds" << std::endl;
  for (const catalog_entry& entry : clients) {
    const checked_client client = check(entry, options);
    const checker::result& found = client.found;
    print_line(client, out);
    if (found.outcome == checker::verdict::failed || found.outcome == checker::verdict::vacuous) {
      ++failed;
      failures.show(entry.name(), found, out);
    } else if (!found.message.empty()) {
      out << "  " << found.message << '\n';
    }
    if (found.outcome == checker::verdict::incomplete) ++(found.sampled ? sampled : incomplete);
    out.flush();
    all.push_back(to_json(client));
  }
  if (!wanted.json.empty()) write(wanted.json, {{"clients", all}});
  out << clients.size() << " clients: " << clients.size() - failed - sampled - incomplete
      << " explored completely, " << incomplete << " stopped at a bound (no proof), ";
  if (sampled != 0) out << sampled << " sampled (no proof), ";
  out << failed << " failed" << std::endl;
  return failed == 0 ? 0 : 1;
}

int weaken_all_orders(const request& wanted, const entries& clients) {
  weaken_request request;
  request.options = weaken_options_of(wanted);
  request.options.reasons = read_justifications(wanted.reasons);
  request.all_entries = wanted.filter.empty();
  request.json = wanted.json;
  return run_weakening(clients, request);
}

int run(const request& wanted, std::ostream& out, std::ostream& errors) {
  const entries clients = selected(wanted);
  if (clients.empty()) {
    errors << "--filter: no client's name contains '" << wanted.filter
           << "', or only names of large clients do, which need --full or their whole name; --list "
              "prints them all\n";
    return 2;
  }
  if (wanted.list) return list(clients, out);
  if (!wanted.replay.empty() && clients.size() != 1) {
    errors << "--replay: expected a --filter that leaves one client, not " << clients.size()
           << "; --list prints them all\n";
    return 2;
  }
  if (wanted.estimate) return estimate_all(wanted, clients, out);
  if (wanted.weaken) return weaken_all_orders(wanted, clients);
  return check_all(wanted, clients, out);
}

}  // namespace

int run_command(int argc, const char* const* argv, const std::string& reasons, std::ostream& out,
                std::ostream& errors) {
  const auto parsed = parse(argc, argv, reasons, out, errors);
  if (const int* const status = std::get_if<int>(&parsed)) return *status;
  try {
    return run(std::get<request>(parsed), out, errors);
  } catch (const std::invalid_argument& error) {
    errors << "interlock-check: " << error.what() << '\n';
    return 2;
  } catch (const std::exception& error) {
    errors << "interlock-check: " << error.what() << '\n';
    return 1;
  }
}

}  // namespace interlock::checks
