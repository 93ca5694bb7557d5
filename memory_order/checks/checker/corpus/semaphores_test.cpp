// SPDX-License-Identifier: MIT
/// @file
/// Wrong semaphores under the model checker.
#include "broken/semaphores.hpp"

#include "clients/semaphores.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(BrokenSemaphores, EveryDefectIsFound) {
  expect_every_defect_to_be_found<semaphore_clients, broken::broken_semaphores>();
}

TEST(BrokenSemaphores, TheRightTwinsPass) {
  expect_every_twin_to_pass<semaphore_clients, broken::semaphore_twins>();
}

}  // namespace
}  // namespace interlock::checks
