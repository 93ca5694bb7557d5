// SPDX-License-Identifier: MIT
/// @file
/// The console table, the JSON document, and the exit code.
#include "report.hpp"

#include <interlock/stress/main.hpp>

#include "result_json.hpp"
#include "sanitizer.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <unistd.h>

namespace interlock::stress {
namespace {

std::string upper(std::string_view text) {
  std::string result{text};
  for (char& c : result) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

cpu_set bound_cpus(const result& r) {
  cpu_set cpus;
  for (const auto& one : r.threads) {
    cpus.insert(cpus.end(), one.bound.cpus.begin(), one.bound.cpus.end());
  }
  std::sort(cpus.begin(), cpus.end());
  cpus.erase(std::unique(cpus.begin(), cpus.end()), cpus.end());
  return cpus;
}

std::string place_of(const record& one) {
  const std::string name{to_string(one.where)};
  if (one.outcome.moves != 0) return name + " (" + std::to_string(one.outcome.moves) + " moves)";
  const auto cpus = bound_cpus(one.outcome);
  if (!cpus.empty()) return name + " {" + to_string(cpus) + '}';
  const bool simulated = std::any_of(
      one.outcome.threads.begin(), one.outcome.threads.end(),
      [](const auto& thread) { return thread.bound.outcome == binding_outcome::simulated; });
  return simulated ? name + " (simulated)" : name;
}

// Operations of the busiest thread over those of the idlest, with locktorture's mark of unfairness.
std::string fairness(const result& r) {
  const auto [least, most] =
      std::minmax_element(r.threads.begin(), r.threads.end(),
                          [](const auto& a, const auto& b) { return a.operations < b.operations; });
  if (least->operations == 0) return "inf ???";
  const double ratio =
      static_cast<double>(most->operations) / static_cast<double>(least->operations);
  std::ostringstream text;
  text << std::fixed << std::setprecision(2) << ratio << (ratio > 2 ? " ???" : "");
  return text.str();
}

nlohmann::json to_json(const record& one) {
  auto document = to_json(one.outcome);
  nlohmann::json requested = nlohmann::json::array();
  nlohmann::json bound = nlohmann::json::array();
  nlohmann::json operations = nlohmann::json::array();
  for (const auto& thread : one.outcome.threads) {
    requested.push_back(thread.requested_cpus);
    bound.push_back(thread.bound.cpus);
    operations.push_back(thread.operations);
  }
  document.update({{"name", one.what->name()},
                   {"row", one.what->row},
                   {"scenario", one.what->scenario},
                   {"placement", to_string(one.where)},
                   {"requested_cpus", requested},
                   {"bound_cpus", bound},
                   {"ops_per_thread", operations},
                   {"seed", one.seed},
                   {"reproduce", one.reproduce}});
  return document;
}

std::string compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

}  // namespace

live_line::live_line() : terminal_{isatty(STDERR_FILENO) == 1}, next_{} {
  next_ = std::chrono::steady_clock::now() + std::chrono::seconds{terminal_ ? 0 : 10};
}

void live_line::show(const std::string& text) {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::seconds{terminal_ ? 1 : 10};
  std::cerr << (terminal_ ? "\r\033[K" : "") << text << (terminal_ ? "" : "\n") << std::flush;
}

void live_line::wipe() {
  if (terminal_) std::cerr << "\r\033[K" << std::flush;
}

std::string table_header(std::size_t name_width) {
  std::ostringstream text;
  text << std::left << std::setw(static_cast<int>(name_width)) << "CASE"
       << "  " << std::setw(22) << "PLACEMENT" << std::right << std::setw(7) << "THREADS"
       << "  " << std::left << std::setw(12) << "STATUS" << std::right << std::setw(15) << "OPS"
       << std::setw(10) << "MAX GAP"
       << "  MAX/MIN\n";
  return text.str();
}

std::string table_line(const record& one, std::size_t name_width) {
  const result& r = one.outcome;
  std::ostringstream text;
  text << std::left << std::setw(static_cast<int>(name_width)) << one.what->name() << "  "
       << std::setw(22) << place_of(one) << std::right << std::setw(7) << r.thread_count << "  "
       << std::left << std::setw(12) << upper(to_string(r.outcome));
  if (!r.threads.empty()) {
    const auto gap = std::chrono::duration_cast<std::chrono::milliseconds>(r.max_gap()).count();
    text << std::right << std::setw(15) << grouped_digits(r.operations()) << std::setw(7) << gap
         << " ms  " << fairness(r);
  }
  if (r.outcome == status::skipped) {
    text << ' ' << r.reason;
  } else if (r.outcome != status::passed) {
    text << "\n    " << r.reason << "\n    reproduce: " << one.reproduce;
  }
  text << '\n';
  return text.str();
}

std::string table_footer(const std::vector<record>& all, std::chrono::milliseconds elapsed) {
  const auto count = [&](status outcome) {
    return std::count_if(all.begin(), all.end(),
                         [&](const record& one) { return one.outcome.outcome == outcome; });
  };
  std::ostringstream text;
  text << all.size() << " runs: ";
  for (const status each : {status::passed, status::failed, status::hang, status::error,
                            status::inconclusive, status::skipped}) {
    text << count(each) << ' ' << to_string(each) << (each == status::skipped ? "" : ", ");
  }
  text << " in " << std::fixed << std::setprecision(1)
       << static_cast<double>(elapsed.count()) / 1000 << " s\n";
  return text.str();
}

std::string json_document(const run_info& run, const std::vector<record>& all) {
  nlohmann::json cases = nlohmann::json::array();
  for (const auto& one : all) cases.push_back(to_json(one));
  const nlohmann::json document{{"schema", "interlock-stress/1"},
                                {"run",
                                 {{"seed", run.seed},
                                  {"argv", run.arguments},
                                  {"compiler", compiler()},
                                  {"sanitizer", to_string(built_with())},
                                  {"duration_ms", run.duration.count()},
                                  {"elapsed_ms", run.elapsed.count()}}},
                                {"machine", to_json(run.on)},
                                {"cases", cases}};
  return document.dump(1) + '\n';
}

int exit_code_of(const std::vector<record>& all, bool strict) {
  const auto any = [&](status outcome) {
    return std::any_of(all.begin(), all.end(),
                       [&](const record& one) { return one.outcome.outcome == outcome; });
  };
  if (any(status::error)) return exit_code::harness_error;
  if (any(status::failed)) return exit_code::failed;
  if (any(status::hang)) return exit_code::hang;
  if (strict && any(status::inconclusive)) return exit_code::inconclusive;
  const bool ran = any(status::passed) || any(status::inconclusive);
  return ran ? exit_code::passed : exit_code::nothing_runnable;
}

std::string grouped_digits(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (auto place = static_cast<int>(digits.size()) - 3; place > 0; place -= 3) {
    digits.insert(static_cast<std::size_t>(place), 1, ',');
  }
  return digits;
}

}  // namespace interlock::stress
