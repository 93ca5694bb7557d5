// SPDX-License-Identifier: MIT
/// @file
/// Parking lots under Relacy.
#include "broken/parking_lots.hpp"

#include "clients/parking_lots.hpp"
#include "registry/parking_lots.hpp"
#include "suite_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(RelacyParkingLots, PassEveryClient) {
  expect_every_row_to_pass<parking_lot_clients, registry::parking_lots>();
}

TEST(RelacyParkingLots, TwinsOfTheBrokenOnesPassEveryClient) {
  expect_every_row_to_pass<parking_lot_clients, broken::parking_lot_twins>();
}

TEST(RelacyParkingLots, EveryDefectIsFound) {
  expect_every_defect_to_be_found<parking_lot_clients, broken::broken_parking_lots>();
}

}  // namespace
}  // namespace interlock::checks
