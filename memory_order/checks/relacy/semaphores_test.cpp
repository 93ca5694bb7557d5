// SPDX-License-Identifier: MIT
/// @file
/// Semaphores under Relacy.
#include "broken/semaphores.hpp"

#include "clients/semaphores.hpp"
#include "registry/semaphores.hpp"
#include "suite_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(RelacySemaphores, PassEveryClient) {
  expect_every_row_to_pass<semaphore_clients, registry::semaphores>();
}

TEST(RelacySemaphores, TwinsOfTheBrokenOnesPassEveryClient) {
  expect_every_row_to_pass<semaphore_clients, broken::semaphore_twins>();
}

TEST(RelacySemaphores, EveryDefectIsFound) {
  expect_every_defect_to_be_found<semaphore_clients, broken::broken_semaphores>();
}

}  // namespace
}  // namespace interlock::checks
