// SPDX-License-Identifier: MIT
/// @file
/// The enumerator against the litmus data, known counts, and laws that every memory model obeys.
#include "oracle.hpp"

#include "generator.hpp"
#include "random.hpp"
#include "suite.hpp"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <numeric>
#include <string>

namespace interlock::litmus {
namespace {

constexpr std::uint64_t seeds = 20;
constexpr std::uint64_t affordable = 20'000;

/// Calls `check` with generated programs, and what C++20 allows them, that are quick to enumerate.
void for_each_small_program(
    const std::function<void(const program&, const outcome& cpp20)>& check) {
  std::size_t checked = 0;
  for (const profile likely : all_profiles) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      const program generated = generate(likely, seed);
      const auto allowed = enumerate(generated, model::cpp20, affordable);
      if (!allowed) continue;
      ++checked;
      SCOPED_TRACE(to_text(generated));
      check(generated, *allowed);
    }
  }
  EXPECT_GT(checked, all_profiles.size() * seeds * 8 / 10) << "too few programs are affordable";
}

void expect_subset(const outcome& strong, const outcome& weak) {
  EXPECT_TRUE(std::includes(weak.states.begin(), weak.states.end(), strong.states.begin(),
                            strong.states.end()));
  EXPECT_LE(strong.executions, weak.executions);
  EXPECT_LE(strong.race, weak.race);
  EXPECT_LE(strong.hang, weak.hang);
}

void for_each_access(std::vector<operation>& operations,
                     const std::function<void(operation&)>& visit) {
  for (operation& op : operations) {
    if (op.what == kind::branch)
      for_each_access(op.then, visit);
    else if (op.order != access::plain)
      visit(op);
  }
}

void for_each_access(program& changed, const std::function<void(operation&)>& visit) {
  for (thread& each : changed.threads) for_each_access(each.operations, visit);
}

void make_seq_cst(operation& op) {
  op.order = access::seq_cst;
  if (op.what == kind::compare_exchange) op.failure_order = access::seq_cst;
}

program copies_of(const std::vector<operation>& operations, std::size_t registers,
                  std::size_t threads) {
  program result{"copies", {{"x", 0}, {"y", 0}}, {}};
  for (std::size_t index = 0; index < threads; ++index) {
    thread& each = result.threads.emplace_back();
    each.operations = operations;
    for (std::size_t r = 0; r < registers; ++r) each.registers.push_back("r" + std::to_string(r));
  }
  return result;
}

operation make(kind what, std::size_t location, int value = 0) {
  operation op;
  op.what = what;
  op.location = location;
  op.value.value = value;
  return op;
}

class Suite : public testing::TestWithParam<model> {};

TEST_P(Suite, EveryTestHasExactlyTheExpectedOutcome) {
  const auto tests = read_suite(INTERLOCK_LITMUS_DATA "/litmus.json");
  ASSERT_EQ(tests.size(), 714U);
  for (const litmus_test& test : tests) {
    const auto found = enumerate(test.program, GetParam());
    ASSERT_TRUE(found);
    // Not `difference`: here even the states of racy programs are defined.
    EXPECT_EQ(*found, test.expected(GetParam()))
        << to_text(test.program)
        << difference(test.expected(GetParam()), *found, observed_columns(test.program));
  }
}

INSTANTIATE_TEST_SUITE_P(Models, Suite, testing::Values(model::cpp20, model::sc),
                         [](const auto& under) {
                           return under.param == model::cpp20 ? "cpp20" : "sc";
                         });

TEST(Oracle, IncrementsTakeEveryOrder) {
  for (std::size_t threads = 1; threads <= 4; ++threads) {
    const auto found =
        enumerate(copies_of({make(kind::fetch_add, 0, 1)}, 1, threads), model::cpp20);
    std::uint64_t factorial = 1;
    for (std::size_t factor = 2; factor <= threads; ++factor) factorial *= factor;
    EXPECT_EQ(found->executions, factorial);
  }
}

TEST(Oracle, EachReaderSeesAWriteOrNot) {
  program one_writer = copies_of({make(kind::load, 0)}, 1, 4);
  one_writer.threads.push_back({{}, {make(kind::store, 0, 1)}});
  EXPECT_EQ(enumerate(one_writer, model::cpp20)->executions, 16U);
  EXPECT_EQ(enumerate(one_writer, model::sc)->executions, 16U);
}

TEST(Oracle, GivesUpBeyondTheLimit) {
  const program increments = copies_of({make(kind::fetch_add, 0, 1)}, 1, 4);
  EXPECT_FALSE(enumerate(increments, model::cpp20, 10));
  EXPECT_TRUE(enumerate(increments, model::cpp20, 100'000));
}

TEST(Oracle, SequentialConsistencyAllowsNothingMore) {
  for_each_small_program([](const program& generated, const outcome& cpp20) {
    // The race of an execution is the same under both, but sc has fewer executions.
    expect_subset(*enumerate(generated, model::sc), cpp20);
  });
}

TEST(Oracle, AStrongerOrderAllowsNothingMore) {
  random_source random{1};
  for_each_small_program([&](const program& generated, const outcome& cpp20) {
    program stronger = generated;
    for_each_access(stronger, [&](operation& op) {
      if (random.chance(30)) make_seq_cst(op);
    });
    expect_subset(*enumerate(stronger, model::cpp20), cpp20);
  });
}

TEST(Oracle, SeqCstAloneIsSequentialConsistency) {
  for_each_small_program([](const program& generated, const outcome&) {
    program seq_cst = generated;
    bool plain = false;
    for (std::size_t index = 0; index < seq_cst.locations.size(); ++index)
      plain = plain || accessed(seq_cst, index).plainly;
    if (plain) return;
    for_each_access(seq_cst, make_seq_cst);
    const auto allowed = enumerate(seq_cst, model::cpp20, 20 * affordable);
    if (!allowed) return;
    EXPECT_EQ(*allowed, *enumerate(seq_cst, model::sc));
  });
}

// The enumerator builds an execution in the one order in which low-numbered threads go first.
TEST(Oracle, TheOrderOfThreadsDoesNotMatter) {
  for_each_small_program([](const program& generated, const outcome& cpp20) {
    program reversed = generated;
    std::reverse(reversed.threads.begin(), reversed.threads.end());
    const auto found = enumerate(reversed, model::cpp20);
    EXPECT_EQ(found->executions, cpp20.executions);
    EXPECT_EQ(found->states.size(), cpp20.states.size());
    EXPECT_EQ(found->race, cpp20.race);
    EXPECT_EQ(found->hang, cpp20.hang);
  });
}

}  // namespace
}  // namespace interlock::litmus
