// SPDX-License-Identifier: MIT
/// @file
/// Runs a litmus program under the model checker: the one file here that knows its interface.
#pragma once

#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>

#include "driver.hpp"
#include "outcome.hpp"

#include <string>

namespace interlock::litmus {

struct checked {
  outcome found;
  checker::result result;
};

/// The program written with backend `B`, under the checker.
template <backend B = checker::checker_backend, class Objects = objects_of<B>>
[[nodiscard]] checked check(const program& program, model under, checker::options wanted = {}) {
  checked answer;
  wanted.memory = under == model::sc ? checker::model::sc : checker::model::cpp20;
  wanted.keep_going = true;
  wanted.detect_duplicates = wanted.samples == 0;
  answer.found.states = run<B, Objects>(program, [&](auto body, auto completed) {
    wanted.on_complete = completed;
    answer.result = checker::explore(wanted, body);
  });
  answer.found.executions = answer.result.complete;
  answer.found.race = answer.result.races;
  answer.found.hang = answer.result.hangs;
  return answer;
}

/// What the checker's answer has that it should not have, or misses; empty if it is right.
[[nodiscard]] inline std::string disagreement(const outcome& expected, const checked& answer,
                                              const program& program) {
  const checker::result& result = answer.result;
  const std::string wrong = difference(expected, answer.found, observed_columns(program));
  if (!wrong.empty() || expected.race) return wrong;  // after a race, anything may happen
  if (result.kind != checker::failure::none)
    return std::string{"  failure: "} + checker::name_of(result.kind) + ": " + result.message +
           "\n" + result.trace;
  if (result.duplicates != 0)
    return "  " + std::to_string(result.duplicates) + " executions explored twice\n";
  return "";
}

}  // namespace interlock::litmus
