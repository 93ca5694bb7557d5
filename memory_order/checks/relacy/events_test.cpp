// SPDX-License-Identifier: MIT
/// @file
/// Events under Relacy.
#include "broken/events.hpp"

#include "clients/events.hpp"
#include "registry/events.hpp"
#include "suite_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(RelacyEvents, PassEveryClient) { expect_every_row_to_pass<event_clients, registry::events>(); }

TEST(RelacyEvents, TwinsOfTheBrokenOnesPassEveryClient) {
  expect_every_row_to_pass<event_clients, broken::event_twins>();
}

TEST(RelacyEvents, EveryDefectIsFound) {
  expect_every_defect_to_be_found<event_clients, broken::broken_events>();
}

}  // namespace
}  // namespace interlock::checks
