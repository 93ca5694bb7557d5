// SPDX-License-Identifier: MIT
/// @file
/// Wrong queues under the model checker.
#include "broken/queues.hpp"

#include "clients/queues.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

const family_clients& families() {
  static const family_clients all = clients_of_families<queue_clients, broken::queue_families>();
  return all;
}

TEST(BrokenQueues, EveryDefectIsFound) {
  expect_every_defect_to_be_found<broken::broken_queues>(families());
}

TEST(BrokenQueues, TheRightTwinsPass) {
  expect_every_twin_to_pass<broken::queue_twins>(families());
}

}  // namespace
}  // namespace interlock::checks
