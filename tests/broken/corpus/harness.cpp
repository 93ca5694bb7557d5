// SPDX-License-Identifier: MIT
/// @file
/// Command lines of the harnesses, and what their output means.
#include "broken/corpus/harness.hpp"

#include "broken/choice.hpp"
#include "broken/corpus/child.hpp"
#include "support/scale.hpp"

#include <array>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace interlock::broken {
namespace {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using end = child_result::end;

constexpr std::chrono::seconds time_for_the_right{120};

/// The last line of `text` that contains `mark`, from there on.
std::string last_line_with(const std::string& text, std::string_view mark) {
  std::istringstream lines{text};
  std::string found;
  for (std::string line; std::getline(lines, line);) {
    const auto at = line.find(mark);
    if (at != std::string::npos) found = line.substr(at);
  }
  return found;
}

/// What the stress runner prints below the line of a case that did not pass.
std::string reason_of(const std::string& report) {
  std::istringstream lines{report};
  for (std::string line; std::getline(lines, line);) {
    const bool failed = line.find(" FAILED ") != std::string::npos;
    const bool hung = line.find(" HANG ") != std::string::npos;
    if (!failed && !hung) continue;
    std::getline(lines, line);
    const auto begin = line.find_first_not_of(' ');
    return (hung ? "hang: " : "violation: ") +
           (begin == std::string::npos ? line : line.substr(begin));
  }
  return "violation";
}

[[noreturn]] void refuse(const std::string& program, const child_result& result) {
  throw std::runtime_error{program + " could not do its work:\n" + result.output};
}

/// `program` with `arguments`, for the flaw of `what`.
std::vector<std::string> command(const std::string& program, const subject& what,
                                 const std::vector<std::string>& arguments) {
  std::vector<std::string> all{"/usr/bin/env", flaw_variable + ("=" + std::to_string(what.flaw)),
                               program};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

/// The tests of a row, and those of its waits: of its only one, or for whom each is.
std::string contract_filter(const std::string& name) {
  return "--gtest_filter=*/" + name + ".*:*/" + name + ":*/" + name + "_for_*";
}

/// A wrong row that does not end in time is stuck: a right one takes a few seconds.
std::optional<std::string> contract_verdict(const std::string& program, const subject& what) {
  const auto arguments = {contract_filter(what.family), std::string{"--gtest_fail_fast"}};
  const child_result result =
      what.is_wrong()
          ? run_child(command(program, what, arguments), time_to_find - milliseconds{1000},
                      milliseconds{1500})
          : run_child(command(program, what, arguments), time_for_the_right, time_for_the_right);
  const std::string test = last_line_with(result.output, "/" + what.family);
  switch (result.how) {
    case end::hung:
      return "hang in " + test;
    case end::killed:
      return "signal " + std::to_string(result.number) + " in " + test;
    case end::exited:
      if (result.number != 0) return "failed " + test;
      if (result.output.find("[  PASSED  ] 0 tests") != std::string::npos) refuse(program, result);
      return std::nullopt;
    case end::out_of_time:
      return "no end of " + test;
  }
  return std::nullopt;
}

/// One run of the stress program at one placement.
child_result stress(const std::string& program, const subject& what, const char* placement) {
  constexpr bool sanitized = support::under_asan || interlock::detail::under_tsan;
  const char* const silence = !what.is_wrong() ? "30s" : sanitized ? "2s" : "1s";
  const char* const duration = what.is_wrong() ? "700ms" : "250ms";
  return run_child(command(program, what,
                           {"--filter", what.family + ".*", "--placement", placement, "--duration",
                            duration, "--watchdog", silence}),
                   time_for_the_right, time_for_the_right);
}

/// What one run says. Of a variant whose defect a sanitizer is to find, only its report counts.
std::optional<std::string> stress_finding(const std::string& program, const subject& what,
                                          const child_result& result, std::string_view sanitizer) {
  const std::string report = last_line_with(result.output, "SUMMARY: " + std::string{sanitizer});
  if (!sanitizer.empty() && !report.empty()) return report;
  const bool any_complaint_counts = sanitizer.empty() || !what.is_wrong();
  switch (result.how) {
    case end::exited:
      if (result.number == 0) return std::nullopt;
      if (result.number != 1 && result.number != 3) refuse(program, result);
      break;
    case end::killed:
      return "signal " + std::to_string(result.number);
    case end::hung:
    case end::out_of_time:
      return what.is_wrong() ? std::nullopt : std::optional{std::string{"no end"}};
  }
  return any_complaint_counts ? std::optional{reason_of(result.output)} : std::nullopt;
}

/// Alternates between placements: two threads that really run at the same time find one sort of
/// defect, many that are often preempted another.
std::optional<std::string> stress_verdict(const std::string& program, const subject& what,
                                          std::string_view sanitizer) {
  const milliseconds limit = what.is_wrong() ? time_to_find : milliseconds{0};
  const auto begin = clock::now();
  constexpr std::array placements{"compact", "oversubscribed"};
  for (std::size_t attempt = 0; attempt < placements.size() || clock::now() - begin < limit;
       ++attempt) {
    const child_result result = stress(program, what, placements[attempt % placements.size()]);
    auto finding = stress_finding(program, what, result, sanitizer);
    if (finding) return finding;
  }
  return std::nullopt;
}

harness stress_harness(const std::string& folder, const char* name, bool catchers::*must_find,
                       const char* sanitizer) {
  return {name, must_find, [=](const subject& what) {
            return stress_verdict(folder + "/broken_" + what.kind, what, sanitizer);
          }};
}

}  // namespace

std::vector<harness> harnesses(const std::string& folder) {
  if (interlock::detail::under_tsan) {
    return {stress_harness(folder, "tsan", &catchers::tsan, "ThreadSanitizer")};
  }
  if (support::under_asan) {
    return {stress_harness(folder, "asan", &catchers::asan, "AddressSanitizer")};
  }
  return {{"contract", &catchers::contract,
           [=](const subject& what) {
             return contract_verdict(folder + "/broken_contract_" + what.kind, what);
           }},
          stress_harness(folder, "stress", &catchers::stress, "")};
}

}  // namespace interlock::broken
