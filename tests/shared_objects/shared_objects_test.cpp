// SPDX-License-Identifier: MIT
/// @file
/// Shared objects that hide their symbols have one process in common all the same: one must not
/// reclaim what another one protects, must find its sleepers, and must know its threads, the locks
/// that they hold and the orders of locks.
#include "shared_object.hpp"
#include "support/free_for_others.hpp"
#include "support/lock_order_fixture.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <utility>

namespace interlock::test {

extern const shared_object one;
extern const shared_object other;

namespace {

struct scene {
  const shared_object& writer;
  std::atomic<document*> place{nullptr};
  int ended = 0;
  int ended_while_protected = -1;
};

void read_in_one_and_withdraw_in_the_other(const shared_object& reader,
                                           const shared_object& writer) {
  scene all{writer};
  writer.publish(all.place, all.ended);
  const auto meanwhile = [](void* argument) {
    auto& scene_now = *static_cast<scene*>(argument);
    scene_now.writer.withdraw(scene_now.place);
    scene_now.ended_while_protected = scene_now.ended;
  };
  reader.read(all.place, meanwhile, &all);
  EXPECT_EQ(all.ended_while_protected, 0) << "reclaimed what the other object protects";
  writer.clean_up();
  EXPECT_EQ(all.ended, 1);
}

TEST(SharedObjects, ProtectForEachOther) {
  read_in_one_and_withdraw_in_the_other(one, other);
  read_in_one_and_withdraw_in_the_other(other, one);
  read_in_one_and_withdraw_in_the_other(one, one);
}

TEST(SharedObjects, WakeEachOthersSleepers) {
  byte_lock lock;
  for (const auto& [holder, sleeper] : {std::pair{&one, &other}, std::pair{&other, &one}}) {
    holder->lock(lock);
    support::worker waiter{"waiter", [&, from = sleeper] {
                             from->lock(lock);
                             from->unlock(lock);
                           }};
    ASSERT_TRUE(support::eventually([&] { return waiter.asleep(); }));
    holder->unlock(lock);
    ASSERT_TRUE(support::eventually([&] { return waiter.done(); }));
  }
}

TEST(SharedObjects, KnowTheOwnerThatCameInByEachOther) {
  recursive_mutex mutex;
  one.lock_recursively(mutex);
  other.lock_recursively(mutex);
  one.unlock_recursively(mutex);
  EXPECT_FALSE(support::free_for_others(mutex));
  other.unlock_recursively(mutex);
  EXPECT_TRUE(support::free_for_others(mutex));
}

/// Each has its own mind about whether the kernel helps with fences.
TEST(SharedObjects, NoLightNotificationIsLostBetweenThem) {
  light_event_count changed;
  std::atomic<int> turn{0};
  const int times = support::rounds(3'000);
  support::run_together("partner", 2, [&](int i) {
    const shared_object& mine = i == 0 ? one : other;
    for (int n = 0; n < times; ++n) mine.take_turn(changed, turn, i, 1 - i);
  });
  EXPECT_EQ(turn.load(), 0);
}

/// The table of biased readers is one.
TEST(SharedObjects, SeeEachOthersBiasedReaders) {
  bravo<> lock;
  one.share(lock);
  one.unshare(lock);
  one.share(lock);  // in the table
  EXPECT_FALSE(other.write(lock));
  other.unshare(lock);
  EXPECT_TRUE(other.write(lock));
}

using support::LockOrder;
using support::reports;

TEST_F(LockOrder, WhatOneObjectLocksAnotherMayFree) {
  lock_order<mutex> a{"a"};
  lock_order<mutex> b{"b"};
  one.lock_in_order(a);
  other.unlock_in_order(a);
  one.lock_in_order(a);
  other.lock_in_order(b);
  one.unlock_in_order(b);
  other.unlock_in_order(a);
  EXPECT_TRUE(reports().empty());
  one.lock_in_order(b);
  other.lock_in_order(a);
  ASSERT_EQ(reports().size(), 1U) << "the order in which both have taken them before";
  EXPECT_EQ(reports()[0].cycle.size(), 2U);
  a.unlock();
  b.unlock();
}

}  // namespace
}  // namespace interlock::test
