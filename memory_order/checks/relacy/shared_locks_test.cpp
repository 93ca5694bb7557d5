// SPDX-License-Identifier: MIT
/// @file
/// Locks with shared access under Relacy.
#include "broken/shared_locks.hpp"

#include "clients/shared_locks.hpp"
#include "registry/shared_locks.hpp"
#include "suite_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(RelacySharedLocks, PassEveryClient) {
  expect_every_row_to_pass<shared_lock_clients, registry::shared_locks>();
}

TEST(RelacySharedLocks, TwinsOfTheBrokenOnesPassEveryClient) {
  expect_every_row_to_pass<shared_lock_clients, broken::shared_lock_twins>();
}

TEST(RelacySharedLocks, EveryDefectIsFound) {
  expect_every_defect_to_be_found<shared_lock_clients, broken::broken_shared_locks>();
}

}  // namespace
}  // namespace interlock::checks
