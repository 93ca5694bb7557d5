// SPDX-License-Identifier: MIT
/// @file
/// What counts as a proof, and known numbers of executions.
#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <set>

namespace interlock::checker {
namespace {

using B = checker_backend;

TEST(CheckerVerdict, AClientWithoutACompleteExecutionIsVacuous) {
  const result found = explore({}, [] { assume(false); });
  EXPECT_EQ(found.outcome, verdict::vacuous);
  EXPECT_FALSE(found.passed());
}

TEST(CheckerVerdict, AnOutcomeThatIsNeverReachedIsVacuous) {
  const auto client = [](int wanted) {
    B::atomic<int> x{0};
    B::thread other{[&] { x.store(1, order::relaxed); }};
    reachable("seen", x.load(order::relaxed) == wanted);
    other.join();
  };
  EXPECT_EQ(explore({}, [&] { client(1); }).outcome, verdict::passed);
  EXPECT_EQ(explore({}, [&] { client(2); }).outcome, verdict::vacuous);
}

TEST(CheckerVerdict, AnAssumptionMayBeMetByAStoreThatComesLater) {
  const result found = explore({}, [] {
    B::atomic<int> x{0};
    B::atomic<int> y{0};
    B::thread other{[&] {
      (void)y.load(order::relaxed);
      x.store(1, order::relaxed);
    }};
    assume(x.load(order::relaxed) == 1);
    other.join();
  });
  EXPECT_EQ(found.outcome, verdict::passed);
  EXPECT_EQ(found.complete, 1U);
  EXPECT_EQ(found.blocked, 1U);
  EXPECT_FALSE(found.hangs);
}

TEST(CheckerVerdict, AnAwaitedCompareExchangeIsOneEvent) {
  const auto client = [](bool unlocks) {
    B::atomic<int> lock{0};
    B::plain<int> count{0};
    const auto enter = [&] {
      lock.await_compare_exchange(0, 1, order::acquire);
      count.write(count.read() + 1);
      if (unlocks) lock.store(0, order::release);
    };
    B::thread first{enter};
    B::thread second{enter};
    first.join();
    second.join();
    require(count.read() == 2, "no increment is lost");
  };
  options wanted;
  wanted.detect_duplicates = true;
  const result found = explore(wanted, [&] { client(true); });
  EXPECT_EQ(found.outcome, verdict::passed) << found.message << found.trace;
  EXPECT_EQ(found.complete, 2U);
  EXPECT_EQ(found.duplicates, 0U);
  EXPECT_EQ(explore({}, [&] { client(false); }).kind, failure::endless_await);
}

TEST(CheckerVerdict, ABoundIsNoProof) {
  options bounded;
  bounded.max_executions = 2;
  const result found = explore(bounded, [] { (void)choose(3); });
  EXPECT_EQ(found.outcome, verdict::incomplete);
  EXPECT_EQ(found.complete, 2U);
  bounded.max_executions = 3;
  EXPECT_EQ(explore(bounded, [] { (void)choose(3); }).outcome, verdict::passed);
}

TEST(CheckerVerdict, ChoicesAreAllTaken) {
  std::set<unsigned> seen;
  const result found = explore({}, [&] { seen.insert(choose(3) * 10 + choose(2)); });
  EXPECT_EQ(found.complete, 6U);
  EXPECT_EQ(seen, (std::set<unsigned>{0, 1, 10, 11, 20, 21}));
}

struct shared_counter {
  B::atomic<int> value{0};
};

TEST(CheckerVerdict, AGlobalObjectIsTheSameWhoeverAsksFirst) {
  options wanted;
  wanted.detect_duplicates = true;
  const result found = explore(wanted, [] {
    // Main asks first in the first execution; the other one does when that is repeated with an old
    // value of y, because main then waits for x.
    B::atomic<int> x{0};
    B::atomic<int> y{0};
    B::thread other{[&] {
      x.store(1, order::relaxed);
      (void)y.load(order::relaxed);
      B::global<shared_counter>().value.fetch_add(1, order::relaxed);
    }};
    (void)x.load(order::relaxed);
    B::global<shared_counter>().value.fetch_add(1, order::relaxed);
    y.store(1, order::relaxed);
    other.join();
    require(B::global<shared_counter>().value.load(order::relaxed) == 2, "there is one object");
  });
  EXPECT_EQ(found.outcome, verdict::passed) << found.message << found.trace;
  EXPECT_EQ(found.complete, 6U);
  EXPECT_EQ(found.duplicates, 0U);
}

constexpr int most_threads = 10;

/// Executions of a client of `threads` threads, each of which runs `step(state, index)` on a fresh
/// `State`.
template <class State, class Step>
std::uint64_t executions(int threads, Step step) {
  options wanted;
  wanted.detect_duplicates = true;
  const result found = explore(wanted, [&] {
    State state;
    std::array<B::thread, most_threads> all;
    for (int i = 0; i < threads; ++i) {
      all[static_cast<std::size_t>(i)] = B::thread{[&state, &step, i] { step(state, i); }};
    }
    for (int i = 0; i < threads; ++i) all[static_cast<std::size_t>(i)].join();
  });
  EXPECT_TRUE(passes(found));
  EXPECT_EQ(found.duplicates, 0U);
  return found.complete;
}

struct one_location {
  B::atomic<int> x{0};
};

TEST(CheckerCounts, OrdersOfIncrements) {
  const auto increment = [](one_location& state, int) { state.x.fetch_add(1, order::relaxed); };
  EXPECT_EQ(executions<one_location>(3, increment), 6U);
  EXPECT_EQ(executions<one_location>(4, increment), 24U);
  EXPECT_EQ(executions<one_location>(6, increment), 720U);
}

TEST(CheckerCounts, LoadThenStoreIncrements) {
  const auto increment = [](one_location& state, int) {
    state.x.store(state.x.load(order::relaxed) + 1, order::relaxed);
  };
  EXPECT_EQ(executions<one_location>(3, increment), 36U);
  EXPECT_EQ(executions<one_location>(4, increment), 576U);
}

TEST(CheckerCounts, OneWriterAndManyReaders) {
  const auto step = [](one_location& state, int index) {
    if (index == 0) {
      state.x.store(1, order::relaxed);
    } else {
      (void)state.x.load(order::relaxed);
    }
  };
  EXPECT_EQ(executions<one_location>(6, step), 32U);
  EXPECT_EQ(executions<one_location>(9, step), 256U);
}

struct four_locations {
  std::array<B::atomic<int>, 4> x;
};

TEST(CheckerCounts, StoreBufferingOfFour) {
  const auto step = [](four_locations& state, int index) {
    state.x[static_cast<std::size_t>(index)].store(1, order::relaxed);
    for (int other = 1; other < 4; ++other) {
      (void)state.x[static_cast<std::size_t>((index + other) % 4)].load(order::relaxed);
    }
  };
  EXPECT_EQ(executions<four_locations>(4, step), 4096U);
}

}  // namespace
}  // namespace interlock::checker
