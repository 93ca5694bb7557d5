// SPDX-License-Identifier: MIT
/// @file
/// Wrong latches under the model checker.
#include "broken/latches.hpp"

#include "clients/latches.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

const family_clients& families() {
  static const family_clients all = clients_of_families<latch_clients, broken::latch_families>();
  return all;
}

TEST(BrokenLatches, EveryDefectIsFound) {
  expect_every_defect_to_be_found<broken::broken_latches>(families());
}

TEST(BrokenLatches, TheRightTwinsPass) {
  expect_every_twin_to_pass<broken::latch_twins>(families());
}

}  // namespace
}  // namespace interlock::checks
