// SPDX-License-Identifier: MIT
/// @file
/// Wrong parking lots under the model checker.
#include "broken/parking_lots.hpp"

#include "clients/parking_lots.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(BrokenParkingLots, EveryDefectIsFound) {
  expect_every_defect_to_be_found<parking_lot_clients, broken::broken_parking_lots>();
}

TEST(BrokenParkingLots, TheRightTwinsPass) {
  expect_every_twin_to_pass<parking_lot_clients, broken::parking_lot_twins>();
}

}  // namespace
}  // namespace interlock::checks
