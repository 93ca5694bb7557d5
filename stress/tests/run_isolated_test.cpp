// SPDX-License-Identifier: MIT
/// @file
/// Cases in a child process: their results, their hangs and their crashes.
#include <interlock/stress/run_case.hpp>

#include "sanitizer.hpp"
#include "test_cases.hpp"

#include <cstdlib>
#include <gmock/gmock.h>
#include <unistd.h>

namespace interlock::stress {
namespace {

using testing::HasSubstr;

class RunIsolated : public testing::Test {
 protected:
  void SetUp() override {
    if (built_with() == sanitizer::thread) {
      GTEST_SKIP() << "ThreadSanitizer does not allow threads in a forked child";
    }
  }
};

TEST_F(RunIsolated, BringsTheWholeResultHome) {
  options how = quick();
  how.watchdog = default_watchdog();
  how.where = placement::oversubscribed;
  auto what = case_of(work, [](round_end& end) { end.observe("rounds", 1); });
  const result r = run_isolated(what, how);
  EXPECT_EQ(r.outcome, status::passed) << r.reason;
  EXPECT_EQ(r.thread_count, 2u);
  ASSERT_EQ(r.threads.size(), 2u);
  EXPECT_EQ(r.threads[1].role, "actor");
  EXPECT_GT(r.threads[1].operations, 0u);
  EXPECT_EQ(r.threads[1].bound.outcome, binding_outcome::bound);
  EXPECT_EQ(r.threads[1].bound.cpus, r.threads[1].requested_cpus);
  EXPECT_EQ(r.seen.at("rounds"), r.rounds);
}

TEST_F(RunIsolated, SurvivesAHangAndLeavesNothingBehind) {
  const auto body = [](worker& self) {
    self.at("sleep for ever");
    for (;;) pause();
  };
  const result r = run_isolated(case_of(body), quick());
  EXPECT_EQ(r.outcome, status::hang);
  EXPECT_THAT(r.reason, HasSubstr("'sleep for ever'"));
  EXPECT_FALSE(r.threads_left_behind);
}

TEST_F(RunIsolated, FailsACaseThatCrashes) {
  const result r = run_isolated(case_of([](worker&) { std::abort(); }), quick());
  EXPECT_EQ(r.outcome, status::failed);
  EXPECT_THAT(r.reason, HasSubstr("signal 6"));
}

TEST_F(RunIsolated, FailsACaseThatExitsAsASanitizerDoes) {
  const result r = run_isolated(case_of([](worker&) { _exit(66); }), quick());
  EXPECT_EQ(r.outcome, status::failed);
  EXPECT_THAT(r.reason, HasSubstr("exit code 66"));
}

TEST_F(RunIsolated, IsAnErrorWithoutAResult) {
  const result r = run_isolated(case_of([](worker&) { _exit(0); }), quick());
  EXPECT_EQ(r.outcome, status::error);
}

TEST_F(RunIsolated, BringsASkipHome) {
  auto what = case_of(work);
  what.min_threads = 3;
  const result r = run_isolated(what, quick());
  EXPECT_EQ(r.outcome, status::skipped);
  EXPECT_EQ(r.reason, "the case needs at least 3 threads, 2 were asked for");
}

}  // namespace
}  // namespace interlock::stress
