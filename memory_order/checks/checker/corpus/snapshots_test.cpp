// SPDX-License-Identifier: MIT
/// @file
/// Wrong snapshots under the model checker.
#include "broken/snapshots.hpp"

#include "clients/snapshots.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

const family_clients& families() {
  static const family_clients all =
      clients_of_families<snapshot_clients, broken::snapshot_families>();
  return all;
}

TEST(BrokenSnapshots, EveryDefectIsFound) {
  expect_every_defect_to_be_found<broken::broken_snapshots>(families());
}

TEST(BrokenSnapshots, TheRightTwinsPass) {
  expect_every_twin_to_pass<broken::snapshot_twins>(families());
}

}  // namespace
}  // namespace interlock::checks
