// SPDX-License-Identifier: MIT
/// @file
/// Wrong locks with shared access under the model checker.
#include "broken/shared_locks.hpp"

#include "clients/shared_locks.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

const family_clients& families() {
  static const family_clients all =
      clients_of_families<shared_lock_clients, broken::shared_lock_families>();
  return all;
}

TEST(BrokenSharedLocks, EveryDefectIsFound) {
  expect_every_defect_to_be_found<broken::broken_shared_locks>(families());
}

TEST(BrokenSharedLocks, TheRightTwinsPass) {
  expect_every_twin_to_pass<broken::shared_lock_twins>(families());
}

}  // namespace
}  // namespace interlock::checks
