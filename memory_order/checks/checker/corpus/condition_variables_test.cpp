// SPDX-License-Identifier: MIT
/// @file
/// Wrong condition variables under the model checker.
#include "broken/condition_variables.hpp"

#include "clients/condition_variables.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

const family_clients& families() {
  static const family_clients all =
      clients_of_families<condition_variable_clients, broken::condition_variable_families>();
  return all;
}

TEST(BrokenConditionVariables, EveryDefectIsFound) {
  expect_every_defect_to_be_found<broken::broken_condition_variables>(families());
}

TEST(BrokenConditionVariables, TheRightTwinsPass) {
  expect_every_twin_to_pass<broken::condition_variable_twins>(families());
}

}  // namespace
}  // namespace interlock::checks
