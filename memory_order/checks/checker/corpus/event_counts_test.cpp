// SPDX-License-Identifier: MIT
/// @file
/// Wrong event counts under the model checker.
#include "broken/event_counts.hpp"

#include "clients/event_counts.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(BrokenEventCounts, EveryDefectIsFound) {
  expect_every_defect_to_be_found<event_count_clients, broken::broken_event_counts>();
}

TEST(BrokenEventCounts, TheRightTwinsPass) {
  expect_every_twin_to_pass<event_count_clients, broken::event_count_twins>();
}

}  // namespace
}  // namespace interlock::checks
