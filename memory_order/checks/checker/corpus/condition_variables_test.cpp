// SPDX-License-Identifier: MIT
/// @file
/// Wrong condition variables under the model checker.
#include "broken/condition_variables.hpp"

#include "clients/condition_variables.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(BrokenConditionVariables, EveryDefectIsFound) {
  expect_every_defect_to_be_found<condition_variable_clients, broken::broken_condition_variables>();
}

TEST(BrokenConditionVariables, TheRightTwinsPass) {
  expect_every_twin_to_pass<condition_variable_clients, broken::condition_variable_twins>();
}

}  // namespace
}  // namespace interlock::checks
