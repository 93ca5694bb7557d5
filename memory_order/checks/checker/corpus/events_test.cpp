// SPDX-License-Identifier: MIT
/// @file
/// Wrong events under the model checker.
#include "broken/events.hpp"

#include "clients/events.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

const family_clients& families() {
  static const family_clients all = clients_of_families<event_clients, broken::event_families>();
  return all;
}

TEST(BrokenEvents, EveryDefectIsFound) {
  expect_every_defect_to_be_found<broken::broken_events>(families());
}

TEST(BrokenEvents, TheRightTwinsPass) {
  expect_every_twin_to_pass<broken::event_twins>(families());
}

}  // namespace
}  // namespace interlock::checks
