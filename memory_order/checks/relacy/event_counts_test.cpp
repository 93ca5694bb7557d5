// SPDX-License-Identifier: MIT
/// @file
/// Event counts under Relacy.
#include "broken/event_counts.hpp"

#include "clients/event_counts.hpp"
#include "registry/event_counts.hpp"
#include "suite_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(RelacyEventCounts, PassEveryClient) {
  expect_every_row_to_pass<event_count_clients, registry::event_counts>();
}

TEST(RelacyEventCounts, TwinsOfTheBrokenOnesPassEveryClient) {
  expect_every_row_to_pass<event_count_clients, broken::event_count_twins>();
}

TEST(RelacyEventCounts, EveryDefectIsFound) {
  expect_every_defect_to_be_found<event_count_clients, broken::broken_event_counts>();
}

}  // namespace
}  // namespace interlock::checks
