// SPDX-License-Identifier: MIT
/// @file
/// Latches under Relacy.
#include "broken/latches.hpp"

#include "clients/latches.hpp"
#include "registry/latches.hpp"
#include "suite_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(RelacyLatches, PassEveryClient) {
  expect_every_row_to_pass<latch_clients, registry::latches>();
}

TEST(RelacyLatches, TwinsOfTheBrokenOnesPassEveryClient) {
  expect_every_row_to_pass<latch_clients, broken::latch_twins>();
}

TEST(RelacyLatches, EveryDefectIsFound) {
  expect_every_defect_to_be_found<latch_clients, broken::broken_latches>();
}

}  // namespace
}  // namespace interlock::checks
