// SPDX-License-Identifier: MIT
/// @file
/// How two outcomes differ.
#include "outcome.hpp"

#include <algorithm>
#include <iterator>

namespace interlock::litmus {
namespace {

std::string describe(const final_state& state, const std::vector<std::string>& columns) {
  std::string text;
  for (std::size_t index = 0; index < state.size(); ++index)
    text +=
        " " + (index < columns.size() ? columns[index] + "=" : "") + std::to_string(state[index]);
  return text;
}

std::string only_in(const std::set<final_state>& these, const std::set<final_state>& others,
                    const char* label, const std::vector<std::string>& columns) {
  std::vector<final_state> difference;
  std::set_difference(these.begin(), these.end(), others.begin(), others.end(),
                      std::back_inserter(difference));
  std::string text;
  for (const final_state& state : difference)
    text += std::string{"  "} + label + ":" + describe(state, columns) + "\n";
  return text;
}

std::string flag(const char* name, bool expected, bool actual) {
  if (expected == actual) return "";
  return std::string{"  "} + name +
         (expected ? " expected, none found\n" : " found, none exists\n");
}

}  // namespace

std::string difference(const outcome& expected, const outcome& actual,
                       const std::vector<std::string>& columns) {
  std::string text = flag("a data race", expected.race, actual.race);
  if (expected.race || actual.race) return text;
  text += flag("a hang", expected.hang, actual.hang);
  if (expected.executions != actual.executions)
    text += "  executions: expected " + std::to_string(expected.executions) + ", found " +
            std::to_string(actual.executions) + "\n";
  text += only_in(expected.states, actual.states, "missed state", columns);
  text += only_in(actual.states, expected.states, "impossible state", columns);
  return text;
}

}  // namespace interlock::litmus
