// SPDX-License-Identifier: MIT
/// @file
/// What the engine makes of cases that work, fail, hang or prove nothing.
#include <interlock/stress/run_case.hpp>

#include "test_cases.hpp"

#include <atomic>
#include <gmock/gmock.h>
#include <memory>
#include <sched.h>
#include <stdexcept>
#include <vector>

namespace interlock::stress {
namespace {

using testing::AllOf;
using testing::HasSubstr;

options patient() {
  options how = quick();
  how.watchdog = default_watchdog();
  return how;
}

TEST(RunCase, PassesAHealthyCaseInSeveralRounds) {
  options how = patient();
  how.duration = std::chrono::milliseconds{200};
  const result r = run_case(case_of(work), how);
  EXPECT_EQ(r.outcome, status::passed) << r.reason;
  EXPECT_GE(r.rounds, 2u);
  ASSERT_EQ(r.threads.size(), 2u);
  for (const auto& thread : r.threads) {
    EXPECT_EQ(thread.role, "actor");
    EXPECT_GT(thread.operations, 0u);
  }
}

TEST(RunCase, ReportsTheFirstViolationOnly) {
  const result r = run_case(case_of([](worker& self) {
                              self.violation("wrong");
                              self.violation("wrong again");
                            }),
                            patient());
  EXPECT_EQ(r.outcome, status::failed);
  EXPECT_EQ(r.reason, "wrong");
}

TEST(RunCase, ReportsAViolationFoundAtTheEndOfARound) {
  const result r =
      run_case(case_of(work, [](round_end& end) { end.violation("lost one"); }), patient());
  EXPECT_EQ(r.outcome, status::failed);
  EXPECT_EQ(r.reason, "lost one");
  EXPECT_EQ(r.rounds, 1u);
}

TEST(RunCase, ReportsAThreadThatThrows) {
  const result r =
      run_case(case_of([](worker&) { throw std::runtime_error{"no more"}; }), patient());
  EXPECT_EQ(r.outcome, status::failed);
  EXPECT_THAT(r.reason, AllOf(HasSubstr("(actor) threw"), HasSubstr("no more")));
}

// The thread sleeps on while its peers work: only a watchdog of its own can tell. It wakes up at
// the end of the test, to leave no thread behind.
TEST(RunCase, ReportsOneHungThreadAmongWorkingOnes) {
  auto release = std::make_shared<std::atomic<bool>>(false);
  auto left = std::make_shared<std::atomic<int>>(0);
  const auto body = [=](worker& self) {
    if (self.index() == 1) {
      self.at("wait for ever");
      while (!*release) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    } else {
      work(self);
    }
    ++*left;
  };
  options how = quick();
  how.threads = 3;
  const result r = run_case(case_of(body), how);
  EXPECT_EQ(r.outcome, status::hang);
  EXPECT_THAT(r.reason, AllOf(HasSubstr("thread 1 (actor) made no step for"),
                              HasSubstr("'wait for ever'"), HasSubstr("thread 0 (actor)")));
  EXPECT_TRUE(r.threads_left_behind);
  EXPECT_GE(r.max_gap(), how.watchdog);
  *release = true;
  while (*left < 3) std::this_thread::yield();
}

TEST(RunCase, ReportsAHungCheck) {
  auto release = std::make_shared<std::atomic<bool>>(false);
  auto left = std::make_shared<std::atomic<bool>>(false);
  const auto finish = [=](round_end&) {
    while (!*release) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    *left = true;
  };
  const result r = run_case(case_of(work, finish), quick());
  EXPECT_EQ(r.outcome, status::hang);
  EXPECT_THAT(r.reason, HasSubstr("'final check'"));
  *release = true;
  while (!*left) std::this_thread::yield();
}

TEST(RunCase, IsInconclusiveWithoutOperations) {
  const result r = run_case(case_of([](worker&) {}), patient());
  EXPECT_EQ(r.outcome, status::inconclusive);
  EXPECT_THAT(r.reason, HasSubstr("no operation"));
}

TEST(RunCase, IsInconclusiveWithoutWhatItMustObserve) {
  auto what = case_of(work, [](round_end& end) {
    end.observe("waits", 3);
    end.observe("timeouts", 0);
  });
  what.must_observe = {"waits", "timeouts"};
  const result r = run_case(what, patient());
  EXPECT_EQ(r.outcome, status::inconclusive);
  EXPECT_THAT(r.reason, HasSubstr("never observed: timeouts"));
  EXPECT_EQ(r.seen.at("waits"), 3 * r.rounds);
}

TEST(RunCase, SkipsThreadCountsThatTheCaseDoesNotTake) {
  auto what = case_of(work);
  what.max_threads = 2;
  options how = patient();
  how.threads = 3;
  const result r = run_case(what, how);
  EXPECT_EQ(r.outcome, status::skipped);
  EXPECT_EQ(r.reason, "the case needs exactly 2 threads, 3 were asked for");
}

TEST(RunCase, SkipsPlacementsThatTheMachineDoesNotHave) {
  options how = patient();
  how.on = synthetic_machine("pack:1 l3:1 core:2 pu:1");
  how.where = placement::cross_numa;
  const result r = run_case(case_of(work), how);
  EXPECT_EQ(r.outcome, status::skipped);
  EXPECT_THAT(r.reason, HasSubstr("needs 2 NUMA nodes"));
  EXPECT_TRUE(r.threads.empty());
}

TEST(RunCase, ChoosesThreadsToSuitCaseAndPlacement) {
  options how = patient();
  how.threads = 0;
  how.on = synthetic_machine("pack:2 [numa] l3:2 core:4 pu:2");
  auto what = case_of(work);
  how.where = placement::same_l3;
  EXPECT_EQ(thread_count(what, how), 4u);
  how.where = placement::oversubscribed;
  EXPECT_EQ(thread_count(what, how), 128u);
  what.max_threads = 2;
  EXPECT_EQ(thread_count(what, how), 2u);
}

TEST(RunCase, RunsWhereThePlacementSaysAndProvesIt) {
  options how = patient();
  how.where = placement::oversubscribed;
  const unsigned cpu = how.on.units.front().os_index;
  std::atomic<bool> elsewhere{false};
  const result r = run_case(case_of([&](worker& self) {
                              work(self);
                              if (sched_getcpu() != static_cast<int>(cpu)) elsewhere = true;
                            }),
                            how);
  EXPECT_EQ(r.outcome, status::passed) << r.reason;
  EXPECT_FALSE(elsewhere);
  for (const auto& thread : r.threads) {
    EXPECT_EQ(thread.bound.outcome, binding_outcome::bound);
    EXPECT_EQ(thread.bound.cpus, cpu_set{cpu});
  }
}

TEST(RunCase, NeverClaimsAPlacementOnAnotherMachine) {
  options how = patient();
  how.on = synthetic_machine("pack:2 l3:2 core:2 pu:1");
  how.where = placement::cross_l3;
  const result r = run_case(case_of(work), how);
  EXPECT_EQ(r.outcome, status::passed);
  for (const auto& thread : r.threads) {
    EXPECT_EQ(thread.bound.outcome, binding_outcome::simulated);
    EXPECT_TRUE(thread.bound.cpus.empty());
  }
}

TEST(RunCase, IsInconclusiveWhereBindingIsRefused) {
  options how = patient();
  for (unsigned cpu : {8000u, 8001u}) how.on.units[cpu - 8000].os_index = cpu;
  how.where = placement::compact;
  if (how.on.units.size() < 2) GTEST_SKIP() << "this machine has one CPU";
  const result r = run_case(case_of(work), how);
  EXPECT_EQ(r.outcome, status::inconclusive);
  EXPECT_THAT(r.reason, HasSubstr("cannot bind to CPU 800"));
}

TEST(RunCase, MovesThreadsAbout) {
  options how = patient();
  if (how.on.units.size() < 2) GTEST_SKIP() << "this machine has one CPU";
  how.where = placement::migrating;
  how.duration = std::chrono::milliseconds{100};
  const result r = run_case(case_of(work), how);
  EXPECT_EQ(r.outcome, status::passed) << r.reason;
  EXPECT_GT(r.moves, 0u);
}

TEST(RunCase, GivesEveryThreadItsOwnNumbersAndRepeatsThemWithTheSeed) {
  const auto first_numbers = [](std::uint64_t seed) {
    auto numbers = std::make_shared<std::vector<std::uint64_t>>(2);
    options how = patient();
    how.seed = seed;
    how.duration = std::chrono::milliseconds{0};
    const auto body = [numbers](worker& self) {
      (*numbers)[self.index()] = self.draw().next();
      self.done();
    };
    EXPECT_EQ(run_case(case_of(body), how).rounds, 1u);
    return *numbers;
  };
  const auto numbers = first_numbers(1);
  EXPECT_NE(numbers[0], numbers[1]);
  EXPECT_EQ(first_numbers(1), numbers);
  EXPECT_NE(first_numbers(2), numbers);
}

TEST(RunCase, TellsItsProgress) {
  options how = patient();
  how.duration = std::chrono::milliseconds{500};
  int told = 0;
  std::uint64_t operations = 0;
  how.on_progress = [&](const progress& now) {
    ++told;
    operations = now.operations;
  };
  EXPECT_EQ(run_case(case_of(work), how).outcome, status::passed);
  EXPECT_GE(told, 1);
  EXPECT_GT(operations, 0u);
}

}  // namespace
}  // namespace interlock::stress
