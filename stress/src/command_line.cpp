// SPDX-License-Identifier: MIT
/// @file
/// Parses the arguments of a stress program.
#include "command_line.hpp"

#include <interlock/stress/main.hpp>
#include <interlock/stress/run_case.hpp>

#include "sanitizer.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <random>
#include <sstream>

namespace interlock::stress {
namespace {

constexpr unsigned most_threads = 4096;

template <class Number>
std::optional<Number> parse_number(std::string_view text, int base = 10) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

[[noreturn]] void reject(const std::string& option, const std::string& expected,
                         const std::string& actual) {
  throw CLI::ValidationError(option, "expected " + expected + ", got '" + actual + "'");
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream stream{list};
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  if (list.empty() || list.back() == ',') parts.emplace_back();
  return parts;
}

std::string placement_names() {
  std::string names;
  for (const placement each : all_placements) names += std::string{to_string(each)} + ", ";
  return names + "or all";
}

std::chrono::milliseconds duration_of(const std::string& option, const std::string& text) {
  const auto duration = parse_duration(text);
  if (!duration || duration->count() == 0) {
    reject(option, "a duration above zero such as 500ms, 2s or 1m", text);
  }
  return *duration;
}

std::vector<unsigned> threads_of(const std::string& text) {
  std::vector<unsigned> counts;
  for (const auto& part : split(text)) {
    const auto count = parse_number<unsigned>(part);
    if (!count || *count == 0 || *count > most_threads) {
      reject("--threads", "numbers from 1 to " + std::to_string(most_threads) + " such as 2,4",
             text);
    }
    counts.push_back(*count);
  }
  return counts;
}

std::vector<placement> placements_of(const std::string& text) {
  if (text == "all") return {all_placements.begin(), all_placements.end()};
  std::vector<placement> placements;
  for (const auto& part : split(text)) {
    const auto one = parse_placement(part);
    if (!one) reject("--placement", "a list of " + placement_names(), part);
    placements.push_back(*one);
  }
  return placements;
}

std::uint64_t seed_of(const std::string& text) {
  const bool hexadecimal = text.rfind("0x", 0) == 0;
  const auto seed = hexadecimal ? parse_number<std::uint64_t>(std::string_view{text}.substr(2), 16)
                                : parse_number<std::uint64_t>(text);
  if (!seed) reject("--seed", "a 64-bit number such as 42 or 0x5eed", text);
  return *seed;
}

void describe_options(CLI::App& app, settings& s) {
  using text = const std::string&;
  app.add_flag("--list", s.list, "list the cases and exit");
  app.add_flag("--list-placements", s.list_placements,
               "list the placements, and why some are unavailable here, and exit");
  app.add_option("--filter", s.filter, "run only the cases that match this glob, as in 'mutex.*'")
      ->type_name("GLOB");
  app.add_option_function<std::string>(
         "--duration", [&](text value) { s.duration = duration_of("--duration", value); },
         "time for each case (default 500ms)")
      ->type_name("TIME");
  app.add_option_function<std::string>(
         "--threads", [&](text value) { s.threads = threads_of(value); },
         "thread counts, as in 2,4 (default: what suits the case and the placement)")
      ->type_name("N,...");
  app.add_option_function<std::string>(
         "--placement", [&](text value) { s.placements = placements_of(value); },
         "where the threads run: " + placement_names() + " (default all)")
      ->type_name("NAME,...");
  app.add_option_function<std::string>(
         "--seed", [&](text value) { s.seed = seed_of(value); },
         "seed of the random choices (default: a new one for each run)")
      ->type_name("N");
  app.add_option_function<std::string>(
         "--watchdog", [&](text value) { s.watchdog = duration_of("--watchdog", value); },
         "silence of a thread that counts as a hang (default " + to_string(s.watchdog) + ")")
      ->type_name("TIME");
  app.add_option("--json", s.json_file, "write a report to this file")->type_name("FILE");
  app.add_option("--topology", s.topology,
                 "plan for this synthetic machine, as in 'pack:2 l3:2 core:4 pu:2'; binding is "
                 "then only simulated")
      ->type_name("DESCRIPTION");
  app.add_flag("--strict", s.strict, "count inconclusive cases as failures (exit code 5)");
  app.add_flag("--isolate,!--no-isolate", s.isolate,
               "run each case in a child process (default, except under ThreadSanitizer)");
  app.footer(
      "Exit code: 0 passed, 1 contract violated, 2 usage, 3 hang, 4 harness error,\n"
      "5 inconclusive with --strict, 77 nothing runnable on this machine; the worst one wins.");
}

}  // namespace

std::variant<settings, early_exit> parse_command_line(int argc, const char* const* argv) {
  settings s;
  std::random_device entropy;
  s.seed = mix(entropy(), entropy());
  s.isolate = built_with() != sanitizer::thread;
  s.watchdog = default_watchdog();
  CLI::App app{"Stresses synchronization primitives across the topology of this machine."};
  describe_options(app, s);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return early_exit{exit_code::passed, app.help()};
  } catch (const CLI::ParseError& error) {
    return early_exit{exit_code::usage, std::string{error.what()} + " (--help lists the options)"};
  }
  return s;
}

std::optional<std::chrono::milliseconds> parse_duration(const std::string& text) {
  constexpr std::uint64_t longest = std::uint64_t{1000} * 60 * 60 * 24;
  const auto unit = text.find_first_not_of("0123456789");
  if (unit == std::string::npos) return std::nullopt;
  const auto count = parse_number<std::uint64_t>(std::string_view{text}.substr(0, unit));
  const std::string name = text.substr(unit);
  const std::uint64_t scale = name == "ms" ? 1 : name == "s" ? 1000 : name == "m" ? 60'000 : 0;
  if (!count || scale == 0 || *count > longest / scale) return std::nullopt;
  return std::chrono::milliseconds{*count * scale};
}

std::string to_string(std::chrono::milliseconds duration) {
  const auto count = duration.count();
  return count % 1000 == 0 ? std::to_string(count / 1000) + 's' : std::to_string(count) + "ms";
}

}  // namespace interlock::stress
