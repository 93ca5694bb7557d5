// SPDX-License-Identifier: MIT
/// @file
/// Verdicts as assertions.
#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interlock::checker {
namespace {

using B = checker_backend;
using testing::HasSubstr;
using testing::Not;

[[nodiscard]] result passing() {
  return explore({}, [] { (void)choose(3); });
}
[[nodiscard]] result bounded(std::uint64_t executions) {
  return explore({.max_executions = executions}, [] { (void)choose(3); });
}
[[nodiscard]] result failing() {
  return explore({}, [] {
    B::atomic<int> x{0};
    x.store(1, order::release);
    require(x.load(order::acquire) == 2, "the moon is made of cheese");
  });
}
[[nodiscard]] result vacuous() {
  return explore({}, [] { reachable("the moon", false); });
}

TEST(CheckerGoogletest, PassesNeedsEverythingExplored) {
  EXPECT_TRUE(passes(passing()));
  EXPECT_FALSE(passes(bounded(2)));
  EXPECT_FALSE(passes(failing()));
  EXPECT_FALSE(passes(vacuous()));
}

TEST(CheckerGoogletest, PassesWithinBoundsNeedsSomethingExplored) {
  EXPECT_TRUE(passes_within_bounds(passing()));
  EXPECT_TRUE(passes_within_bounds(bounded(2)));
  EXPECT_FALSE(passes_within_bounds(failing()));
  EXPECT_FALSE(passes_within_bounds(vacuous()));
}

TEST(CheckerGoogletest, FailsWithKindAndMessage) {
  EXPECT_TRUE(fails_with(failing(), failure::requirement));
  EXPECT_TRUE(fails_with(failing(), failure::requirement, "made of cheese"));
  EXPECT_FALSE(fails_with(failing(), failure::requirement, "made of stone"));
  EXPECT_FALSE(fails_with(failing(), failure::data_race));
  EXPECT_FALSE(fails_with(passing(), failure::requirement));
  EXPECT_FALSE(fails_with(passing(), failure::none));
}

TEST(CheckerGoogletest, SaysWhatHappened) {
  EXPECT_THAT(passes(failing()).message(),
              testing::AllOf(HasSubstr("expected the client to pass"), HasSubstr("cheese"),
                             HasSubstr("store release"), HasSubstr("runs")));
  EXPECT_THAT(passes(vacuous()).message(), HasSubstr("never reached: the moon"));
  EXPECT_THAT(passes(bounded(2)).message(), HasSubstr("incomplete after 2 executions"));
  EXPECT_THAT(fails_with(failing(), failure::leak, "bytes").message(),
              HasSubstr("expected the failure 'leak' with 'bytes' in its message"));
  EXPECT_THAT(passes(passing()).message(), Not(HasSubstr("expected")));
}

}  // namespace
}  // namespace interlock::checker
