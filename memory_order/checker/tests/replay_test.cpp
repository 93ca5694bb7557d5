// SPDX-License-Identifier: MIT
/// @file
/// A failed execution can be run again from its token, and from no other.
#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include "failing_clients.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

namespace interlock::checker {
namespace {

using B = checker_backend;
using testing::HasSubstr;

[[nodiscard]] result replay(const std::string& token, const std::function<void()>& body,
                            options wanted = {}) {
  wanted.replay = token;
  return explore(wanted, body);
}

[[nodiscard]] std::string error_of(const std::string& token, const std::function<void()>& body,
                                   const options& wanted = {}) {
  try {
    (void)replay(token, body, wanted);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

void expect_same(const result& first, const result& again) {
  EXPECT_EQ(again.outcome, verdict::failed);
  EXPECT_EQ(again.kind, first.kind);
  EXPECT_EQ(again.message, first.message);
  EXPECT_EQ(again.trace, first.trace);
  EXPECT_EQ(again.replay, first.replay);
  EXPECT_EQ(again.runs, 1U);
}

class CheckerReplay : public testing::TestWithParam<failing_client> {};

TEST_P(CheckerReplay, GivesTheSameFailureAndTrace) {
  const failing_client& client = GetParam();
  const result found = explore(client.wanted, client.body);
  ASSERT_TRUE(fails_with(found, client.kind));
  ASSERT_FALSE(found.replay.empty());
  expect_same(found, replay(found.replay, client.body, client.wanted));
}

TEST_P(CheckerReplay, GivesTheSameAsARandomExecution) {
  const failing_client& client = GetParam();
  int failed = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    options wanted = client.wanted;
    wanted.samples = 50;
    wanted.seed = seed;
    const result found = explore(wanted, client.body);
    if (found.outcome != verdict::failed) continue;
    ++failed;
    expect_same(found, replay(found.replay, client.body, wanted));
  }
  EXPECT_GT(failed, 0);
}

TEST_P(CheckerReplay, GivesTheSameAsAnotherProcess) {
  const failing_client& client = GetParam();
  options wanted = client.wanted;
  wanted.jobs = 2;
  const result found = explore(wanted, client.body);
  ASSERT_TRUE(fails_with(found, client.kind));
  EXPECT_FALSE(found.execution.guilty.empty());
  expect_same(found, replay(found.replay, client.body, wanted));
}

INSTANTIATE_TEST_SUITE_P(Failures, CheckerReplay, testing::ValuesIn(failing_clients()),
                         [](const auto& each) { return each.param.name; });

void racing() { pass_message(order::relaxed, order::acquire); }

[[nodiscard]] const std::string& racing_token() {
  static const std::string token = explore({}, racing).replay;
  return token;
}

TEST(CheckerToken, MalformedOnesSayWhatIsWrong) {
  EXPECT_THAT(error_of("nonsense", racing), HasSubstr("expected it to start with '1.'"));
  EXPECT_THAT(error_of("2" + racing_token().substr(1), racing), HasSubstr("to start with '1.'"));
  std::string cut = racing_token();
  cut.pop_back();
  EXPECT_THAT(error_of(cut, racing), HasSubstr("copied whole"));
  std::string changed = racing_token();
  changed[4] = changed[4] == 'w' ? 'l' : 'w';
  EXPECT_THAT(error_of(changed, racing), HasSubstr("copied whole"));
  EXPECT_THAT(error_of("1.", racing), HasSubstr("copied whole"));
}

TEST(CheckerToken, NamesWhatAnotherClientDoes) {
  const std::string error = error_of(racing_token(), [] {
    B::atomic<int> x{0};
    B::thread other{[&] { (void)x.load(order::relaxed); }};
    other.join();
  });
  EXPECT_THAT(error, HasSubstr("operation 2 of thread 1 is a store there"));
  EXPECT_THAT(error, HasSubstr("and now 'load relaxed' at replay_test.cpp"));
}

TEST(CheckerToken, NamesAThreadThatIsMissing) {
  const std::string error = error_of(racing_token(), [] { B::atomic<int> x{0}; });
  EXPECT_THAT(error, HasSubstr("operation 2 of thread 0 is a start of a thread there"));
  EXPECT_THAT(error, HasSubstr("and now 'end'"));
}

TEST(CheckerToken, AReplayThatDoesNotFailProvesNothing) {
  const result found = replay(racing_token(), [] { pass_message(order::release, order::acquire); });
  EXPECT_EQ(found.outcome, verdict::incomplete);
  EXPECT_EQ(found.kind, failure::none);
  EXPECT_THAT(found.message, HasSubstr("does not fail"));
}

/// `data` is atomic, so that what may be read of it depends on the orders around `flag`.
void follow_a_flag(std::memory_order to_store, std::memory_order to_load) {
  B::atomic<int> data{0};
  B::atomic<int> flag{0};
  B::thread writer{[&] {
    data.store(1, order::relaxed);
    flag.store(1, to_store);
  }};
  if (flag.load(to_load) == 1) require(data.load(order::relaxed) == 1, "data before flag");
  writer.join();
}

TEST(CheckerToken, AnOldValueThatMayNoLongerBeReadDoesNotFit) {
  const result found = explore({}, [] { follow_a_flag(order::relaxed, order::acquire); });
  ASSERT_TRUE(fails_with(found, failure::requirement));
  const std::string error =
      error_of(found.replay, [] { follow_a_flag(order::release, order::acquire); });
  EXPECT_THAT(error, HasSubstr("of thread 0 is a load there"));
  EXPECT_THAT(error, HasSubstr("must not read that old value"));
}

TEST(CheckerToken, WhatAnotherMemoryModelForbidsDoesNotFit) {
  const result found = explore({}, store_buffering);
  options sequential;
  sequential.memory = model::sc;
  EXPECT_THAT(error_of(found.replay, store_buffering, sequential),
              HasSubstr("the memory model does not allow"));
}

TEST(CheckerToken, AnotherBoundOfOperationsDoesNotFit) {
  const result found = explore({}, store_for_ever);
  options more;
  more.max_operations = 5000;
  EXPECT_THAT(error_of(found.replay, store_for_ever, more), HasSubstr("max_operations"));
}

TEST(CheckerToken, ADecisionThatIsNoLongerPossibleDoesNotFit) {
  options spurious;
  spurious.spurious_wakeups = 1;
  const result found = explore(spurious, take_a_wakeup_for_a_change);
  ASSERT_TRUE(fails_with(found, failure::requirement));
  EXPECT_THAT(error_of(found.replay, take_a_wakeup_for_a_change), HasSubstr("thread 0"));
}

TEST(CheckerToken, AClientThatIsNotDeterministicHasNone) {
  int runs = 0;
  const result found = explore({}, [&runs] {
    B::atomic<int> x{0};
    B::thread other{[&] { x.store(1, order::relaxed); }};
    ++runs;
    if (runs % 2 == 0) x.store(2, order::relaxed);
    (void)x.load(order::relaxed);
    other.join();
  });
  ASSERT_TRUE(fails_with(found, failure::nondeterminism));
  EXPECT_TRUE(found.replay.empty());
  EXPECT_FALSE(found.execution.guilty.empty());
}

TEST(CheckerToken, APassingClientHasNone) {
  const result found = explore({}, [] { pass_message(order::release, order::acquire); });
  EXPECT_TRUE(found.replay.empty());
  EXPECT_TRUE(found.execution.steps.empty());
  EXPECT_TRUE(found.trace.empty());
}

TEST(CheckerToken, WorksWithGlobalObjects) {
  const auto client = [] {
    auto& counter = B::global<B::atomic<int>>();
    B::plain<int> data{0};
    B::thread other{[&] {
      data.write(1);
      counter.store(1, order::relaxed);
    }};
    if (counter.load(order::acquire) == 1) (void)data.read();
    other.join();
  };
  const result found = explore({}, client);
  ASSERT_TRUE(fails_with(found, failure::data_race));
  expect_same(found, replay(found.replay, client));
}

}  // namespace
}  // namespace interlock::checker
