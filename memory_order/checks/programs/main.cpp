// SPDX-License-Identifier: MIT
/// @file
/// interlock-programs: explores the programs whose number of executions is known, and compares
/// number and time with what is known.
#include "measure.hpp"
#include "table.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace {

using namespace interlock;
using programs::measurement;
using programs::program;

constexpr double wanted_speedup = 5;

struct request {
  bool list = false;
  programs::conditions how;
  std::string filter;
  std::string json;
};

struct tally {
  std::size_t equal = 0;
  std::size_t by_model = 0;
  std::size_t stopped = 0;
  std::size_t wrong = 0;
  std::size_t timed = 0;
  std::size_t fast = 0;
};

[[nodiscard]] std::vector<program> selected(const request& wanted) {
  std::vector<program> chosen = programs::all_programs();
  std::erase_if(chosen, [&wanted](const program& each) {
    return each.name.find(wanted.filter) == std::string::npos;
  });
  return chosen;
}

[[nodiscard]] const char* verdict(const program& which, const measurement& taken) {
  if (taken.found.outcome == checker::verdict::incomplete) return "stopped";
  if (!taken.right) return "WRONG";
  return which.cpp20 == 0 ? "equal" : "C++20";
}

void print_header() {
  std::printf("%-34s %10s %10s %10s %-7s %8s %12s %9s %7s\n", "program", "GenMC", "executions",
              "blocked", "count", "seconds", "executions/s", "GenMC's s", "ratio");
}

void print(const program& which, const measurement& taken) {
  const checker::result& found = taken.found;
  std::printf("%-34s %10llu %10llu %10llu %-7s %8.2f %12.0f", which.name.c_str(),
              static_cast<unsigned long long>(which.expected),
              static_cast<unsigned long long>(found.complete),
              static_cast<unsigned long long>(found.blocked), verdict(which, taken), taken.seconds,
              taken.per_second());
  if (which.genmc_seconds > 0 && taken.right) {
    std::printf(" %9.2f %7.1f", which.genmc_seconds, taken.speedup_of(which));
  }
  std::printf("\n");
  if (found.outcome == checker::verdict::failed) {
    std::printf("  %s\n%s", found.message.c_str(), found.trace.c_str());
  }
  std::fflush(stdout);
}

void count(const program& which, const measurement& taken, tally& sum) {
  if (!taken.right) {
    const bool stopped = taken.found.outcome == checker::verdict::incomplete;
    ++(stopped ? sum.stopped : sum.wrong);
    return;
  }
  ++(which.cpp20 == 0 ? sum.equal : sum.by_model);
  if (which.genmc_seconds == 0) return;
  ++sum.timed;
  sum.fast += taken.speedup_of(which) >= wanted_speedup ? 1U : 0U;
}

[[nodiscard]] nlohmann::json to_json(const program& which, const measurement& taken) {
  return {{"program", which.name},
          {"genmc_executions", which.expected},
          {"due", which.due()},
          {"executions", taken.found.complete},
          {"blocked", taken.found.blocked},
          {"count", verdict(which, taken)},
          {"seconds", taken.seconds},
          {"genmc_seconds", which.genmc_seconds}};
}

/// Memory first: what other programs have used does not come back.
[[nodiscard]] bool show_speed_and_memory(nlohmann::json& ledger) {
  const program many = programs::long_client();
  const measurement slow = programs::measure(many);
  const double megabytes = static_cast<double>(programs::peak_bytes()) / 1e6;
  const program few = programs::short_client();
  const measurement quick = programs::measure(few);
  std::printf("%s: %.0f executions/s\n", few.name.c_str(), quick.per_second());
  std::printf("%s: %llu executions, %.0f/s, at most %.1f MB of memory\n\n", many.name.c_str(),
              static_cast<unsigned long long>(slow.found.complete), slow.per_second(), megabytes);
  ledger["executions_per_second"] = quick.per_second();
  ledger["long_executions"] = slow.found.complete;
  ledger["long_peak_megabytes"] = megabytes;
  return quick.right && slow.right;
}

[[nodiscard]] tally run_all(const std::vector<program>& chosen, const programs::conditions& how,
                            nlohmann::json& ledger) {
  tally sum;
  print_header();
  for (const program& each : chosen) {
    const measurement taken = programs::measure(each, how);
    print(each, taken);
    count(each, taken, sum);
    ledger["programs"].push_back(to_json(each, taken));
  }
  return sum;
}

void print_note(const tally& sum) {
  std::printf(
      "%zu of these took GenMC more than a second; %zu of them are at least %.0f times as fast "
      "here.\nGenMC's figures: version 0.11, RC11, on another machine (x86-64, 2 processors); for "
      "libvsync's clients\nthey include about 0.5 s for the compiler.\n",
      sum.timed, sum.fast, wanted_speedup);
}

int compare(const request& wanted, const std::vector<program>& chosen) {
  nlohmann::json ledger;
  const bool simple_right = !wanted.filter.empty() || show_speed_and_memory(ledger);
  const tally sum = run_all(chosen, wanted.how, ledger);
  std::printf(
      "%zu programs: %zu with GenMC's count, %zu with that of C++20 where RC11 differs, %zu "
      "stopped, %zu WRONG\n",
      chosen.size(), sum.equal, sum.by_model, sum.stopped, sum.wrong);
  if (sum.timed != 0) print_note(sum);
  if (!wanted.json.empty()) std::ofstream{wanted.json} << ledger.dump(1) << '\n';
  return sum.wrong == 0 && simple_right ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  request wanted;
  CLI::App app{"Explores programs whose number of executions is known, and compares it."};
  app.add_flag("--list", wanted.list, "print the programs and stop");
  app.add_option("--filter", wanted.filter, "only programs whose name contains this");
  app.add_option("--jobs", wanted.how.jobs,
                 "processes for each; with more than one, the times are those that pass")
      ->check(CLI::Range(1U, 256U))
      ->capture_default_str();
  app.add_option("--seconds", wanted.how.seconds, "bound for each exploration; 0 is none")
      ->check(CLI::Range(0.0, 86400.0))
      ->capture_default_str();
  app.add_option("--json", wanted.json, "write the results to this file");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    const std::vector<program> chosen = selected(wanted);
    if (chosen.empty()) {
      std::fprintf(stderr, "--filter: no program's name contains '%s'; --list prints them all\n",
                   wanted.filter.c_str());
      return 2;
    }
    if (!wanted.list) return compare(wanted, chosen);
    for (const program& each : chosen) std::printf("%s\n", each.name.c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "interlock-programs: %s\n", error.what());
    return 1;
  }
}
