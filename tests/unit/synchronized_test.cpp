// SPDX-License-Identifier: MIT
/// @file
/// An object that can only be reached with its lock held.
#include <interlock/sync/condition_variable.hpp>
#include <interlock/sync/spinlock.hpp>
#include <interlock/sync/synchronized.hpp>

#include "support/repeat.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

namespace interlock {
namespace {

using namespace std::chrono_literals;
using support::repeat;
using support::rounds;

using strings = std::vector<std::string>;

static_assert(!std::is_copy_constructible_v<synchronized<int>>);
static_assert(!std::is_move_constructible_v<synchronized<int>>);
static_assert(std::is_default_constructible_v<synchronized<int>>);
static_assert(!std::is_default_constructible_v<synchronized<std::reference_wrapper<int>>>);
static_assert(std::is_move_constructible_v<synchronized<int>::guard>);
static_assert(!std::is_copy_constructible_v<synchronized<int>::guard>);
static_assert(
    std::is_same_v<decltype(*std::declval<const synchronized<int>&>().lock()), const int&>);
static_assert(sizeof(synchronized<int>) == 8);

template <class S>
concept has_shared_access = requires(S& object) {
  object.lock_shared();
};
static_assert(has_shared_access<synchronized<int, std::shared_mutex>>);
static_assert(!has_shared_access<synchronized<int>>);
template <class S>
concept has_timeouts = requires(S& object) {
  object.try_lock_for(1s);
};
static_assert(has_timeouts<synchronized<int>>);
static_assert(!has_timeouts<synchronized<int, spinlock>>);

constinit synchronized<int> static_object{7};

TEST(Synchronized, IsConstantInitialised) { EXPECT_EQ(static_object.load(), 7); }

template <class Lock>
struct synchronized_with : ::testing::Test {};
using lock_types = ::testing::Types<mutex, spinlock, std::mutex, std::shared_mutex>;
TYPED_TEST_SUITE(synchronized_with, lock_types);

TYPED_TEST(synchronized_with, NobodyIsInsideBesideAWriter) {
  synchronized<long, TypeParam> counter{0};
  const synchronized<long, TypeParam>& reader = counter;
  const long times = repeat("writer", 2, rounds(5'000), [&](int, int n) {
    if (n % 2 == 0) {
      counter.with([](long& value) { ++value; });
    } else {
      ++*counter.lock();
    }
    if (n % 64 == 0) std::this_thread::yield();
    EXPECT_GE(reader.load(), 1);
  });
  EXPECT_EQ(counter.load(), times);
}

TYPED_TEST(synchronized_with, TryLockFailsWhileSomebodyIsInside) {
  synchronized<int, TypeParam> object{1};
  auto held = object.lock();
  std::thread{[&] { EXPECT_FALSE(object.try_lock()); }}.join();
  held.unlock();
  EXPECT_FALSE(held);
  std::thread{[&] { EXPECT_TRUE(object.try_lock()); }}.join();
}

TYPED_TEST(synchronized_with, GuardMayMoveOutOfItsScope) {
  synchronized<strings, TypeParam> object{std::in_place, std::size_t{2}, "x"};
  const auto enter = [&] {
    auto held = object.lock();
    held->push_back("y");
    return held;
  };
  {
    const auto held = enter();
    EXPECT_EQ(held->size(), 3U);
    std::thread{[&] { EXPECT_FALSE(object.try_lock()); }}.join();
  }
  EXPECT_EQ(object.with([](strings& all) { return all.back(); }), "y");
}

TYPED_TEST(synchronized_with, ExceptionFreesTheLock) {
  synchronized<int, TypeParam> object{1};
  EXPECT_THROW(object.with([](int&) { throw std::runtime_error{"inside"}; }), std::runtime_error);
  EXPECT_TRUE(object.try_lock());
}

TYPED_TEST(synchronized_with, ValuesAreReplacedWhole) {
  synchronized<std::unique_ptr<int>, TypeParam> object;
  object.store(std::make_unique<int>(3));
  const std::unique_ptr<int> old = object.exchange(nullptr);
  ASSERT_NE(old, nullptr);
  EXPECT_EQ(*old, 3);
  EXPECT_EQ(object.unprotected(), nullptr);
}

TYPED_TEST(synchronized_with, ManyAtOnceNeverDeadlock) {
  synchronized<long, TypeParam> a{0};
  synchronized<long, TypeParam> b{0};
  synchronized<long> c{0};
  const long times = repeat("mover", 2, rounds(5'000), [&](int i, int n) {
    const auto move = [](long& from, long& to, long& count) { --from, ++to, ++count; };
    i == 0 ? with_all(move, a, b, c) : with_all(move, b, a, c);
    if (n % 64 == 0) std::this_thread::yield();
  });
  EXPECT_EQ(with_all([](long& x, long& y) { return x + y; }, a, b), 0);
  EXPECT_EQ(c.load(), times);
}

TEST(Synchronized, ReadersShareALockThatAllowsIt) {
  synchronized<int, std::shared_timed_mutex> object{5};
  const auto reading = object.lock_shared();
  std::thread{[&] {
    EXPECT_EQ(std::as_const(object).load(), 5);
    EXPECT_TRUE(object.try_lock_shared_for(1h));
    EXPECT_EQ(object.with_shared([](const int& value) { return value; }), 5);
    EXPECT_FALSE(object.try_lock());
    EXPECT_FALSE(object.try_lock_for(1ms));
  }}.join();
}

TEST(Synchronized, WaitsForACondition) {
  synchronized<strings> inbox;
  condition_variable arrived;
  support::worker reader{"reader", [&] {
                           auto mail = inbox.lock();
                           arrived.wait(mail.guard(), [&] { return !mail->empty(); });
                           EXPECT_EQ(mail->front(), "hello");
                         }};
  reader.settle();
  inbox.with([](strings& all) { all.emplace_back("hello"); });
  arrived.notify_one();
  reader.join();
}

}  // namespace
}  // namespace interlock
