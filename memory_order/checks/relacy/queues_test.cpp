// SPDX-License-Identifier: MIT
/// @file
/// Queues under Relacy.
#include "broken/queues.hpp"

#include "clients/queues.hpp"
#include "registry/queues.hpp"
#include "suite_runner.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

TEST(RelacyQueues, PassEveryClient) { expect_every_row_to_pass<queue_clients, registry::queues>(); }

TEST(RelacyQueues, TwinsOfTheBrokenOnesPassEveryClient) {
  expect_every_row_to_pass<queue_clients, broken::queue_twins>();
}

TEST(RelacyQueues, EveryDefectIsFound) {
  expect_every_defect_to_be_found<queue_clients, broken::broken_queues>();
}

}  // namespace
}  // namespace interlock::checks
