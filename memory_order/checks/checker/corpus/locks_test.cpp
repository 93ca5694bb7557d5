// SPDX-License-Identifier: MIT
/// @file
/// Wrong locks under the model checker.
#include "broken/locks.hpp"

#include "clients/locks.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(BrokenLocks, EveryDefectIsFound) {
  expect_every_defect_to_be_found<lock_clients, broken::broken_locks>();
}

TEST(BrokenLocks, TheRightTwinsPass) {
  expect_every_twin_to_pass<lock_clients, broken::lock_twins>();
}

}  // namespace
}  // namespace interlock::checks
