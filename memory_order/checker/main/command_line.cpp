// SPDX-License-Identifier: MIT
/// @file
/// See command_line.hpp.
#include "command_line.hpp"

#include <interlock/checker/environment.hpp>

#include <CLI/CLI.hpp>
#include <stdexcept>
#include <string>

namespace interlock::checker {
namespace {

[[noreturn]] void reject(const std::string& option, const std::string& expected,
                         const std::string& actual) {
  throw CLI::ValidationError(option, "expected " + expected + ", got '" + actual + "'");
}

[[nodiscard]] model model_of(const std::string& text) {
  if (text != "cpp20" && text != "sc") reject("--memory", "cpp20 or sc", text);
  return text == "sc" ? model::sc : model::cpp20;
}

[[nodiscard]] trace_form trace_of(const std::string& text) {
  try {
    return trace_form_of(text);
  } catch (const std::invalid_argument& error) {
    throw CLI::ValidationError("--trace", error.what());
  }
}

void describe(CLI::App& app, request& wanted) {
  app.add_flag("--list", wanted.list, "print the clients and stop");
  app.add_flag("--estimate", wanted.estimate,
               "guess how long each exploration would take, a second each, and stop");
  app.add_option("--filter", wanted.filter, "only clients whose name contains this");
  app.add_option("--seconds", wanted.seconds,
                 "bound for each exploration; 0 is none (default 10, unless a client has bounds)")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--executions", wanted.executions,
                 "bound for each exploration, in complete executions; 0 is none")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--operations", wanted.operations,
                 "a thread with more operations than this has an unbounded loop")
      ->check(CLI::PositiveNumber);
  app.add_option("--samples", wanted.samples,
                 "run this many random executions instead of exploring: no proof");
  app.add_option("--seed", wanted.seed, "of the random executions");
  app.add_option("--jobs", wanted.jobs, "explore in this many processes")
      ->check(CLI::PositiveNumber);
  app.add_option_function<std::string>(
         "--memory", [&wanted](const std::string& text) { wanted.memory = model_of(text); },
         "the memory model")
      ->option_text("cpp20|sc");
  app.add_option_function<std::string>(
         "--trace", [&wanted](const std::string& text) { wanted.trace = trace_of(text); },
         "how to show a failed execution; svg needs Graphviz")
      ->option_text("text|json|dot|svg|none");
  app.add_option("--output", wanted.output, "write the first failed execution to this file");
  app.add_option("--replay", wanted.replay,
                 "run only the execution of this token; --filter must leave one client");
  app.add_flag("--complete", wanted.complete,
               "a client that is stopped at a bound counts as failed");
  app.add_option("--spurious-wakeups", wanted.spurious_wakeups,
                 "how many waits of each thread may return for no reason");
  app.add_option("--weak-failures", wanted.weak_failures,
                 "how many weak compare-exchanges of each thread may fail for no reason");
  app.add_flag("--short-wakes", wanted.short_wakes,
               "a wake-up of several threads need only reach one");
  app.add_option("--reuse", wanted.reuse,
                 "how many of the blocks freed last an allocation may return");
  app.add_flag("--no-timeouts", wanted.no_timeouts, "explore no timed waits that time out");
  app.add_flag("--no-leaks", wanted.no_leaks, "memory that is never freed is no failure");
}

}  // namespace

options request::applied_to(options own) const {
  if (own.max_seconds == 0 && own.max_executions == 0) own.max_seconds = default_seconds;
  own.max_seconds = seconds.value_or(own.max_seconds);
  own.max_executions = executions.value_or(own.max_executions);
  own.max_operations = operations.value_or(own.max_operations);
  own.samples = samples.value_or(own.samples);
  own.seed = seed.value_or(own.seed);
  own.jobs = jobs.value_or(own.jobs);
  own.memory = memory.value_or(own.memory);
  own.spurious_wakeups = spurious_wakeups.value_or(own.spurious_wakeups);
  own.weak_failures = weak_failures.value_or(own.weak_failures);
  own.short_wakes = own.short_wakes || short_wakes;
  own.reuse = reuse.value_or(own.reuse);
  if (!replay.empty()) own.replay = replay;
  own.timeouts = own.timeouts && !no_timeouts;
  own.leaks = own.leaks && !no_leaks;
  return own;
}

std::variant<request, int> parse(int argc, const char* const* argv, std::ostream& out,
                                 std::ostream& errors) {
  request wanted;
  CLI::App app{"Explores the clients of this program under the C++20 memory model."};
  describe(app, wanted);
  app.footer("Environment variables, for what no argument says:\n" + environment_help());
  try {
    app.parse(argc, argv);
    if (needs_file(wanted.trace) && wanted.output.empty()) {
      throw CLI::ValidationError("--trace", "json, dot and svg need --output FILE");
    }
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, errors) == 0 ? 0 : 2;
  }
  return wanted;
}

}  // namespace interlock::checker
