// SPDX-License-Identifier: MIT
/// @file
/// interlock-bench: every row of interlock and of the installed peers, interleaved in one run.
#include "src/catalog.hpp"
#include "src/command_line.hpp"
#include "src/comparison.hpp"
#include "src/processors.hpp"
#include "src/progress.hpp"
#include "src/result_json.hpp"
#include "src/results.hpp"

#include <algorithm>
#include <atomic>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <thread>

namespace interlock::bench {
namespace {

/// Keeps the process multi-threaded: while it has one thread, the C library's mutexes skip their
/// atomic operations, and the comparison would be with no lock at all.
class companion {
 public:
  companion() : thread_{[this] { leave_.wait(false); }} {}
  companion(const companion&) = delete;
  companion& operator=(const companion&) = delete;
  ~companion() {
    leave_.test_and_set();
    leave_.notify_one();
    thread_.join();
  }

 private:
  std::atomic_flag leave_{};
  std::thread thread_;
};

std::map<std::string, const entry*> chosen_from(const catalog& all, const std::string& filter) {
  const std::regex wanted{filter, std::regex::ECMAScript};
  std::map<std::string, const entry*> chosen;
  for (const auto& one : all.entries()) {
    if (std::regex_search(one.name(), wanted)) chosen.emplace(one.name(), &one);
  }
  return chosen;
}

/// Fits all the runs into the budget. A quarter of it, and 2 ms for each run, go into starting and
/// ending threads and into finding numbers of iterations.
void fit_into_budget(settings& how, std::size_t entries) {
  if (!how.budget) return;
  constexpr std::chrono::microseconds overhead{2'000};
  constexpr std::chrono::microseconds useful{5'000};
  constexpr std::chrono::microseconds shortest{1'000};
  constexpr int fewest_repetitions = 3;
  const std::chrono::microseconds whole = *how.budget;
  const auto each = whole * 3 / 4 / static_cast<std::int64_t>(entries);
  how.repetitions = static_cast<int>(
      std::clamp<std::int64_t>(each / (overhead + useful), fewest_repetitions, most_repetitions));
  how.window = std::max(shortest, each / how.repetitions - overhead);
}

/// One registration each; Google Benchmark interleaves the repetitions of all in random order.
void register_with_google(const std::map<std::string, const entry*>& entries, const settings& how,
                          progress& shown) {
  for (const auto& [name, what] : entries) {
    auto* const registered = benchmark::RegisterBenchmark(
        name.c_str(), [what = what, name = name, &how, &shown](benchmark::State& state) {
          shown.next(name);
          what->run(state, how);
        });
    registered->Repetitions(how.repetitions);
    if (what->windowed) {
      registered->Iterations(1)->UseManualTime();
    } else {
      registered->MinTime(std::chrono::duration<double>{how.window}.count());
    }
  }
}

int start_google(const settings& how) {
  // Google Benchmark keeps pointers to its arguments.
  static std::vector<std::string> arguments{"interlock-bench",
                                            "--benchmark_enable_random_interleaving=true"};
  arguments.insert(arguments.end(), how.for_google_benchmark.begin(),
                   how.for_google_benchmark.end());
  std::vector<char*> pointers;
  for (auto& each : arguments) pointers.push_back(each.data());
  int count = static_cast<int>(pointers.size());
  pointers.push_back(nullptr);
  benchmark::Initialize(&count, pointers.data());
  return benchmark::ReportUnrecognizedArguments(count, pointers.data()) ? usage_error : 0;
}

int complain(const std::string& message) {
  std::cerr << "interlock-bench: " << message << '\n';
  return usage_error;
}

int measure(settings how, const catalog& all, std::vector<std::string> arguments) {
  const auto entries = chosen_from(all, how.filter);
  if (entries.empty()) {
    return complain("--filter: expected a pattern that matches a name of --list, got '" +
                    how.filter + "'");
  }
  if (how.list) {
    for (const auto& [name, what] : entries) std::cout << name << '\n';
    return 0;
  }
  std::ofstream json;
  if (!how.json_file.empty()) {
    json.open(how.json_file);
    if (!json) {
      return complain("--json: expected a file that can be written, got '" + how.json_file + "'");
    }
  }
  if (const int status = start_google(how); status != 0) return status;

  fit_into_budget(how, entries.size());
  const companion alive;
  const auto start = std::chrono::steady_clock::now();
  collector results{entries};
  {
    progress shown{entries.size() * static_cast<std::size_t>(how.repetitions)};
    register_with_google(entries, how, shown);
    benchmark::RunSpecifiedBenchmarks(&results);
  }
  const run_info run{std::move(arguments), how, std::chrono::steady_clock::now() - start};
  std::cout << summary(compare(results.measurements()), results.failures());
  std::printf("%zu benchmarks, %d repetitions of %.0f ms, in %.0f s\n", entries.size(),
              how.repetitions, static_cast<double>(how.window.count()) / 1000, run.elapsed.count());
  if (json.is_open()) {
    json << json_document(run, results.measurements(), results.failures());
    if (!json.flush()) return complain("--json: cannot write '" + how.json_file + "'");
  }
  return results.failures().empty() ? 0 : 1;
}

int run(int argc, char** argv) {
  auto parsed = parse_command_line(argc, argv);
  if (const auto* const exit = std::get_if<early_exit>(&parsed)) {
    (exit->status == 0 ? std::cout : std::cerr) << exit->message;
    return exit->status;
  }
  const auto& how = std::get<settings>(parsed);
  catalog all{static_cast<unsigned>(allowed_processors().size()), how.threads_max};
  collect(all);
  return measure(how, all, {argv, argv + argc});
}

}  // namespace
}  // namespace interlock::bench

int main(int argc, char** argv) {
  try {
    return interlock::bench::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "interlock-bench: " << error.what() << '\n';
    return 1;
  }
}
