// SPDX-License-Identifier: MIT
/// @file
/// Locks under Relacy.
#include "broken/locks.hpp"

#include "clients/locks.hpp"
#include "registry/locks.hpp"
#include "suite_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(RelacyLocks, PassEveryClient) { expect_every_row_to_pass<lock_clients, registry::locks>(); }

TEST(RelacyLocks, TwinsOfTheBrokenOnesPassEveryClient) {
  expect_every_row_to_pass<lock_clients, broken::lock_twins>();
}

TEST(RelacyLocks, EveryDefectIsFound) {
  expect_every_defect_to_be_found<lock_clients, broken::broken_locks>();
}

}  // namespace
}  // namespace interlock::checks
