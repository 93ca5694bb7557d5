// SPDX-License-Identifier: MIT
/// @file
/// The guards behave like the standard's, down to the error codes.
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/mutex.hpp>

#include <chrono>
#include <gtest/gtest.h>
#include <stdexcept>
#include <system_error>
#include <type_traits>
#include <utility>

namespace interlock {
namespace {

using namespace std::chrono_literals;

/// A lock that writes down what happens to it.
struct noted_lock {
  void lock() {
    if (broken) throw std::runtime_error{"broken"};
    held = true;
    ++locks;
  }
  bool try_lock() {
    if (broken) throw std::runtime_error{"broken"};
    if (refuses) return false;
    held = true;
    ++locks;
    return true;
  }
  bool try_lock_for(std::chrono::milliseconds length) {
    last_length = length;
    return try_lock();
  }
  bool try_lock_until(std::chrono::steady_clock::time_point) { return try_lock(); }
  void unlock() {
    held = false;
    ++unlocks;
  }
  bool held = false;
  bool refuses = false;
  bool broken = false;
  int locks = 0;
  int unlocks = 0;
  std::chrono::milliseconds last_length{};
};

using guard = unique_lock<noted_lock>;

static_assert(std::is_same_v<guard::mutex_type, noted_lock>);
static_assert(std::is_nothrow_default_constructible_v<guard>);
static_assert(std::is_nothrow_move_constructible_v<guard>);
static_assert(std::is_nothrow_move_assignable_v<guard>);
static_assert(!std::is_copy_constructible_v<guard>);
static_assert(!std::is_copy_constructible_v<lock_guard<noted_lock>>);
static_assert(!std::is_move_constructible_v<lock_guard<noted_lock>>);
static_assert(!std::is_convertible_v<guard, bool>);
static_assert(!std::is_convertible_v<noted_lock&, guard>);

template <class Operation>
void expect_error(std::errc expected, Operation operation) {
  try {
    operation();
    FAIL() << "it was allowed";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), expected) << error.what();
  }
}

TEST(LockGuard, HoldsTheLockForItsScope) {
  noted_lock lock;
  {
    const lock_guard held{lock};
    EXPECT_TRUE(lock.held);
  }
  EXPECT_EQ(lock.unlocks, 1);
}

TEST(LockGuard, AdoptsALockThatIsHeld) {
  noted_lock lock;
  lock.lock();
  { const lock_guard held{lock, adopt_lock}; }
  EXPECT_EQ(lock.locks, 1);
  EXPECT_EQ(lock.unlocks, 1);
}

TEST(UniqueLock, LocksTriesDefersOrAdopts) {
  noted_lock lock;
  EXPECT_TRUE(guard{lock}.owns_lock());
  EXPECT_TRUE((guard{lock, try_to_lock}.owns_lock()));
  EXPECT_TRUE((guard{lock, 5ms}.owns_lock()));
  EXPECT_EQ(lock.last_length, 5ms);
  EXPECT_TRUE((guard{lock, std::chrono::steady_clock::now()}.owns_lock()));
  EXPECT_EQ(lock.unlocks, 4);
  EXPECT_FALSE((guard{lock, defer_lock}.owns_lock()));
  EXPECT_EQ(lock.locks, 4);
  lock.lock();
  EXPECT_TRUE((guard{lock, adopt_lock}.owns_lock()));
  EXPECT_EQ(lock.locks, 5);
  EXPECT_EQ(lock.unlocks, 5);
}

TEST(UniqueLock, OwnsNothingAfterAFailedTry) {
  noted_lock lock;
  lock.refuses = true;
  EXPECT_FALSE((guard{lock, try_to_lock}));
  EXPECT_FALSE((guard{lock, 1ms}));
  guard later{lock, defer_lock};
  EXPECT_FALSE(later.try_lock());
  EXPECT_FALSE(later.try_lock_for(1ms));
  EXPECT_FALSE(later.try_lock_until(std::chrono::steady_clock::now()));
  EXPECT_EQ(lock.unlocks, 0);
  lock.refuses = false;
  EXPECT_TRUE(later.try_lock_for(1ms));
  EXPECT_TRUE(later);
}

TEST(UniqueLock, GivesUpAndTakesAgain) {
  noted_lock lock;
  guard held{lock};
  held.unlock();
  EXPECT_FALSE(lock.held);
  EXPECT_FALSE(held.owns_lock());
  held.lock();
  EXPECT_TRUE(lock.held);
  EXPECT_TRUE(held);
}

TEST(UniqueLock, MisuseIsASystemError) {
  noted_lock lock;
  guard none;
  expect_error(std::errc::operation_not_permitted, [&] { none.lock(); });
  expect_error(std::errc::operation_not_permitted, [&] { (void)none.try_lock(); });
  expect_error(std::errc::operation_not_permitted, [&] { (void)none.try_lock_for(1ms); });
  expect_error(std::errc::operation_not_permitted, [&] { none.unlock(); });
  guard held{lock};
  expect_error(std::errc::resource_deadlock_would_occur, [&] { held.lock(); });
  expect_error(std::errc::resource_deadlock_would_occur, [&] { (void)held.try_lock(); });
  expect_error(std::errc::resource_deadlock_would_occur,
               [&] { (void)held.try_lock_until(std::chrono::steady_clock::now()); });
  held.unlock();
  expect_error(std::errc::operation_not_permitted, [&] { held.unlock(); });
  EXPECT_EQ(lock.unlocks, 1);
}

TEST(UniqueLock, OwnsNothingWhenTheLockThrows) {
  noted_lock lock;
  lock.broken = true;
  EXPECT_THROW(const guard held{lock}, std::runtime_error);
  guard later{lock, defer_lock};
  EXPECT_THROW(later.lock(), std::runtime_error);
  EXPECT_FALSE(later.owns_lock());
  EXPECT_EQ(lock.unlocks, 0);
}

TEST(UniqueLock, MoveHandsTheLockOver) {
  noted_lock lock;
  guard first{lock};
  guard second{std::move(first)};
  EXPECT_EQ(first.mutex(), nullptr);
  EXPECT_FALSE(first.owns_lock());
  EXPECT_TRUE(second.owns_lock());
  EXPECT_EQ(second.mutex(), &lock);
  EXPECT_EQ(lock.unlocks, 0);

  noted_lock other;
  guard third{other};
  third = std::move(second);
  EXPECT_EQ(other.unlocks, 1);
  EXPECT_EQ(third.mutex(), &lock);
  EXPECT_EQ(lock.unlocks, 0);
}

TEST(UniqueLock, AssignmentToItselfKeepsTheLock) {
  noted_lock lock;
  guard held{lock};
  guard& same = held;
  held = std::move(same);
  EXPECT_TRUE(held.owns_lock());
  EXPECT_EQ(lock.unlocks, 0);
}

TEST(UniqueLock, SwapExchangesLockAndOwnership) {
  noted_lock one;
  noted_lock two;
  guard a{one};
  guard b{two, defer_lock};
  swap(a, b);
  EXPECT_EQ(a.mutex(), &two);
  EXPECT_FALSE(a.owns_lock());
  EXPECT_EQ(b.mutex(), &one);
  EXPECT_TRUE(b.owns_lock());
}

TEST(UniqueLock, ReleaseLeavesTheLockHeld) {
  noted_lock lock;
  {
    guard held{lock};
    EXPECT_EQ(held.release(), &lock);
    EXPECT_EQ(held.mutex(), nullptr);
  }
  EXPECT_TRUE(lock.held);
  EXPECT_EQ(lock.unlocks, 0);
}

TEST(ScopedLock, IsTheStandardOneAndTakesSeveralLocks) {
  mutex one;
  mutex two;
  {
    const scoped_lock both{one, two};
    EXPECT_FALSE(one.try_lock());
    EXPECT_FALSE(two.try_lock());
  }
  EXPECT_TRUE(one.try_lock());
  one.unlock();
}

}  // namespace
}  // namespace interlock
