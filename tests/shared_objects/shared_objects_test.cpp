// SPDX-License-Identifier: MIT
/// @file
/// Shared objects that hide their symbols share hazard pointers all the same: one must not reclaim
/// what another one protects. So they do the locks that a thread holds and the orders of locks.
#include "shared_object.hpp"
#include "support/lock_order_fixture.hpp"

#include <atomic>
#include <gtest/gtest.h>

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

using support::LockOrder;
using support::reports;

TEST_F(LockOrder, WhatOneObjectLocksAnotherMayFree) {
  lock_order<mutex> a{"a"};
  lock_order<mutex> b{"b"};
  one.lock(a);
  other.unlock(a);
  one.lock(a);
  other.lock(b);
  one.unlock(b);
  other.unlock(a);
  EXPECT_TRUE(reports().empty());
  one.lock(b);
  other.lock(a);
  ASSERT_EQ(reports().size(), 1U) << "the order in which both have taken them before";
  EXPECT_EQ(reports()[0].cycle.size(), 2U);
  a.unlock();
  b.unlock();
}

}  // namespace
}  // namespace interlock::test
