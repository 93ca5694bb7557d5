// SPDX-License-Identifier: MIT
/// @file
/// Reclaimers under Relacy.
#include "broken/reclaimers.hpp"

#include "clients/reclaimers.hpp"
#include "registry/reclaimers.hpp"
#include "suite_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(RelacyReclaimers, PassEveryClient) {
  expect_every_row_to_pass<reclaimer_clients, registry::reclaimers>();
}

TEST(RelacyReclaimers, TwinsOfTheBrokenOnesPassEveryClient) {
  expect_every_row_to_pass<reclaimer_clients, broken::reclaimer_twins>();
}

TEST(RelacyReclaimers, EveryDefectIsFound) {
  expect_every_defect_to_be_found<reclaimer_clients, broken::broken_reclaimers>();
}

}  // namespace
}  // namespace interlock::checks
