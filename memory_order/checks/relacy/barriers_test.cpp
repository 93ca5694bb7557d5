// SPDX-License-Identifier: MIT
/// @file
/// Barriers under Relacy.
#include "broken/barriers.hpp"

#include "clients/barriers.hpp"
#include "registry/barriers.hpp"
#include "suite_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(RelacyBarriers, PassEveryClient) {
  expect_every_row_to_pass<barrier_clients, registry::barriers>();
}

TEST(RelacyBarriers, TwinsOfTheBrokenOnesPassEveryClient) {
  expect_every_row_to_pass<barrier_clients, broken::barrier_twins>();
}

TEST(RelacyBarriers, EveryDefectIsFound) {
  expect_every_defect_to_be_found<barrier_clients, broken::broken_barriers>();
}

}  // namespace
}  // namespace interlock::checks
