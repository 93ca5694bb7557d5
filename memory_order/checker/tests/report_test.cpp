// SPDX-License-Identifier: MIT
/// @file
/// What a failed execution says: who is to blame, which edge is missing, what happened.
#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>
#include <interlock/checker/render.hpp>

#include "failing_clients.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

namespace interlock::checker {
namespace {

using B = checker_backend;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

[[nodiscard]] std::string trace_of(const std::function<void()>& body) {
  return explore({}, body).trace;
}

[[nodiscard]] std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

[[nodiscard]] std::string line_with(const std::string& text, const std::string& part) {
  for (const std::string& line : lines_of(text)) {
    if (line.find(part) != std::string::npos) return line;
  }
  return {};
}

TEST(CheckerReport, ARaceNamesBothAccessesTheirObjectAndTheirPlaces) {
  const std::string trace = trace_of([] { pass_message(order::relaxed, order::acquire); });
  EXPECT_THAT(trace, HasSubstr("thread 1 writes data  failing_clients.hpp:"));
  EXPECT_THAT(trace, HasSubstr("thread 0 reads data  failing_clients.hpp:"));
  EXPECT_THAT(line_with(trace, " write data"), HasSubstr(">"));
  EXPECT_THAT(line_with(trace, " read data"), HasSubstr(">"));
  EXPECT_THAT(line_with(trace, "store relaxed ready = 1"), Not(HasSubstr(">")));
}

TEST(CheckerReport, ALoadSaysWhereItsValueIsFromAndWhatElseItCouldBe) {
  const std::string trace = trace_of([] { pass_message(order::relaxed, order::acquire); });
  EXPECT_THAT(trace, HasSubstr("load acquire ready = 1  from #3, could be 0 "));
}

TEST(CheckerReport, ObjectsHaveTheNamesAndThePlacesOfTheSource) {
  const std::string trace = trace_of([] { pass_message(order::relaxed, order::acquire); });
  EXPECT_THAT(line_with(trace, "  ready "),
              AllOf(HasSubstr("atomic, initially 0, made by T0 at failing_clients.hpp:"),
                    HasSubstr("B::atomic<int> ready{0};")));
  EXPECT_THAT(trace_of(choose_badly), Not(HasSubstr("made by")));
}

TEST(CheckerReport, ObjectsWithoutANameHaveNumbers) {
  const std::string trace = trace_of([] {
    B::atomic<int> x{0};
    B::plain<int> y{0};
    x.store(1, order::relaxed);
    y.write(1);
    require(false, "nothing");
  });
  EXPECT_THAT(trace, AllOf(HasSubstr("store relaxed #0.0 = 1"), HasSubstr("write p0.0")));
}

TEST(CheckerReport, PointersHaveTheNameOfWhatTheyPointTo) {
  const std::string trace = trace_of([] {
    B::atomic<int> target{0};
    name(target, "target");
    B::atomic<B::atomic<int>*> pointer{nullptr};
    pointer.store(&target, order::relaxed);
    void* const memory = B::allocate(16, 8);
    B::atomic<void*> block{static_cast<char*>(memory) + 4};
    (void)block.load(order::relaxed);
    require(false, "nothing");
  });
  EXPECT_THAT(trace, HasSubstr("store relaxed #0.1 = &target"));
  EXPECT_THAT(trace, HasSubstr("load relaxed #0.2 = &b0.0+4"));
}

TEST(CheckerReport, AMissingReleaseIsNamed) {
  EXPECT_THAT(
      trace_of([] { pass_message(order::relaxed, order::acquire); }),
      AllOf(HasSubstr("missing edge: T1's store relaxed of ready (#3, failing_clients.hpp:"),
            HasSubstr("is not a release, so")));
}

TEST(CheckerReport, AMissingAcquireIsNamed) {
  EXPECT_THAT(trace_of([] { pass_message(order::release, order::relaxed); }),
              AllOf(HasSubstr("missing edge: T0's load relaxed of ready (#4, failing_clients.hpp:"),
                    HasSubstr("is not an acquire, so")));
}

TEST(CheckerReport, BothSidesAreNamedIfBothLackTheirOrder) {
  const result found = explore({}, [] { pass_message(order::relaxed, order::relaxed); });
  ASSERT_THAT(found.execution.missing, SizeIs(1));
  const missing_edge& edge = found.execution.missing.front();
  EXPECT_TRUE(edge.lacks_release);
  EXPECT_TRUE(edge.lacks_acquire);
  EXPECT_EQ(edge.between.from, 2);
  EXPECT_EQ(edge.between.to, 3);
  EXPECT_THAT(edge.text, HasSubstr("is not a release and"));
}

/// A release fence before or after the write that it should publish, and an acquire fence.
void publish_by_fences(bool fence_first, bool acquires) {
  B::plain<int> data{0};
  B::atomic<int> flag{0};
  B::thread writer{[&] {
    if (fence_first) B::fence(order::release);
    data.write(1);
    if (!fence_first) B::fence(order::release);
    flag.store(1, order::relaxed);
  }};
  if (flag.load(order::relaxed) == 1) {
    if (acquires) B::fence(order::acquire);
    (void)data.read();
    if (!acquires) B::fence(order::acquire);
  }
  writer.join();
}

TEST(CheckerReport, AFenceAtTheRightPlaceCounts) {
  EXPECT_TRUE(passes(explore({}, [] { publish_by_fences(false, true); })));
  const result found = explore({}, [] { publish_by_fences(false, false); });
  ASSERT_THAT(found.execution.missing, SizeIs(1));
  EXPECT_FALSE(found.execution.missing.front().lacks_release);
  EXPECT_TRUE(found.execution.missing.front().lacks_acquire);
}

TEST(CheckerReport, AFenceThatIsTooEarlyIsNamed) {
  const result found = explore({}, [] { publish_by_fences(true, true); });
  ASSERT_THAT(found.execution.missing, SizeIs(1));
  EXPECT_THAT(
      found.execution.missing.front().text,
      AllOf(HasSubstr("is not a release, so"), HasSubstr("the release fence #2 comes too early")));
}

TEST(CheckerReport, OnlyTheWeakLinkOfAChainIsMissing) {
  const result found = explore({}, [] {
    B::plain<int> data{0};
    B::atomic<int> a{0};
    B::atomic<int> b{0};
    B::thread first{[&] {
      data.write(1);
      a.store(1, order::release);
    }};
    B::thread second{[&] {
      if (a.load(order::acquire) == 1) b.store(1, order::relaxed);
    }};
    if (b.load(order::acquire) == 1) data.write(2);
    first.join();
    second.join();
  });
  ASSERT_TRUE(fails_with(found, failure::data_race));
  ASSERT_THAT(found.execution.missing, SizeIs(1));
  EXPECT_THAT(found.execution.missing.front().text, HasSubstr("T2's store relaxed of #0.1"));
}

TEST(CheckerReport, AReleaseSequenceIsNoWeakLink) {
  const auto client = [](std::memory_order how) {
    B::plain<int> data{0};
    B::atomic<int> flag{0};
    B::thread first{[&] {
      data.write(1);
      flag.store(1, how);
    }};
    B::thread second{[&] { flag.fetch_add(2, order::relaxed); }};
    if (flag.load(order::acquire) == 3) (void)data.read();
    first.join();
    second.join();
  };
  EXPECT_TRUE(passes(explore({}, [&] { client(order::release); })));
  const result found = explore({}, [&] { client(order::relaxed); });
  ASSERT_THAT(found.execution.missing, SizeIs(1));
  EXPECT_THAT(found.execution.missing.front().text,
              HasSubstr("T1's store relaxed of #0.0 (#4, report_test.cpp"));
}

TEST(CheckerReport, AccessesThatNothingConnectsSaySo) {
  EXPECT_THAT(trace_of([] {
                B::plain<int> data{0};
                B::thread other{[&] { data.write(1); }};
                data.write(2);
                other.join();
              }),
              HasSubstr("missing edge: nothing orders them"));
}

TEST(CheckerReport, AnOldValueBehindAFailedRequirementIsNamed) {
  const result found = explore({}, store_buffering);
  EXPECT_FALSE(found.execution.interleaving);
  EXPECT_THAT(found.trace, HasSubstr("thread 0 requires: somebody sees the other's store"));
  EXPECT_THAT(found.trace, HasSubstr("stale, could be 1 (#2)"));
  EXPECT_THAT(found.trace, HasSubstr("missing edge: #5 may read an old value: nothing orders"));
  EXPECT_THAT(found.trace, HasSubstr("no interleaving of the threads gives these values"));
}

TEST(CheckerReport, AnInterleavingIsToldAsSuch) {
  // The execution is found with the load first, but only the other order explains its value.
  const result found = explore({}, [] {
    B::atomic<int> x{0};
    B::thread other{[&] { x.store(1, order::relaxed); }};
    require(x.load(order::relaxed) == 1, "the other comes first");
    other.join();
  });
  EXPECT_TRUE(found.execution.interleaving);
  EXPECT_THAT(found.trace, AllOf(Not(HasSubstr("stale")), Not(HasSubstr("no interleaving"))));
}

TEST(CheckerReport, SleepersAndThoseWhoWaitForThemAreToBlame) {
  const result found = explore({}, wake_one_of_two);
  ASSERT_THAT(found.execution.guilty, SizeIs(2));
  EXPECT_THAT(found.execution.guilty[0].text, HasSubstr("sleeps on state"));
  EXPECT_THAT(found.execution.guilty[1].text, HasSubstr("joins thread"));
  EXPECT_EQ(found.execution.steps[static_cast<std::size_t>(found.execution.guilty[0].step)].what,
            "wait");
}

TEST(CheckerReport, AnAwaitSaysForWhatItWaits) {
  const std::string trace = trace_of(await_the_impossible);
  EXPECT_THAT(trace, HasSubstr("thread 0 waits for another value of #0.0"));
  EXPECT_THAT(trace, HasSubstr("await relaxed #0.0 = 2"));
}

TEST(CheckerReport, WhatIsFreedTwiceIsFreedByTwo) {
  const result found = explore({}, free_twice);
  ASSERT_THAT(found.execution.guilty, SizeIs(2));
  EXPECT_EQ(found.execution.guilty[0].text, "thread 0 frees b0.0");
  EXPECT_EQ(found.execution.guilty[1].text, "thread 0 frees b0.0");
  EXPECT_NE(found.execution.guilty[0].step, found.execution.guilty[1].step);
}

TEST(CheckerReport, AUseAfterTheEndNamesTheEnd) {
  const result found = explore({}, use_what_is_freed);
  ASSERT_THAT(found.execution.guilty, SizeIs(2));
  EXPECT_EQ(found.execution.guilty[0].text, "thread 0 ends #0.0");
  EXPECT_EQ(found.execution.guilty[1].text, "thread 0 performs 'load relaxed' on #0.0");
  EXPECT_THAT(found.execution.missing, IsEmpty());
}

TEST(CheckerReport, ALeakNamesTheAllocation) {
  const result found = explore({}, [] { (void)B::allocate(8, 8); });
  ASSERT_THAT(found.execution.guilty, SizeIs(1));
  EXPECT_EQ(found.execution.guilty[0].text, "thread 0 allocates b0.0");
}

TEST(CheckerReport, WhatIsDoneForNoReasonIsAStep) {
  options spurious;
  spurious.spurious_wakeups = 1;
  EXPECT_THAT(explore(spurious, take_a_wakeup_for_a_change).trace, HasSubstr("wake up spuriously"));
  EXPECT_THAT(trace_of(take_a_timeout_for_a_wakeup), HasSubstr("time out"));
}

TEST(CheckerReport, AnElementIsPutWhereItsOwnerSays) {
  // The place in the source is that of the caller, not the checker's own.
  const std::string trace = trace_of([] {
    B::slot<int> place;
    B::thread other{[&] { place.construct(1); }};
    (void)place.construct(2);
    other.join();
  });
  EXPECT_THAT(trace, Not(HasSubstr("checker_backend.hpp")));
}

TEST(CheckerReport, EachThreadHasAColumn) {
  const std::string trace = trace_of([] { pass_message(order::relaxed, order::acquire); });
  const std::string header = line_with(trace, "T1");
  for (const std::string& line : lines_of(trace)) {
    if (line.find("T0 ") != std::string::npos && line.find(" T1") != std::string::npos &&
        line.find("missing") == std::string::npos) {
      EXPECT_EQ(line_with(trace, " write data").find("write data"), line.find("T1"));
      EXPECT_EQ(line_with(trace, " read data").find("read data"), line.find("T0"));
    }
  }
}

TEST(CheckerReport, LinesAreNotTooLong) {
  for (const failing_client& client : failing_clients()) {
    const result found = explore(client.wanted, client.body);
    for (const std::string& line : lines_of(to_text(found.execution, 80))) {
      if (line.find("replay: ") != 0) {
        EXPECT_LE(line.size(), 80U) << client.name << ": " << line;
      }
    }
  }
}

TEST(CheckerReport, ManyThreadsAreNamedInEachLine) {
  const std::string trace = trace_of([] {
    B::atomic<int> x{0};
    std::vector<B::thread> all;
    for (int i = 0; i < 12; ++i) {
      all.emplace_back([&x] { x.fetch_add(1, order::relaxed); });
    }
    for (B::thread& each : all) each.join();
    require(false, "nothing");
  });
  EXPECT_THAT(trace, HasSubstr(" T12 fetch_add relaxed #0.0 = "));
}

TEST(CheckerReport, AVeryLongExecutionIsCut) {
  const result found = explore({}, store_for_ever);
  EXPECT_EQ(found.execution.steps.size(), 4096U);
  EXPECT_LT(lines_of(found.trace).size(), 150U);
  EXPECT_THAT(found.trace, HasSubstr(" steps ..."));
  EXPECT_THAT(found.trace, HasSubstr("fails: unbounded loop"));
}

}  // namespace
}  // namespace interlock::checker
