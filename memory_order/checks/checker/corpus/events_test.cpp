// SPDX-License-Identifier: MIT
/// @file
/// Wrong events under the model checker.
#include "broken/events.hpp"

#include "clients/events.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(BrokenEvents, EveryDefectIsFound) {
  expect_every_defect_to_be_found<event_clients, broken::broken_events>();
}

TEST(BrokenEvents, TheRightTwinsPass) {
  expect_every_twin_to_pass<event_clients, broken::event_twins>();
}

}  // namespace
}  // namespace interlock::checks
