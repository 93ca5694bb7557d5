// SPDX-License-Identifier: MIT
/// @file
/// The search for linearizations, the specifications, and histories by clock.
#include <interlock/linearizability/counter.hpp>
#include <interlock/linearizability/queue.hpp>
#include <interlock/linearizability/search.hpp>
#include <interlock/linearizability/set.hpp>
#include <interlock/linearizability/stack.hpp>
#include <interlock/linearizability/text.hpp>
#include <interlock/linearizability/timed_history.hpp>

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace interlock::linearizability {
namespace {

using fifo = queue<int>;
using lifo = stack<int>;
using testing::HasSubstr;

static_assert(specification<fifo> && specification<lifo> && specification<set<int>> &&
              specification<counter>);

/// Whether the calls of some callers, none of which precedes another caller's, are linearizable.
template <class S>
[[nodiscard]] bool holds(const history<S>& calls, const S& initial = S{}) {
  return explain(initial, calls).outcome == verdict::linearizable;
}

TEST(LinearizabilityQueue, FirstInFirstOut) {
  EXPECT_TRUE(holds<fifo>({{{fifo::push(1), fifo::pushed(true), {}},
                            {fifo::push(2), fifo::pushed(true), {}},
                            {fifo::pop(), fifo::popped(1), {}},
                            {fifo::pop(), fifo::popped(2), {}},
                            {fifo::pop(), fifo::popped({}), {}}}}));
  EXPECT_FALSE(holds<fifo>({{{fifo::push(1), fifo::pushed(true), {}},
                             {fifo::push(2), fifo::pushed(true), {}},
                             {fifo::pop(), fifo::popped(2), {}}}}));
  EXPECT_FALSE(holds<fifo>({{{fifo::pop(), fifo::popped(1), {}}}}));
}

TEST(LinearizabilityQueue, FullOnlyAtItsCapacity) {
  const history<fifo> refused{
      {{fifo::push(1), fifo::pushed(true), {}}, {fifo::push(2), fifo::pushed(false), {}}}};
  EXPECT_TRUE(holds(refused, fifo{1}));
  EXPECT_FALSE(holds(refused, fifo{2}));
  EXPECT_FALSE(holds(refused));
}

TEST(LinearizabilityStack, LastInFirstOut) {
  EXPECT_TRUE(holds<lifo>({{{lifo::push(1), lifo::pushed(true), {}},
                            {lifo::push(2), lifo::pushed(true), {}},
                            {lifo::pop(), lifo::popped(2), {}},
                            {lifo::pop(), lifo::popped(1), {}}}}));
  EXPECT_FALSE(holds<lifo>({{{lifo::push(1), lifo::pushed(true), {}},
                             {lifo::push(2), lifo::pushed(true), {}},
                             {lifo::pop(), lifo::popped(1), {}}}}));
}

TEST(LinearizabilitySet, EachValueOnce) {
  using values = set<int>;
  EXPECT_TRUE(holds<values>({{{values::insert(1), true, {}},
                              {values::insert(1), false, {}},
                              {values::contains(1), true, {}},
                              {values::erase(1), true, {}},
                              {values::erase(1), false, {}},
                              {values::contains(1), false, {}}}}));
  EXPECT_FALSE(holds<values>({{{values::insert(1), true, {}}}, {{values::insert(1), true, {}}}}));
  EXPECT_TRUE(holds<values>({{{values::insert(1), true, {}}}, {{values::insert(1), false, {}}}}));
}

TEST(LinearizabilityCounter, NoAdditionIsLost) {
  EXPECT_TRUE(holds<counter>({{{counter::add(1), 0, {}}}, {{counter::add(1), 1, {}}}}));
  EXPECT_FALSE(holds<counter>({{{counter::add(1), 0, {}}}, {{counter::add(1), 0, {}}}}));
  EXPECT_TRUE(holds<counter>({{{counter::read(), 5, {}}}}, counter{5}));
}

TEST(Linearizability, CallsOfDifferentCallersCommute) {
  // The pop of 2 first: caller 1 comes before caller 0.
  EXPECT_TRUE(
      holds<fifo>({{{fifo::push(1), fifo::pushed(true), {}}},
                   {{fifo::push(2), fifo::pushed(true), {}}, {fifo::pop(), fifo::popped(2), {}}}}));
}

TEST(Linearizability, UnlessOneHadReturnedBefore) {
  EXPECT_FALSE(holds<fifo>(
      {{{fifo::push(1), fifo::pushed(true), {}}},
       {{fifo::push(2), fifo::pushed(true), {1}}, {fifo::pop(), fifo::popped(2), {}}}}));
  EXPECT_FALSE(holds<fifo>(
      {{{fifo::push(1), fifo::pushed(true), {}}}, {{fifo::pop(), fifo::popped({}), {1}}}}));
  EXPECT_TRUE(holds<fifo>(
      {{{fifo::push(1), fifo::pushed(true), {}}}, {{fifo::pop(), fifo::popped({}), {}}}}));
}

TEST(Linearizability, ACallThatNeverReturnedMayHaveHadEffectOrNot) {
  const auto with = [](std::optional<int> got) {
    return history<fifo>{{{fifo::push(1), std::nullopt, {}}},
                         {{fifo::pop(), fifo::popped(got), {}}}};
  };
  EXPECT_TRUE(holds(with(1)));
  EXPECT_TRUE(holds(with(std::nullopt)));
  EXPECT_FALSE(holds(with(2)));
}

TEST(Linearizability, NothingIsLinearizable) {
  EXPECT_TRUE(holds<fifo>({}));
  EXPECT_TRUE(holds<fifo>({{}, {}}));
}

TEST(Linearizability, TellsTheOrderOrTheLongestThatItTried) {
  const history<fifo> right{{{fifo::pop(), fifo::popped(1), {}}},
                            {{fifo::push(1), fifo::pushed(true), {}}}};
  EXPECT_THAT(explain(fifo{}, right).order, testing::ElementsAre(1, 0));
  const history<fifo> wrong{
      {{fifo::pop(), fifo::popped(1), {}}, {fifo::pop(), fifo::popped(1), {}}},
      {{fifo::push(1), fifo::pushed(true), {}}}};
  const explanation tried = explain(fifo{}, wrong);
  EXPECT_EQ(tried.outcome, verdict::not_linearizable);
  EXPECT_THAT(tried.order, testing::ElementsAre(1, 0));
  EXPECT_EQ(text_of(wrong, tried), "  thread 1  push 1\n  thread 0  pop: 1\n");
}

TEST(Linearizability, HistoriesInWords) {
  const history<fifo> calls{
      {{fifo::push(1), fifo::pushed(false), {}}},
      {{fifo::pop(), fifo::popped({}), {1, 0}}, {fifo::push(2), std::nullopt, {1, 1}}}};
  EXPECT_EQ(text_of(calls),
            "  thread 0  push 1: full\n"
            "  thread 1  pop: empty  after 1 of thread 0\n"
            "  thread 1  push 2, never returned  after 1 of thread 0\n");
  EXPECT_EQ(set<int>::text(set<int>::erase(3), true), "erase 3: true");
  EXPECT_EQ(counter::text(counter::add(2), 7), "add 2: 7");
}

TEST(Linearizability, GivesUpWhenItIsTold) {
  history<counter> calls(8);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    calls[i] = {{counter::add(1 << i), -1, {}}};
  }
  calls[0][0].answer = 0;
  EXPECT_EQ(explain(counter{}, calls, 1).outcome, verdict::undecided);
  EXPECT_EQ(explain(counter{}, calls).outcome, verdict::not_linearizable);
}

TEST(Linearizability, RefusesHistoriesThatContradictThemselves) {
  EXPECT_THROW(
      (void)holds<fifo>({{{fifo::push(1), std::nullopt, {}}, {fifo::pop(), fifo::popped(1), {}}}}),
      std::invalid_argument);
  EXPECT_THROW((void)holds<fifo>({{{fifo::push(1), fifo::pushed(true), {0, 1}}}, {}}),
               std::invalid_argument);
  EXPECT_THROW((void)holds<fifo>({{{fifo::push(1), fifo::pushed(true), {0, 0, 1}}}}),
               std::invalid_argument);
}

/// Whether some permutation of all calls explains them: the definition, word by word.
[[nodiscard]] bool holds_by_definition(const history<fifo>& calls) {
  std::vector<std::pair<std::size_t, std::size_t>> all;
  for (std::size_t caller = 0; caller < calls.size(); ++caller) {
    for (std::size_t i = 0; i < calls[caller].size(); ++i) all.emplace_back(caller, i);
  }
  do {
    fifo state;
    std::vector<std::size_t> done(calls.size(), 0);
    const bool fits = std::all_of(all.begin(), all.end(), [&](const auto& next) {
      const auto& [caller, number] = next;
      const record<fifo>& call = calls[caller][number];
      if (done[caller]++ != number) return false;
      for (std::size_t other = 0; other < call.known.size(); ++other) {
        if (other != caller && call.known[other] > done[other]) return false;
      }
      return state.apply(call.call) == call.answer;
    });
    if (fits) return true;
  } while (std::next_permutation(all.begin(), all.end()));
  return false;
}

TEST(Linearizability, AgreesWithTheDefinition) {
  std::mt19937 random{1};
  const auto below = [&random](int limit) {
    return std::uniform_int_distribution<int>{0, limit - 1}(random);
  };
  int linearizable = 0;
  constexpr int rounds = 3000;
  for (int round = 0; round < rounds; ++round) {
    history<fifo> calls(3);
    for (int i = 0; i < 6; ++i) {
      const auto caller = static_cast<std::size_t>(below(3));
      std::vector<std::size_t> known(3, 0);
      for (std::size_t other = 0; other < 3; ++other) {
        const auto so_far = static_cast<int>(calls[other].size());
        known[other] = static_cast<std::size_t>(below(2) == 0 ? 0 : below(so_far + 1));
      }
      known[caller] = 0;
      if (below(2) == 0) {
        calls[caller].push_back({fifo::push(below(2)), fifo::pushed(true), known});
      } else {
        const int got = below(3);
        calls[caller].push_back(
            {fifo::pop(), fifo::popped(got == 2 ? std::nullopt : std::optional{got}), known});
      }
    }
    const bool expected = holds_by_definition(calls);
    ASSERT_EQ(holds(calls), expected) << text_of(calls);
    linearizable += expected ? 1 : 0;
  }
  EXPECT_GT(linearizable, rounds / 50);
  EXPECT_LT(linearizable, rounds / 2);
}

TEST(LinearizabilityTimed, WhatReturnedBeforePrecedes) {
  timed_history<fifo> timed{2};
  timed.of(0).push_back({fifo::push(1), 10, fifo::pushed(true), 20});
  timed.of(0).push_back({fifo::push(2), 30, fifo::pushed(true), 40});
  timed.of(1).push_back({fifo::pop(), 5, fifo::popped(1), 15});
  timed.of(1).push_back({fifo::pop(), 21, fifo::popped({}), 50});
  timed.of(1).push_back({fifo::pop(), 60, std::nullopt, 0});
  const history<fifo> calls = timed.calls();
  EXPECT_THAT(calls[1][0].known, testing::ElementsAre(0, 0));
  EXPECT_THAT(calls[1][1].known, testing::ElementsAre(1, 1));
  EXPECT_THAT(calls[1][2].known, testing::ElementsAre(2, 2));
  EXPECT_THAT(calls[0][1].known, testing::ElementsAre(1, 1));
  EXPECT_TRUE(holds(calls));
  timed.of(1)[1].made = 45;
  timed.of(1)[1].returned = 50;
  EXPECT_FALSE(holds(timed.calls()));
}

TEST(LinearizabilityTimed, LongHistoriesOfRightAnswersAreQuick) {
  // Each caller's calls overlap with those of the others; the answers are those of one order.
  constexpr std::size_t callers = 4;
  constexpr int rounds = 2000;
  timed_history<counter> timed{callers};
  counter real;
  for (int i = 0; i < rounds; ++i) {
    const auto caller = static_cast<std::size_t>(i) % callers;
    timed.of(caller).push_back(
        {counter::add(1), i * 10 - 15, real.apply(counter::add(1)), i * 10 + 15});
  }
  const explanation found = explain(counter{}, timed.calls());
  EXPECT_EQ(found.outcome, verdict::linearizable);
  EXPECT_EQ(found.order.size(), std::size_t{rounds});
  EXPECT_LT(found.states, std::size_t{10 * rounds});
}

}  // namespace
}  // namespace interlock::linearizability
