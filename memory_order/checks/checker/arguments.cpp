// SPDX-License-Identifier: MIT
/// @file
/// See arguments.hpp.
#include "arguments.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <stdexcept>
#include <system_error>

namespace interlock::checks {
namespace {

/// What is wrong with `text` as a whole number of at least `least`; empty if nothing is.
[[nodiscard]] std::string problem_of_number(const std::string& text, std::uint64_t least) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc{} && rest == end && value >= least) return {};
  return "expected a whole number from " + std::to_string(least) + " to " +
         std::to_string(UINT64_MAX) + ", got '" + text + "'";
}

void must_be_whole(CLI::Option* option, std::uint64_t least) {
  option->check([least](const std::string& text) { return problem_of_number(text, least); });
}

void describe_selection(CLI::App& app, request& wanted) {
  app.add_flag("--list", wanted.list, "print the clients and stop");
  app.add_flag("--full", wanted.full, "also the clients that are too large for a quick look");
  app.add_option("--filter", wanted.filter,
                 "only clients whose row/name contains this, or is this if there is one");
}

void describe_bounds(CLI::App& app, request& wanted) {
  app.add_option("--seconds", wanted.bound.seconds, "bound for each exploration; 0 is none")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  must_be_whole(app.add_option("--executions", wanted.bound.executions,
                               "another bound for each exploration; 0 is none"),
                0);
  app.add_option("--jobs", wanted.jobs, "explorations of --weaken at the same time")
      ->check(CLI::Range(1U, 1024U))
      ->capture_default_str();
}

void describe_output(CLI::App& app, request& wanted) {
  app.add_option("--json", wanted.json, "write the results to this file");
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

/// Instead of exploring.
void describe_others(CLI::App& app, request& wanted) {
  CLI::Option* const weaken = app.add_flag(
      "--weaken", wanted.weaken, "weaken each memory order in turn; some client must fail");
  app.add_option("--justifications", wanted.reasons, "reasons for orders that no client needs")
      ->capture_default_str();
  app.add_option("--as-if", wanted.as_if,
                 "check as if one order were weaker: the text of a line of --weaken, such as "
                 "'mutex.hpp (freed) release -> relaxed'")
      ->excludes(weaken);
  CLI::Option* const replay =
      app.add_option("--replay", wanted.replay,
                     "run only the execution of this token; --filter must leave one client");
  CLI::Option* const samples =
      app.add_option("--samples", wanted.samples,
                     "run so many random executions of each client instead: no proof");
  CLI::Option* const estimate = app.add_flag(
      "--estimate", wanted.estimate,
      "guess how long each exploration would take, a second or --samples probes each, and stop");
  CLI::Option* const seed =
      app.add_option("--seed", wanted.seed, "of --samples and --estimate (default 1)");
  must_be_whole(samples, 1);
  must_be_whole(seed, 0);
  replay->excludes(weaken)->excludes(samples)->excludes(estimate);
  weaken->excludes(samples)->excludes(estimate);
  estimate->excludes(app.get_option("--json"));
}

void must_go_together(const request& wanted) {
  if (checker::needs_file(wanted.trace) && wanted.output.empty()) {
    throw CLI::ValidationError("--trace", "json, dot and svg need --output FILE");
  }
  if (wanted.seed && !wanted.samples && !wanted.estimate) {
    throw CLI::ValidationError("--seed", "expected with --samples or --estimate, got neither");
  }
}

}  // namespace

std::variant<request, int> parse(int argc, const char* const* argv, const std::string& reasons,
                                 std::ostream& out, std::ostream& errors) {
  request wanted;
  wanted.reasons = reasons;
  CLI::App app{
      "Runs the clients of every primitive under the model checker of the C++20 memory model."};
  describe_selection(app, wanted);
  describe_bounds(app, wanted);
  describe_output(app, wanted);
  describe_others(app, wanted);
  try {
    app.parse(argc, argv);
    must_go_together(wanted);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, errors) == 0 ? 0 : 2;
  }
  return wanted;
}

}  // namespace interlock::checks
