// SPDX-License-Identifier: MIT
/// @file
/// Wrong reclaimers under the model checker.
#include "broken/reclaimers.hpp"

#include "clients/reclaimers.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(BrokenReclaimers, EveryDefectIsFound) {
  expect_every_defect_to_be_found<reclaimer_clients, broken::broken_reclaimers>();
}

TEST(BrokenReclaimers, TheRightTwinsPass) {
  expect_every_twin_to_pass<reclaimer_clients, broken::reclaimer_twins>();
}

}  // namespace
}  // namespace interlock::checks
