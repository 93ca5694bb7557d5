// SPDX-License-Identifier: MIT
/// @file
/// Ways to search other than one execution after another: at random, in several processes, and an
/// estimate beforehand.
#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>

#include <chrono>
#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

namespace interlock::checker {
namespace {

using B = checker_backend;

void increments(int threads) {
  B::atomic<int> x{0};
  std::vector<B::thread> all;
  for (int i = 0; i < threads; ++i) {
    all.emplace_back([&x] { x.fetch_add(1, order::relaxed); });
  }
  for (B::thread& each : all) each.join();
  reachable("counted", x.load(order::relaxed) == threads);
}

void lock_by_futex(bool wake) {
  B::atomic<std::uint32_t> locked{0};
  B::plain<int> inside{0};
  const auto enter_and_leave = [&] {
    while (locked.exchange(1, order::acquire) != 0) (void)B::futex_wait(locked, 1);
    inside.write(inside.read() + 1);
    locked.store(0, order::release);
    if (wake) B::futex_wake(locked, 1);
  };
  B::thread other{enter_and_leave};
  enter_and_leave();
  other.join();
  require(inside.read() == 2, "both have been inside");
}

void store_buffering(std::memory_order how, std::vector<int>& seen) {
  B::atomic<int> x{0};
  B::atomic<int> y{0};
  int mine = 0;
  int theirs = 0;
  B::thread other{[&] {
    x.store(1, how);
    theirs = y.load(how);
  }};
  y.store(1, how);
  mine = x.load(how);
  other.join();
  ++seen.at(static_cast<std::size_t>(2 * mine + theirs));
}

options samples(std::uint64_t count, std::uint64_t seed = 1) {
  options wanted;
  wanted.samples = count;
  wanted.seed = seed;
  return wanted;
}

TEST(CheckerSampling, IsNoProof) {
  const result found = explore(samples(50), [] { increments(3); });
  EXPECT_EQ(found.outcome, verdict::incomplete);
  EXPECT_TRUE(found.sampled);
  EXPECT_EQ(found.complete, 50U);
  EXPECT_EQ(found.outcomes.at("counted"), 50U);
}

TEST(CheckerSampling, MeetsWhatTheModelAllowsAndNothingElse) {
  std::vector<int> seen(4);
  (void)explore(samples(400), [&] { store_buffering(order::relaxed, seen); });
  for (int count : seen) EXPECT_GT(count, 0);
  seen.assign(4, 0);
  (void)explore(samples(400), [&] { store_buffering(order::seq_cst, seen); });
  EXPECT_EQ(seen[0], 0) << "one of us sees the other";
}

TEST(CheckerSampling, ThreadsThatSleepGoOnWhenTheyAreWoken) {
  const result found = explore(samples(500), [] { lock_by_futex(true); });
  EXPECT_EQ(found.kind, failure::none) << found.message << '\n' << found.trace;
  EXPECT_EQ(found.complete, 500U);
}

TEST(CheckerSampling, FindsALostWakeup) {
  const result found = explore(samples(500), [] { lock_by_futex(false); });
  EXPECT_EQ(found.kind, failure::lost_wakeup) << found.message;
}

TEST(CheckerSampling, TimedSleepersGiveUpWhenNobodyElseCanMove) {
  const result found = explore(samples(20), [] {
    B::atomic<std::uint32_t> word{0};
    const deadline soon = deadline::after(std::chrono::seconds{1});
    require(B::futex_wait(word, 0, soon) == wait_result::timed_out, "nobody wakes it");
  });
  EXPECT_EQ(found.complete, 20U) << found.message;
}

TEST(CheckerSampling, LoopsThatYieldSeeTheNews) {
  const result found = explore(samples(200), [] {
    B::atomic<int> flag{0};
    B::thread other{[&] { flag.store(1, order::relaxed); }};
    while (flag.load(order::relaxed) == 0) B::yield();
    other.join();
  });
  EXPECT_EQ(found.complete, 200U) << found.message;
}

TEST(CheckerSampling, SeedRepeatsIt) {
  const auto runs_until_lost = [](std::uint64_t seed) {
    return explore(samples(500, seed), [] { lock_by_futex(false); }).runs;
  };
  EXPECT_EQ(runs_until_lost(7), runs_until_lost(7));
}

TEST(CheckerEstimate, IsRightOnAverage) {
  const estimation guess = estimate(samples(3000), [] { increments(5); });
  EXPECT_EQ(guess.probes, 3000U);
  EXPECT_GT(guess.standard_error, 0);
  EXPECT_LT(std::abs(guess.executions - 120), 5 * guess.standard_error);
}

TEST(CheckerEstimate, CountsASingleExecutionExactly) {
  const estimation guess = estimate(samples(10), [] { increments(1); });
  EXPECT_EQ(guess.executions, 1);
  EXPECT_EQ(guess.standard_error, 0);
}

options in_processes(unsigned jobs) {
  options wanted;
  wanted.jobs = jobs;
  return wanted;
}

TEST(CheckerJobs, ExploreTheSameExecutions) {
  for (unsigned jobs : {1U, 2U, 3U, 5U}) {
    const result found = explore(in_processes(jobs), [] { increments(6); });
    EXPECT_EQ(found.outcome, verdict::passed) << jobs;
    EXPECT_EQ(found.complete, 720U) << jobs;
    EXPECT_EQ(found.outcomes.at("counted"), 720U) << jobs;
  }
}

TEST(CheckerJobs, HaveNothingToDoForASmallClient) {
  const result found = explore(in_processes(4), [] { increments(1); });
  EXPECT_EQ(found.outcome, verdict::passed);
  EXPECT_EQ(found.complete, 1U);
}

TEST(CheckerJobs, FindTheFailureOfAnyPart) {
  // The failing execution is one of 720, and in no part that the first process explores.
  const auto body = [] {
    increments(6);
    require(choose(50) != 37, "not this one");
  };
  const result found = explore(in_processes(2), body);
  EXPECT_EQ(found.outcome, verdict::failed);
  EXPECT_EQ(found.kind, failure::requirement);
  EXPECT_NE(found.trace, "");
}

TEST(CheckerJobs, StopAtABound) {
  options wanted = in_processes(2);
  wanted.max_executions = 300;
  const result found = explore(wanted, [] { increments(7); });
  EXPECT_EQ(found.outcome, verdict::incomplete);
  EXPECT_GE(found.complete, 300U);
  EXPECT_LT(found.complete, 400U);
}

TEST(CheckerJobs, RefuseWhatOnlyOneProcessCanDo) {
  options wanted = in_processes(2);
  wanted.detect_duplicates = true;
  EXPECT_THROW((void)explore(wanted, [] {}), std::invalid_argument);
  wanted.detect_duplicates = false;
  wanted.on_complete = [] {};
  EXPECT_THROW((void)explore(wanted, [] {}), std::invalid_argument);
}

}  // namespace
}  // namespace interlock::checker
