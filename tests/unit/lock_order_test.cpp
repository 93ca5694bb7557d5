// SPDX-License-Identifier: MIT
/// @file
/// What the lock-order checks report: each defect once, with locks, places and threads, and before
/// the thread blocks.
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/lock_order.hpp>
#include <interlock/sync/shared_lock.hpp>
#include <interlock/sync/shared_mutex.hpp>
#include <interlock/sync/spinlock.hpp>

#include "support/lock_order_fixture.hpp"
#include "support/worker.hpp"

#include <chrono>
#include <future>
#include <gtest/gtest.h>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <thread>

namespace interlock {
namespace {

using defect = lock_order_defect;
using support::LockOrder;
using support::reports;

static_assert(timed_lockable<lock_order<mutex>> && !shared_lockable<lock_order<mutex>>);
static_assert(lockable<lock_order<spinlock>> && !timed_lockable<lock_order<spinlock>>);
static_assert(shared_timed_lockable<lock_order<std::shared_timed_mutex>>);
static_assert(is_recursive_lock<std::recursive_mutex> && is_recursive_lock<recursive_mutex>);

constinit lock_order<mutex> constant{"constant"};

/// Holds `first`, and asks for `second`.
template <class First, class Second>
void in_order(First& first, Second& second) {
  const lock_guard outer{first};
  const lock_guard inner{second};
}

/// Any lock but one that never waits, and does not mind who frees it.
struct patient_lock {
  void lock() noexcept {}
  bool try_lock() noexcept { return true; }
  void unlock() noexcept {}
  void lock_shared() noexcept {}
  bool try_lock_shared() noexcept { return true; }
  void unlock_shared() noexcept {}
};

TEST_F(LockOrder, TwoOrdersOfTwoLocksAreReportedWithAllFourPlaces) {
  lock_order<mutex> a{"accounts"};
  lock_order<mutex> b{"log"};
  a.lock();
  const int first_asks = __LINE__ + 1;
  b.lock();
  b.unlock();
  a.unlock();
  const int second_takes = __LINE__ + 1;
  const lock_guard outer{b};
  const int second_asks = __LINE__ + 1;
  const lock_guard inner{a};
  ASSERT_EQ(reports().size(), 1U);
  const lock_order_report& found = reports()[0];
  EXPECT_EQ(found.what, defect::cycle);
  ASSERT_EQ(found.cycle.size(), 2U);
  EXPECT_EQ(found.cycle[0].first, "\"log\"");
  EXPECT_EQ(found.cycle[0].second, "\"accounts\"");
  EXPECT_EQ(found.cycle[1].first, "\"accounts\"");
  EXPECT_EQ(found.cycle[1].second, "\"log\"");
  EXPECT_EQ(found.cycle[0].first_taken.where.line, second_takes);
  EXPECT_EQ(found.cycle[0].second_asked.where.line, second_asks);
  EXPECT_EQ(found.cycle[1].first_taken.where.line, first_asks - 2);
  EXPECT_EQ(found.cycle[1].second_asked.where.line, first_asks);
  for (const auto& step : found.cycle) {
    EXPECT_STREQ(step.first_taken.where.file, __FILE__);
    EXPECT_STREQ(step.second_asked.where.function, "TestBody");
    EXPECT_FALSE(step.second_asked.stack.lines().empty()) << "the callers of a new order";
    EXPECT_EQ(step.thread.id, std_backend::thread_id());
    EXPECT_EQ(step.thread.number, found.cycle[0].thread.number);
  }
}

TEST_F(LockOrder, OrdersOfSeveralThreadsMeetInOneGraph) {
  lock_order<mutex> a{"a"};
  lock_order<mutex> b{"b"};
  lock_order<mutex> c{"c"};
  std::thread{[&] { in_order(a, b); }}.join();
  std::thread{[&] { in_order(b, c); }}.join();
  EXPECT_TRUE(reports().empty());
  in_order(c, a);
  ASSERT_EQ(reports().size(), 1U);
  const auto& cycle = reports()[0].cycle;
  ASSERT_EQ(cycle.size(), 3U);
  EXPECT_EQ(cycle[0].first, "\"c\"");
  EXPECT_EQ(cycle[1].first, "\"a\"");
  EXPECT_EQ(cycle[2].first, "\"b\"");
  EXPECT_NE(cycle[1].thread.number, cycle[0].thread.number);
  EXPECT_NE(cycle[2].thread.number, cycle[1].thread.number) << "also if the id is used again";
}

TEST_F(LockOrder, EachStepThatClosesACycleIsReportedOnce) {
  lock_order<mutex> a{"a"};
  lock_order<mutex> b{"b"};
  lock_order<mutex> c{"c"};
  for (int time = 0; time < 3; ++time) {
    in_order(a, b);
    in_order(b, a);
    std::thread{[&] { in_order(b, a); }}.join();
  }
  EXPECT_EQ(reports().size(), 1U);
  in_order(b, c);
  in_order(c, a);
  EXPECT_EQ(reports().size(), 2U) << "another cycle";
}

struct backed_out : std::runtime_error {
  backed_out() : std::runtime_error{"a lock order was reported"} {}
};
void back_out(const lock_order_report& found) {
  support::record(found);
  throw backed_out{};
}

TEST_F(LockOrder, IsReportedBeforeTheThreadBlocks) {
  lock_order<mutex> a{"a"};
  lock_order<mutex> b{"b"};
  a.lock();
  set_lock_order_handler(back_out);
  support::worker other{"other", [&] {
                          const std::lock_guard outer{b};
                          const std::lock_guard inner{a};
                        }};
  ASSERT_TRUE(support::eventually([&] { return other.asleep(); }));
  EXPECT_THROW(b.lock(), backed_out) << "or else both threads wait forever";
  a.unlock();
  other.join();
  EXPECT_EQ(reports().size(), 1U);
  EXPECT_NO_THROW(in_order(a, b)) << "once";
}

TEST_F(LockOrder, WhatIsHeldCannotBeTakenAgain) {
  lock_order<shared_mutex> lock{"lock"};
  set_lock_order_handler(back_out);
  lock.lock();
  const int taken = __LINE__ - 1;
  EXPECT_THROW(lock.lock(), backed_out);
  EXPECT_THROW(lock.lock_shared(), backed_out);
  EXPECT_FALSE(lock.try_lock()) << "does not wait";
  lock.unlock();
  {
    const shared_lock reads{lock};
    EXPECT_THROW(lock.lock(), backed_out);
    EXPECT_THROW(lock.lock_shared(), backed_out) << "a writer may have come between";
  }
  ASSERT_EQ(reports().size(), 4U);
  EXPECT_EQ(reports()[0].what, defect::recursion);
  EXPECT_EQ(reports()[0].lock, "\"lock\"");
  EXPECT_EQ(reports()[0].held_since.where.line, taken);
  EXPECT_EQ(reports()[0].where.where.line, taken + 2);
  EXPECT_NO_THROW(lock.lock());
  lock.unlock();
}

template <class Lock>
void take_twice_with_another_between() {
  lock_order<Lock> lock;
  lock_order<mutex> other;
  lock.lock();
  other.lock();
  lock.lock();
  lock.unlock();
  other.unlock();
  EXPECT_FALSE(std::async(std::launch::async, [&] { return lock.try_lock(); }).get());
  lock.unlock();
}

TEST_F(LockOrder, RecursiveLocksMayBeTakenAgain) {
  take_twice_with_another_between<recursive_mutex>();
  take_twice_with_another_between<std::recursive_mutex>();
  EXPECT_TRUE(reports().empty());
}

TEST_F(LockOrder, OnlyTheHolderMayFree) {
  lock_order<patient_lock> lock{"lock"};
  lock.lock();
  std::thread{[&] { lock.unlock(); }}.join();
  ASSERT_EQ(reports().size(), 1U);
  EXPECT_EQ(reports()[0].what, defect::not_held);
  EXPECT_EQ(reports()[0].holder.id, std_backend::thread_id());
  EXPECT_NE(reports()[0].thread.id, reports()[0].holder.id);
  EXPECT_STREQ(reports()[0].where.where.file, __FILE__);
  lock.unlock();
  EXPECT_EQ(reports().size(), 1U) << "by its holder";
}

TEST_F(LockOrder, DestroyingAHeldLockIsReported) {
  std::optional<lock_order<patient_lock>> lock{std::in_place, "lock"};
  lock->lock();
  const int taken = __LINE__ - 1;
  lock.reset();
  lock.emplace("second");
  std::thread{[&] { lock->lock(); }}.join();
  lock.reset();
  lock.emplace("third");
  lock->lock_shared();
  lock.reset();
  ASSERT_EQ(reports().size(), 3U);
  EXPECT_EQ(reports()[0].what, defect::destroyed_held);
  EXPECT_EQ(reports()[0].lock, "\"lock\"");
  EXPECT_EQ(reports()[0].held_since.where.line, taken);
  EXPECT_EQ(reports()[1].lock, "\"second\"");
  EXPECT_NE(reports()[1].holder.id, reports()[1].thread.id);
  EXPECT_EQ(reports()[2].lock, "\"third\"");
}

TEST_F(LockOrder, AttemptsThatEndAddNoOrderBeforeThem) {
  lock_order<mutex> a{"a"};
  lock_order<mutex> b{"b"};
  lock_order<mutex> c{"c"};
  in_order(a, b);
  b.lock();
  EXPECT_TRUE(a.try_lock());
  a.unlock();
  EXPECT_TRUE(a.try_lock_for(std::chrono::hours{1}));
  EXPECT_TRUE(reports().empty());
  c.lock();
  c.unlock();
  a.unlock();
  b.unlock();
  in_order(c, a);
  ASSERT_EQ(reports().size(), 1U) << "but it was held when c was asked for";
  EXPECT_EQ(reports()[0].cycle[1].first, "\"a\"");
}

TEST_F(LockOrder, SharesCountLikeExclusiveAccess) {
  lock_order<shared_mutex> a{"a"};
  lock_order<shared_mutex> b{"b"};
  {
    const shared_lock outer{a};
    const shared_lock inner{b};
  }
  const shared_lock outer{b};
  const shared_lock inner{a};
  ASSERT_EQ(reports().size(), 1U);
  EXPECT_EQ(reports()[0].cycle[0].first_taken.where.line, __LINE__ - 3);
}

TEST_F(LockOrder, MayBeFreedInAnyOrder) {
  lock_order<mutex> a{"a"};
  lock_order<mutex> b{"b"};
  lock_order<mutex> c{"c"};
  a.lock();
  b.lock();
  a.unlock();
  c.lock();
  c.unlock();
  b.unlock();
  in_order(c, a);
  ASSERT_EQ(reports().size(), 1U);
  EXPECT_EQ(reports()[0].cycle.size(), 3U) << "a was not held when c was asked for, only b";
}

TEST_F(LockOrder, StackTellsWhoUsesAGuardOfTheStandardLibrary) {
  lock_order<mutex> a{"a"};
  lock_order<mutex> b{"b"};
  {
    const std::lock_guard outer{a};
    const std::unique_lock inner{b};
  }
  const std::lock_guard outer{b};
  const std::scoped_lock inner{a};
  ASSERT_EQ(reports().size(), 1U);
  for (const auto& step : reports()[0].cycle) {
    for (const auto* taken : {&step.first_taken, &step.second_asked}) {
      EXPECT_TRUE(taken->where.in_the_library()) << taken->where.file;
      ASSERT_FALSE(taken->stack.lines().empty());
      EXPECT_NE(taken->stack.lines()[0].find("lock_order_test"), std::string::npos);
    }
  }
}

TEST_F(LockOrder, EdgesGoWithTheirLocks) {
  lock_order<mutex> a{"a"};
  std::optional<lock_order<mutex>> b{std::in_place, "b"};
  lock_order<mutex> c{"c"};
  in_order(a, *b);
  in_order(*b, c);
  b.emplace("another at the same address");
  in_order(*b, a);
  EXPECT_TRUE(reports().empty());
  in_order(c, a);
  EXPECT_TRUE(reports().empty()) << "what led from a to c is gone";
  in_order(a, *b);
  EXPECT_EQ(reports().size(), 1U);
}

TEST_F(LockOrder, LocksOfAClassHaveOneOrder) {
  lock_class leaves{"leaf"};
  lock_order<mutex> one{leaves};
  lock_order<mutex> other{leaves};
  lock_order<mutex> root{"root"};
  in_order(root, one);
  in_order(other, root);
  ASSERT_EQ(reports().size(), 1U);
  EXPECT_EQ(reports()[0].cycle[0].first, "\"leaf\"");
  in_order(one, other);
  in_order(other, one);
  ASSERT_EQ(reports().size(), 2U);
  EXPECT_EQ(reports()[1].cycle.size(), 1U);
}

TEST_F(LockOrder, LocksOfAnOrderedClassMayBeHeldTogether) {
  lock_class forks{"fork", same_class::ordered};
  lock_order<mutex> one{forks};
  lock_order<mutex> other{forks};
  in_order(one, other);
  in_order(other, one);
  EXPECT_TRUE(reports().empty());
  set_lock_order_handler(back_out);
  one.lock();
  EXPECT_THROW(one.lock(), backed_out) << "but not the same one twice";
  one.unlock();
}

TEST_F(LockOrder, NothingIsLookedAtWhenOff) {
  set_lock_order_mode(lock_order_mode::off);
  lock_order<patient_lock> a{"a"};
  lock_order<patient_lock> b{"b"};
  in_order(a, b);
  in_order(b, a);
  a.lock();
  a.lock();
  b.unlock();
  EXPECT_TRUE(reports().empty());
}

TEST_F(LockOrder, WhatWasTakenBeforeASwitchIsNotKnown) {
  lock_order<mutex> a{"a"};
  lock_order<mutex> b{"b"};
  a.lock();
  set_lock_order_mode(lock_order_mode::off);
  b.lock();
  a.unlock();
  set_lock_order_mode(lock_order_mode::report);
  b.unlock();
  std::thread{[&] { in_order(a, b); }}.join();
  in_order(a, b);
  a.lock();
  set_lock_order_mode(lock_order_mode::off);
  set_lock_order_mode(lock_order_mode::report);
  b.lock();
  a.unlock();
  b.unlock();
  EXPECT_TRUE(reports().empty());
  in_order(b, a);
  EXPECT_EQ(reports().size(), 1U);
}

TEST_F(LockOrder, SharesGivenUpWhileOffAreForgotten) {
  lock_order<shared_mutex> lock{"lock"};
  lock_order<mutex> other{"other"};
  lock.lock_shared();
  set_lock_order_mode(lock_order_mode::off);
  lock.unlock_shared();
  set_lock_order_mode(lock_order_mode::report);
  in_order(other, lock);
  EXPECT_TRUE(reports().empty());
}

void lock_in_the_handler(const lock_order_report& found) {
  static lock_order<mutex> ours{"the handler's"};
  static lock_order<mutex> inner{"the handler's second"};
  in_order(ours, inner);
  in_order(inner, ours);
  support::record(found);
}

TEST_F(LockOrder, HandlerMayTakeLocks) {
  set_lock_order_handler(lock_in_the_handler);
  lock_order<mutex> a{"a"};
  lock_order<mutex> b{"b"};
  in_order(a, b);
  in_order(b, a);
  EXPECT_EQ(reports().size(), 1U);
  EXPECT_EQ(set_lock_order_handler(support::record), lock_in_the_handler);
}

}  // namespace
}  // namespace interlock
