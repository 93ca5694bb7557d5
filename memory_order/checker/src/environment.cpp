// SPDX-License-Identifier: MIT
/// @file
/// See environment.hpp.
#include <interlock/checker/environment.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <string_view>
#include <unistd.h>

namespace interlock::checker {
namespace {

constexpr std::string_view prefix = "INTERLOCK_CHECKER_";

template <class Number>
bool parse(std::string_view text, Number& into) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return false;
  into = value;
  return true;
}

bool parse(std::string_view text, bool& into) {
  if (text != "0" && text != "1") return false;
  into = text == "1";
  return true;
}

bool parse(std::string_view text, model& into) {
  if (text != "cpp20" && text != "sc") return false;
  into = text == "sc" ? model::sc : model::cpp20;
  return true;
}

/// What may be in a variable, and what it does.
struct variable {
  std::string_view name;
  std::string_view expected;
  bool (*set)(options& into, std::string_view text);
};

template <auto Member>
bool set_member(options& into, std::string_view text) {
  return parse(text, into.*Member);
}

bool set_seconds(options& into, std::string_view text) {
  double seconds = 0;
  if (!parse(text, seconds) || !std::isfinite(seconds) || seconds < 0) return false;
  into.max_seconds = seconds;
  return true;
}

bool set_operations(options& into, std::string_view text) {
  std::uint32_t operations = 0;
  if (!parse(text, operations) || operations == 0) return false;
  into.max_operations = operations;
  return true;
}

bool set_jobs(options& into, std::string_view text) {
  unsigned jobs = 0;
  if (!parse(text, jobs) || jobs == 0) return false;
  into.jobs = jobs;
  return true;
}

bool set_replay(options& into, std::string_view text) {
  into.replay = text;
  return !text.empty();
}

constexpr std::array variables{
    variable{"MEMORY", "cpp20 or sc", &set_member<&options::memory>},
    variable{"MAX_EXECUTIONS", "a whole number; 0 is no bound",
             &set_member<&options::max_executions>},
    variable{"MAX_SECONDS", "a number that is not negative; 0 is no bound", &set_seconds},
    variable{"MAX_OPERATIONS", "a whole number above 0", &set_operations},
    variable{"SAMPLES", "a whole number of random executions; 0 explores",
             &set_member<&options::samples>},
    variable{"SEED", "a whole number", &set_member<&options::seed>},
    variable{"JOBS", "a whole number of processes above 0", &set_jobs},
    variable{"TIMEOUTS", "0 or 1", &set_member<&options::timeouts>},
    variable{"SPURIOUS_WAKEUPS", "a whole number: how many for each thread",
             &set_member<&options::spurious_wakeups>},
    variable{"WEAK_FAILURES", "a whole number: how many for each thread",
             &set_member<&options::weak_failures>},
    variable{"SHORT_WAKES", "0 or 1", &set_member<&options::short_wakes>},
    variable{"REUSE", "a whole number: how many freed blocks an allocation may return",
             &set_member<&options::reuse>},
    variable{"LEAKS", "0 or 1", &set_member<&options::leaks>},
    variable{"KEEP_GOING", "0 or 1", &set_member<&options::keep_going>},
    variable{"REPLAY", "a replay token: run only its execution", &set_replay},
    variable{"DETECT_DUPLICATES", "0 or 1", &set_member<&options::detect_duplicates>},
};

void apply(std::string_view name, std::string_view value, options& into) {
  const auto found = std::find_if(variables.begin(), variables.end(),
                                  [name](const variable& each) { return each.name == name; });
  if (found == variables.end()) {
    throw std::invalid_argument{std::string{prefix} + std::string{name} +
                                ": there is no such option. There are:\n" + environment_help()};
  }
  if (!found->set(into, value)) {
    throw std::invalid_argument{std::string{prefix} + std::string{name} + ": expected " +
                                std::string{found->expected} + ", got '" + std::string{value} +
                                "'"};
  }
}

}  // namespace

options options_from_environment(options defaults) {
  for (char** each = ::environ; each != nullptr && *each != nullptr; ++each) {
    const std::string_view entry{*each};
    const auto equals = entry.find('=');
    if (!entry.starts_with(prefix) || equals == std::string_view::npos) continue;
    apply(entry.substr(prefix.size(), equals - prefix.size()), entry.substr(equals + 1), defaults);
  }
  return defaults;
}

std::string environment_help() {
  std::string text;
  for (const variable& each : variables) {
    std::string line = "  " + std::string{prefix} + std::string{each.name};
    line.resize(std::max<std::size_t>(line.size() + 2, 40), ' ');
    text += line + std::string{each.expected} + '\n';
  }
  return text;
}

}  // namespace interlock::checker
