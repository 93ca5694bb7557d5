// SPDX-License-Identifier: MIT
/// @file
/// The guards of a share and of upgrade access do what the standard's guard of a share does: the
/// same program, with each of them.
#include <interlock/sync/shared_lock.hpp>
#include <interlock/sync/shared_mutex.hpp>
#include <interlock/sync/upgrade_lock.hpp>
#include <interlock/sync/upgrade_mutex.hpp>

#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>

namespace interlock {
namespace {

using namespace std::chrono_literals;

template <class Guard>
struct SharedLock : ::testing::Test {
  using guard_type = Guard;
  using lock_type = typename Guard::mutex_type;
  lock_type lock;

  /// Whether this thread's guards leave the lock to a writer.
  bool free_for_a_writer() {
    bool taken = false;
    std::thread{[&] {
      taken = lock.try_lock();
      if (taken) lock.unlock();
    }}.join();
    return taken;
  }
};
using guards = ::testing::Types<std::shared_lock<shared_mutex>, shared_lock<shared_mutex>,
                                upgrade_lock<upgrade_mutex>>;
TYPED_TEST_SUITE(SharedLock, guards);

template <class Misuse>
void expect_error(std::errc expected, Misuse misuse) {
  try {
    misuse();
    ADD_FAILURE() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::make_error_code(expected));
  }
}

TYPED_TEST(SharedLock, HoldsAShareForAScope) {
  {
    const typename TestFixture::guard_type one{this->lock};
    const std::shared_lock two{this->lock, std::try_to_lock};
    EXPECT_TRUE(one.owns_lock());
    EXPECT_TRUE(two.owns_lock());
    EXPECT_EQ(one.mutex(), &this->lock);
    EXPECT_FALSE(this->free_for_a_writer());
  }
  EXPECT_TRUE(this->free_for_a_writer());
}

TYPED_TEST(SharedLock, DefersAdoptsAndReleases) {
  typename TestFixture::guard_type guard{this->lock, std::defer_lock};
  EXPECT_FALSE(guard.owns_lock());
  guard.lock();
  EXPECT_TRUE(static_cast<bool>(guard));
  EXPECT_EQ(guard.release(), &this->lock);
  EXPECT_EQ(guard.mutex(), nullptr);
  EXPECT_FALSE(this->free_for_a_writer());
  { const typename TestFixture::guard_type adopted{this->lock, std::adopt_lock}; }
  EXPECT_TRUE(this->free_for_a_writer());
}

TYPED_TEST(SharedLock, TimedAttemptsFailWhileAWriterIsInside) {
  this->lock.lock();
  std::thread{[&] {
    typename TestFixture::guard_type by_length{this->lock, 1ms};
    EXPECT_FALSE(by_length.owns_lock());
    EXPECT_FALSE(by_length.try_lock());
    EXPECT_FALSE(by_length.try_lock_for(1ms));
    EXPECT_FALSE(by_length.try_lock_until(std::chrono::steady_clock::now()));
    typename TestFixture::guard_type by_instant{this->lock, std::chrono::system_clock::now()};
    EXPECT_FALSE(by_instant.owns_lock());
  }}.join();
  this->lock.unlock();
  const typename TestFixture::guard_type guard{this->lock, 1ms};
  EXPECT_TRUE(guard.owns_lock());
}

TYPED_TEST(SharedLock, MovesAndSwaps) {
  typename TestFixture::guard_type first{this->lock};
  typename TestFixture::guard_type second{std::move(first)};
  EXPECT_TRUE(second.owns_lock());
  typename TestFixture::lock_type other;
  typename TestFixture::guard_type third{other, std::defer_lock};
  swap(second, third);
  EXPECT_TRUE(third.owns_lock());
  EXPECT_EQ(second.mutex(), &other);
  second = std::move(third);
  EXPECT_EQ(second.mutex(), &this->lock);
  EXPECT_FALSE(this->free_for_a_writer());
  second = typename TestFixture::guard_type{};
  EXPECT_TRUE(this->free_for_a_writer());
}

TYPED_TEST(SharedLock, MisuseThrowsTheStandardsErrors) {
  typename TestFixture::guard_type none;
  expect_error(std::errc::operation_not_permitted, [&] { none.lock(); });
  expect_error(std::errc::operation_not_permitted, [&] { (void)none.try_lock(); });
  typename TestFixture::guard_type guard{this->lock};
  expect_error(std::errc::resource_deadlock_would_occur, [&] { guard.lock(); });
  expect_error(std::errc::resource_deadlock_would_occur, [&] { (void)guard.try_lock(); });
  expect_error(std::errc::resource_deadlock_would_occur, [&] { (void)guard.try_lock_for(1ms); });
}

TYPED_TEST(SharedLock, UnlockWithoutAShareIsNotPermitted) {
  if (std::is_same_v<TypeParam, std::shared_lock<shared_mutex>>) {
    GTEST_SKIP() << "the standard's guard of GCC 12 reports a deadlock instead";
  }
  typename TestFixture::guard_type none;
  expect_error(std::errc::operation_not_permitted, [&] { none.unlock(); });
  typename TestFixture::guard_type guard{this->lock};
  guard.unlock();
  expect_error(std::errc::operation_not_permitted, [&] { guard.unlock(); });
}

TYPED_TEST(SharedLock, MovesAndDoesNotCopy) {
  static_assert(!std::is_copy_constructible_v<TypeParam> && !std::is_copy_assignable_v<TypeParam>);
  static_assert(std::is_nothrow_default_constructible_v<TypeParam>);
  static_assert(std::is_nothrow_move_constructible_v<TypeParam> &&
                std::is_nothrow_move_assignable_v<TypeParam>);
}

}  // namespace
}  // namespace interlock
