// SPDX-License-Identifier: MIT
/// @file
/// What light and heavy fences order, and what they do not: a light fence may be no instruction.
#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>

#include <gtest/gtest.h>

namespace interlock::checker {
namespace {

using B = checker_backend;

void light() { B::light_fence(); }
void heavy() { B::heavy_fence(); }
void full() { B::fence(order::seq_cst); }

/// Store buffering: whether both threads may miss the other one's store when `one` and `other`
/// stand between their accesses.
template <class One, class Other>
bool both_may_miss(One one, Other other) {
  bool missed = false;
  const result found = explore({}, [&] {
    B::atomic<int> x{0};
    B::atomic<int> y{0};
    int seen = -1;
    B::thread writer{[&] {
      x.store(1, order::relaxed);
      one();
      seen = y.load(order::relaxed);
    }};
    y.store(1, order::relaxed);
    other();
    const int mine = x.load(order::relaxed);
    writer.join();
    missed = missed || (seen == 0 && mine == 0);
  });
  EXPECT_EQ(found.outcome, verdict::passed) << found.message;
  return missed;
}

TEST(CheckerFences, ALightFenceIsOrderedWithHeavyOnesAlone) {
  EXPECT_FALSE(both_may_miss(light, heavy));
  EXPECT_FALSE(both_may_miss(heavy, heavy));
  EXPECT_FALSE(both_may_miss(heavy, full));
  EXPECT_FALSE(both_may_miss(full, full));
  EXPECT_TRUE(both_may_miss(light, light));
  EXPECT_TRUE(both_may_miss(light, full));
}

TEST(CheckerFences, ALightFenceIsNotOrderedWithSeqCstAccesses) {
  bool missed = false;
  const result found = explore({}, [&] {
    B::atomic<int> x{0};
    B::atomic<int> y{0};
    int seen = -1;
    B::thread writer{[&] {
      x.store(1, order::seq_cst);
      seen = y.load(order::seq_cst);
    }};
    y.store(1, order::relaxed);
    light();
    const int mine = x.load(order::relaxed);
    writer.join();
    missed = missed || (seen == 0 && mine == 0);
  });
  EXPECT_EQ(found.outcome, verdict::passed) << found.message;
  EXPECT_TRUE(missed);
}

/// Message passing through relaxed accesses and fences.
template <class Publish, class Receive>
failure message_passing(Publish publish, Receive receive) {
  return explore({},
                 [&] {
                   B::plain<int> data{0};
                   B::atomic<bool> ready{false};
                   B::thread writer{[&] {
                     data.write(1);
                     publish();
                     ready.store(true, order::relaxed);
                   }};
                   if (ready.load(order::relaxed)) {
                     receive();
                     (void)data.read();
                   }
                   writer.join();
                 })
      .kind;
}

TEST(CheckerFences, ALightFenceDoesNotSynchronize) {
  EXPECT_EQ(message_passing(full, full), failure::none);
  EXPECT_EQ(message_passing(heavy, heavy), failure::none);
  EXPECT_EQ(message_passing(light, full), failure::data_race);
  EXPECT_EQ(message_passing(full, light), failure::data_race);
}

}  // namespace
}  // namespace interlock::checker
