// SPDX-License-Identifier: MIT
/// @file
/// Wrong semaphores under the model checker.
#include "broken/semaphores.hpp"

#include "clients/semaphores.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

const family_clients& families() {
  static const family_clients all =
      clients_of_families<semaphore_clients, broken::semaphore_families>();
  return all;
}

TEST(BrokenSemaphores, EveryDefectIsFound) {
  expect_every_defect_to_be_found<broken::broken_semaphores>(families());
}

TEST(BrokenSemaphores, TheRightTwinsPass) {
  expect_every_twin_to_pass<broken::semaphore_twins>(families());
}

}  // namespace
}  // namespace interlock::checks
