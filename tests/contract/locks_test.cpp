// SPDX-License-Identifier: MIT
/// @file
/// What every lock promises: exclusion, visibility, a try_lock that never blocks, and guards.
#include "registry/locks.hpp"

#include <interlock/sync/lock_guard.hpp>

#include "support/free_for_others.hpp"
#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <gtest/gtest.h>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace interlock {
namespace {

using support::free_for_others;
using support::repeat;
using support::rounds;

template <class Row>
using lock_of = typename Row::template type<std_backend>;

template <class Row>
struct locks : ::testing::Test {
  /// Spinning threads that outnumber the processors wait for each other's time slices.
  static constexpr int threads = Row::contract.parks ? 4 : 2;
};
TYPED_TEST_SUITE(locks, support::rows_of<registry::locks>, support::row_names);

/// Data that only the holder of a lock may touch; `disturb` notices if it was not alone, or did not
/// see what the last holder did.
class protected_data {
 public:
  void disturb() {
    const long before = words_[0];
    for (const long word : words_) torn_ = torn_ || word != before;
    for (long& word : words_) word = before + 1;
  }
  [[nodiscard]] long times() const { return words_[0]; }
  [[nodiscard]] bool torn() const { return torn_; }

 private:
  std::array<long, 12> words_{};
  bool torn_ = false;
};

TYPED_TEST(locks, ExcludesOthersAndShowsTheirWork) {
  lock_of<TypeParam> lock;
  protected_data data;
  const long times = repeat("locker", TestFixture::threads, rounds(40'000), [&](int, int n) {
    lock.lock();
    data.disturb();
    if (n % 64 == 0) std::this_thread::yield();
    lock.unlock();
  });
  EXPECT_EQ(data.times(), times);
  EXPECT_FALSE(data.torn());
}

TYPED_TEST(locks, ExcludesThreadsThatTryFromThreadsThatWait) {
  lock_of<TypeParam> lock;
  protected_data data;
  std::atomic<long> failed_tries{0};
  const long times = repeat("locker", TestFixture::threads, rounds(10'000), [&](int i, int n) {
    if (i != 0) {
      lock.lock();
    } else if (!lock.try_lock()) {
      failed_tries.fetch_add(1);
      std::this_thread::yield();
      return;
    }
    data.disturb();
    if (n % 64 == 0) std::this_thread::yield();
    lock.unlock();
  });
  EXPECT_EQ(data.times(), times - failed_tries.load());
  EXPECT_FALSE(data.torn());
}

TYPED_TEST(locks, TryLockFailsWhileHeld) {
  lock_of<TypeParam> lock;
  lock.lock();
  EXPECT_FALSE(free_for_others(lock));
  lock.unlock();
  ASSERT_TRUE(lock.try_lock());
  EXPECT_FALSE(free_for_others(lock));
  lock.unlock();
}

TYPED_TEST(locks, TryLockNeverFailsOnAFreeLock) {
  lock_of<TypeParam> lock;
  for (int i = 0; i < 1'000; ++i) {
    ASSERT_TRUE(lock.try_lock());
    lock.unlock();
    lock.lock();
    lock.unlock();
  }
  EXPECT_TRUE(free_for_others(lock));
}

TYPED_TEST(locks, FailedTryLockLeavesTheLockAlone) {
  lock_of<TypeParam> lock;
  lock.lock();
  std::thread{[&] {
    for (int i = 0; i < 1'000; ++i) EXPECT_FALSE(lock.try_lock());
  }}.join();
  lock.unlock();
  ASSERT_TRUE(lock.try_lock());
  lock.unlock();
}

TYPED_TEST(locks, WorksWithEveryGuard) {
  lock_of<TypeParam> lock;
  lock_of<TypeParam> other;
  {
    const std::lock_guard guard{lock};
    EXPECT_FALSE(free_for_others(lock));
  }
  {
    std::unique_lock guard{lock};
    EXPECT_FALSE(free_for_others(lock));
    guard.unlock();
    EXPECT_TRUE(free_for_others(lock));
    EXPECT_TRUE(guard.try_lock());
  }
  {
    const std::scoped_lock guard{lock, other};
    EXPECT_FALSE(free_for_others(lock));
    EXPECT_FALSE(free_for_others(other));
  }
  {
    const interlock::lock_guard guard{lock};
    EXPECT_FALSE(free_for_others(lock));
  }
  {
    const interlock::unique_lock guard{lock, interlock::try_to_lock};
    EXPECT_TRUE(guard.owns_lock());
    EXPECT_FALSE(free_for_others(lock));
  }
  EXPECT_TRUE(free_for_others(lock));
  EXPECT_TRUE(free_for_others(other));
}

TYPED_TEST(locks, GuardFreesTheLockWhenAnExceptionLeaves) {
  lock_of<TypeParam> lock;
  const auto fail = [&lock] {
    const interlock::lock_guard guard{lock};
    throw std::runtime_error{"inside"};
  };
  EXPECT_THROW(fail(), std::runtime_error);
  EXPECT_TRUE(free_for_others(lock));
}

TYPED_TEST(locks, StdLockOfTwoNeverDeadlocks) {
  lock_of<TypeParam> a;
  lock_of<TypeParam> b;
  protected_data data;
  const long times = repeat("locker", 2, rounds(5'000), [&](int i, int n) {
    i == 0 ? std::lock(a, b) : std::lock(b, a);
    data.disturb();
    if (n % 64 == 0) std::this_thread::yield();
    a.unlock();
    b.unlock();
  });
  EXPECT_EQ(data.times(), times);
  EXPECT_FALSE(data.torn());
}

TYPED_TEST(locks, SeveralAreHeldAtOnceAndFreedInAnyOrder) {
  std::array<lock_of<TypeParam>, 3> lock;
  std::array<protected_data, 3> data;
  const long times = repeat("locker", 2, rounds(4'000), [&](int i, int n) {
    static thread_local std::array<std::size_t, 3> order{0, 1, 2};
    for (auto& one : lock) one.lock();
    for (auto& one : data) one.disturb();
    if (n % 64 == 0) std::this_thread::yield();
    for (const std::size_t k : order) lock[k].unlock();
    if (n % 2 == i) std::next_permutation(order.begin(), order.end());
  });
  for (const auto& one : data) {
    EXPECT_EQ(one.times(), times);
    EXPECT_FALSE(one.torn());
  }
}

template <class Row>
constinit lock_of<Row> static_lock;

TYPED_TEST(locks, IsConstantInitialised) {
  EXPECT_TRUE(free_for_others(static_lock<TypeParam>));
  const interlock::lock_guard guard{static_lock<TypeParam>};
  EXPECT_FALSE(free_for_others(static_lock<TypeParam>));
}

}  // namespace
}  // namespace interlock
