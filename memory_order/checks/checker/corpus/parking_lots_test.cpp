// SPDX-License-Identifier: MIT
/// @file
/// Wrong parking lots under the model checker.
#include "broken/parking_lots.hpp"

#include "clients/parking_lots.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

const family_clients& families() {
  static const family_clients all =
      clients_of_families<parking_lot_clients, broken::parking_lot_families>();
  return all;
}

TEST(BrokenParkingLots, EveryDefectIsFound) {
  expect_every_defect_to_be_found<broken::broken_parking_lots>(families());
}

TEST(BrokenParkingLots, TheRightTwinsPass) {
  expect_every_twin_to_pass<broken::parking_lot_twins>(families());
}

}  // namespace
}  // namespace interlock::checks
