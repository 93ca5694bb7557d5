// SPDX-License-Identifier: MIT
/// @file
/// Wrong queues under the model checker.
#include "broken/queues.hpp"

#include "clients/queues.hpp"
#include "corpus_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(BrokenQueues, EveryDefectIsFound) {
  expect_every_defect_to_be_found<queue_clients, broken::broken_queues>();
}

TEST(BrokenQueues, TheRightTwinsPass) {
  expect_every_twin_to_pass<queue_clients, broken::queue_twins>();
}

}  // namespace
}  // namespace interlock::checks
