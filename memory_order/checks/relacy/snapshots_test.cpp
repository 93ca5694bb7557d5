// SPDX-License-Identifier: MIT
/// @file
/// Snapshots under Relacy.
#include "broken/snapshots.hpp"

#include "clients/snapshots.hpp"
#include "registry/snapshots.hpp"
#include "suite_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(RelacySnapshots, PassEveryClient) {
  expect_every_row_to_pass<snapshot_clients, registry::snapshots>();
}

TEST(RelacySnapshots, TwinsOfTheBrokenOnesPassEveryClient) {
  expect_every_row_to_pass<snapshot_clients, broken::snapshot_twins>();
}

TEST(RelacySnapshots, EveryDefectIsFound) {
  expect_every_defect_to_be_found<snapshot_clients, broken::broken_snapshots>();
}

}  // namespace
}  // namespace interlock::checks
