// SPDX-License-Identifier: MIT
/// @file
/// Wrong locks under the model checker.
#include "broken/locks.hpp"

#include "clients/locks.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

const family_clients& families() {
  static const family_clients all = clients_of_families<lock_clients, broken::lock_families>();
  return all;
}

TEST(BrokenLocks, EveryDefectIsFound) {
  expect_every_defect_to_be_found<broken::broken_locks>(families());
}

TEST(BrokenLocks, TheRightTwinsPass) { expect_every_twin_to_pass<broken::lock_twins>(families()); }

}  // namespace
}  // namespace interlock::checks
