// SPDX-License-Identifier: MIT
/// @file
/// Wrong event counts under the model checker.
#include "broken/event_counts.hpp"

#include "clients/event_counts.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

const family_clients& families() {
  static const family_clients all =
      clients_of_families<event_count_clients, broken::event_count_families>();
  return all;
}

TEST(BrokenEventCounts, EveryDefectIsFound) {
  expect_every_defect_to_be_found<broken::broken_event_counts>(families());
}

TEST(BrokenEventCounts, TheRightTwinsPass) {
  expect_every_twin_to_pass<broken::event_count_twins>(families());
}

}  // namespace
}  // namespace interlock::checks
