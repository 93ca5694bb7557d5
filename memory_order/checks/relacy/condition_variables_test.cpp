// SPDX-License-Identifier: MIT
/// @file
/// Condition variables under Relacy.
#include "broken/condition_variables.hpp"

#include "clients/condition_variables.hpp"
#include "registry/condition_variables.hpp"
#include "suite_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(RelacyConditionVariables, PassEveryClient) {
  expect_every_row_to_pass<condition_variable_clients, registry::condition_variables>();
}

TEST(RelacyConditionVariables, TwinsOfTheBrokenOnesPassEveryClient) {
  expect_every_row_to_pass<condition_variable_clients, broken::condition_variable_twins>();
}

TEST(RelacyConditionVariables, EveryDefectIsFound) {
  expect_every_defect_to_be_found<condition_variable_clients, broken::broken_condition_variables>();
}

}  // namespace
}  // namespace interlock::checks
