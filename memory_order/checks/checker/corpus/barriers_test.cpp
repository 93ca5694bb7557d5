// SPDX-License-Identifier: MIT
/// @file
/// Wrong barriers under the model checker.
#include "broken/barriers.hpp"

#include "clients/barriers.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

const family_clients& families() {
  static const family_clients all =
      clients_of_families<barrier_clients, broken::barrier_families>();
  return all;
}

TEST(BrokenBarriers, EveryDefectIsFound) {
  expect_every_defect_to_be_found<broken::broken_barriers>(families());
}

TEST(BrokenBarriers, TheRightTwinsPass) {
  expect_every_twin_to_pass<broken::barrier_twins>(families());
}

}  // namespace
}  // namespace interlock::checks
