// SPDX-License-Identifier: MIT
/// @file
/// Who is to blame, in the counter-examples of programs that do not know the checker.
#undef NDEBUG
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include "at_once.hpp"

#include <atomic>
#include <cassert>
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace interlock::checker {
namespace {

using std::memory_order_acquire;
using std::memory_order_relaxed;
using testing::ElementsAre;
using testing::HasSubstr;

/// `thread 1 writes at traces_test.cpp:30`, for each step that is marked, in the order of blame.
[[nodiscard]] std::vector<std::string> blamed(const result& found) {
  std::vector<std::string> all;
  for (const guilty_step& each : found.execution.guilty) {
    const step& marked = found.execution.steps.at(static_cast<std::size_t>(each.step));
    EXPECT_TRUE(marked.guilty);
    all.push_back(each.text + " at " + marked.where.text());
  }
  return all;
}

[[nodiscard]] std::string at_line(const std::string& what, unsigned line) {
  return what + " at traces_test.cpp:" + std::to_string(line);
}

TEST(InstrumentedTraces, ShowBothPlainAccessesOfARace) {
  constexpr unsigned line = __LINE__;
  const result found = explore({}, [] {
    int data = 0;
    std::atomic<bool> ready{false};
    std::thread other{[&] {
      data = 42;
      ready.store(true, memory_order_relaxed);
    }};
    if (ready.load(memory_order_acquire)) require(data == 42, "it has arrived");
    other.join();
  });
  ASSERT_TRUE(fails_with(found, failure::data_race));
  EXPECT_THAT(blamed(found), ElementsAre(at_line("thread 1 writes", line + 5),
                                         at_line("thread 0 reads", line + 8)));
  ASSERT_EQ(found.execution.missing.size(), 1U);
  EXPECT_TRUE(found.execution.missing.front().lacks_release);
  EXPECT_FALSE(found.execution.missing.front().lacks_acquire);
  EXPECT_EQ(found.execution.steps.back().kind, step_kind::read) << "what fails comes last";
}

TEST(InstrumentedTraces, ShowAPlainAndAnAtomicAccess) {
  constexpr unsigned line = __LINE__;
  const result found = explore({}, [] {
    int data = 0;
    at_once([&] { (void)std::atomic_ref{data}.load(memory_order_relaxed); }, [&] { data = 1; });
  });
  ASSERT_TRUE(fails_with(found, failure::data_race));
  const std::vector<std::string> both = blamed(found);
  ASSERT_EQ(both.size(), 2U);
  EXPECT_THAT(both, testing::Contains(at_line("thread 1 writes", line + 3)));
  EXPECT_THAT(both, testing::Contains(
                        testing::AllOf(HasSubstr("thread 0 performs 'load relaxed' on"),
                                       HasSubstr("traces_test.cpp:" + std::to_string(line + 3)))));
}

TEST(InstrumentedTraces, ShowWhoFreesAndWhoUses) {
  constexpr unsigned line = __LINE__;
  const result used = explore({}, [] {
    auto* const number = opaque(new int{5});
    delete number;
    *number = 6;
  });
  ASSERT_TRUE(fails_with(used, failure::use_after_free));
  EXPECT_THAT(blamed(used), ElementsAre(at_line("thread 0 frees", line + 3),
                                        at_line("thread 0 writes", line + 4)));
  const result unordered = explore({}, [] {
    auto* const number = opaque(new int{5});
    at_once([&] { delete number; }, [&] { require(*number == 5, "it is there"); });
  });
  ASSERT_TRUE(fails_with(unordered, failure::use_after_free));
  EXPECT_EQ(blamed(unordered).size(), 2U);
  const result twice = explore({}, [] {
    auto* const number = opaque(new int{5});
    delete number;
    delete opaque(number);
  });
  ASSERT_TRUE(fails_with(twice, failure::double_free));
  EXPECT_THAT(blamed(twice), ElementsAre(at_line("thread 0 frees", line + 17),
                                         at_line("thread 0 frees", line + 18)));
}

TEST(InstrumentedTraces, ShowWhatIsNeverFreedAndWhatIsOutside) {
  constexpr unsigned line = __LINE__;
  const result leaked = explore({}, [] { (void)opaque(new int{5}); });
  ASSERT_TRUE(fails_with(leaked, failure::leak));
  EXPECT_THAT(blamed(leaked), ElementsAre(at_line("thread 0 allocates", line + 1)));
  const result outside = explore({}, [] {
    const std::unique_ptr<int[]> numbers{opaque(new int[2])};
    numbers[2] = 1;
  });
  ASSERT_TRUE(fails_with(outside, failure::out_of_bounds));
  EXPECT_THAT(blamed(outside), ElementsAre(at_line("thread 0 writes", line + 6)));
}

TEST(InstrumentedTraces, ShowTheCallThatBreaksARule) {
  constexpr unsigned line = __LINE__;
  const result found = explore({}, [] {
    const std::string two = "2";
    assert(two == "3");
  });
  ASSERT_TRUE(fails_with(found, failure::requirement));
  EXPECT_THAT(blamed(found), ElementsAre(at_line("thread 0 asserts: two == \"3\"", line + 3)));
  const result misused = explore({}, [] { std::exit(0); });
  ASSERT_TRUE(fails_with(misused, failure::requirement));
  EXPECT_THAT(blamed(misused), ElementsAre(HasSubstr("breaks a rule: exit()")));
}

TEST(InstrumentedTraces, CanBeReplayed) {
  const auto body = [] {
    int data = 0;
    at_once([&] { data = 1; }, [&] { data = 2; });
  };
  const result found = explore({}, body);
  const result again = explore({.replay = found.replay}, body);
  EXPECT_EQ(again.trace, found.trace);
  EXPECT_EQ(blamed(again), blamed(found));
}

}  // namespace
}  // namespace interlock::checker
