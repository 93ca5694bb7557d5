// SPDX-License-Identifier: MIT
/// @file
/// Wrong locks with shared access under the model checker.
#include "broken/shared_locks.hpp"

#include "clients/shared_locks.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(BrokenSharedLocks, EveryDefectIsFound) {
  expect_every_defect_to_be_found<shared_lock_clients, broken::broken_shared_locks>();
}

TEST(BrokenSharedLocks, TheRightTwinsPass) {
  expect_every_twin_to_pass<shared_lock_clients, broken::shared_lock_twins>();
}

}  // namespace
}  // namespace interlock::checks
