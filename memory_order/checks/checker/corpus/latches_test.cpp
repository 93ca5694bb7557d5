// SPDX-License-Identifier: MIT
/// @file
/// Wrong latches under the model checker.
#include "broken/latches.hpp"

#include "clients/latches.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(BrokenLatches, EveryDefectIsFound) {
  expect_every_defect_to_be_found<latch_clients, broken::broken_latches>();
}

TEST(BrokenLatches, TheRightTwinsPass) {
  expect_every_twin_to_pass<latch_clients, broken::latch_twins>();
}

}  // namespace
}  // namespace interlock::checks
