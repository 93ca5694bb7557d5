// SPDX-License-Identifier: MIT
/// @file
/// Wrong barriers under the model checker.
#include "broken/barriers.hpp"

#include "clients/barriers.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(BrokenBarriers, EveryDefectIsFound) {
  expect_every_defect_to_be_found<barrier_clients, broken::broken_barriers>();
}

TEST(BrokenBarriers, TheRightTwinsPass) {
  expect_every_twin_to_pass<barrier_clients, broken::barrier_twins>();
}

}  // namespace
}  // namespace interlock::checks
