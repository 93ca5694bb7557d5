// SPDX-License-Identifier: MIT
/// @file
/// Wrong reclaimers under the model checker.
#include "broken/reclaimers.hpp"

#include "clients/reclaimers.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

const family_clients& families() {
  static const family_clients all =
      clients_of_families<reclaimer_clients, broken::reclaimer_families>();
  return all;
}

TEST(BrokenReclaimers, EveryDefectIsFound) {
  expect_every_defect_to_be_found<broken::broken_reclaimers>(families());
}

TEST(BrokenReclaimers, TheRightTwinsPass) {
  expect_every_twin_to_pass<broken::reclaimer_twins>(families());
}

}  // namespace
}  // namespace interlock::checks
