// SPDX-License-Identifier: MIT
/// @file
/// Wrong locks under the model checker.
#include "broken/locks.hpp"

#include "clients/locks.hpp"
#include "corpus_runner.hpp"
#include "session.hpp"

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

const family_clients& families() {
  static const family_clients all = clients_of_families<lock_clients, broken::lock_families>();
  return all;
}

TEST(BrokenLocks, EveryDefectIsFound) {
  expect_every_defect_to_be_found<broken::broken_locks>(families());
}

TEST(BrokenLocks, AContradictingOrderIsReportedWhetherItDeadlocksOrNot) {
  using client = taking_two<checker::checker_backend, registry::lock_order_row, false>;
  const catalog_entry entry{"lock_order", "contradicting", client::threads, false,
                            &run_client<client>};
  const checker::result found = check(entry, options_within({.seconds = 5})).found;
  EXPECT_EQ(found.outcome, checker::verdict::failed);
  EXPECT_NE(found.message.find("lock order"), std::string::npos) << found.message;
  EXPECT_EQ(found.complete, 0U) << "the first execution, in which they do not meet, shows it";
}

TEST(BrokenLocks, TheRightTwinsPass) { expect_every_twin_to_pass<broken::lock_twins>(families()); }

}  // namespace
}  // namespace interlock::checks
