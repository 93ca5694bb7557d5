// SPDX-License-Identifier: MIT
/// @file
/// The options of interlock-bench, and the errors for bad ones.
#include "src/command_line.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <regex>

namespace interlock::bench {
namespace {

constexpr int most_threads = 4096;
constexpr int repetitions_limit = 1000;
constexpr int longest_budget = 86'400;
constexpr int longest_window = 60'000;

[[noreturn]] void reject(const std::string& option, const std::string& expected,
                         const std::string& actual) {
  throw CLI::ValidationError(option, "expected " + expected + ", got '" + actual + "'");
}

int number_of(const std::string& option, const std::string& text, int least, int most) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value < least ||
      value > most) {
    reject(option, "a number from " + std::to_string(least) + " to " + std::to_string(most), text);
  }
  return value;
}

std::string filter_of(const std::string& text) {
  try {
    const std::regex valid{text, std::regex::ECMAScript};
  } catch (const std::regex_error& error) {
    reject("--filter", std::string{"a regular expression ("} + error.what() + ")", text);
  }
  return text;
}

void describe_options(CLI::App& app, settings& s) {
  using text = const std::string&;
  app.add_flag("--list", s.list, "print the names of the benchmarks and exit");
  app.add_option_function<std::string>(
         "--filter", [&](text value) { s.filter = filter_of(value); },
         "run only the benchmarks whose name matches, as in '^locks/.*/2t$'")
      ->type_name("REGEX");
  app.add_flag_callback(
      "--quick",
      [&] {
        s.window = std::chrono::milliseconds{4};
        s.repetitions = 9;
      },
      "4 ms windows and 9 repetitions: the whole suite in half a minute on 2 processors");
  app.add_option_function<std::string>(
         "--duration",
         [&](text value) {
           s.budget = std::chrono::seconds{number_of("--duration", value, 1, longest_budget)};
         },
         "time for the whole run, into which windows and repetitions are fitted")
      ->type_name("SECONDS");
  app.add_option_function<std::string>(
         "--window",
         [&](text value) {
           s.window = std::chrono::milliseconds{number_of("--window", value, 1, longest_window)};
         },
         "how long each repetition measures (default 10)")
      ->type_name("MS");
  app.add_option_function<std::string>(
         "--repetitions",
         [&](text value) {
           s.repetitions = number_of("--repetitions", value, 1, repetitions_limit);
         },
         "how often each benchmark runs, interleaved with the others (default 15)")
      ->type_name("N");
  app.add_option_function<std::string>(
         "--threads-max",
         [&](text value) {
           s.threads_max =
               static_cast<unsigned>(number_of("--threads-max", value, 1, most_threads));
         },
         "leave out benchmarks with more threads (default: four times the processors)")
      ->type_name("N");
  app.add_option("--json", s.json_file, "write the results to this file")->type_name("FILE");
  app.add_flag("!--no-pin", s.pin, "do not bind threads to processors");
  app.footer(
      "Arguments that begin with --benchmark_ go to Google Benchmark.\n"
      "Exit code: 0 measured, 1 a structure lost or invented something, 2 usage.");
  app.get_option("--duration")->excludes(app.get_option("--quick"));
  app.get_option("--duration")->excludes(app.get_option("--window"));
  app.get_option("--duration")->excludes(app.get_option("--repetitions"));
  app.allow_extras();
}

void take_extras(const CLI::App& app, settings& s) {
  for (const auto& extra : app.remaining()) {
    if (extra.rfind("--benchmark_", 0) != 0) {
      throw CLI::ValidationError(extra, "unknown argument; expected one of the options of --help");
    }
    s.for_google_benchmark.push_back(extra);
  }
}

}  // namespace

std::variant<settings, early_exit> parse_command_line(int argc, const char* const* argv) {
  settings s;
  CLI::App app{"Measures synchronization primitives beside those of other installed libraries."};
  describe_options(app, s);
  try {
    app.parse(argc, argv);
    take_extras(app, s);
  } catch (const CLI::CallForHelp&) {
    return early_exit{0, app.help()};
  } catch (const CLI::ParseError& error) {
    return early_exit{usage_error,
                      std::string{"interlock-bench: "} + error.what() + " (--help lists them)\n"};
  }
  return s;
}

}  // namespace interlock::bench
