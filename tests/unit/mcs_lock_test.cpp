// SPDX-License-Identifier: MIT
/// @file
/// What only the MCS lock has: owners with a node of their own, beside those without.
#include <interlock/sync/mcs_lock.hpp>

#include "support/free_for_others.hpp"
#include "support/repeat.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>

namespace interlock {
namespace {

using support::free_for_others;

static_assert(sizeof(mcs_lock) == 2 * sizeof(void*));
static_assert(std::is_trivially_destructible_v<mcs_lock>);
static_assert(!std::is_copy_constructible_v<mcs_lock>);
static_assert(!std::is_move_constructible_v<mcs_lock::scoped_lock>);
static_assert(!std::is_convertible_v<mcs_lock&, mcs_lock::scoped_lock>);
static_assert(std::is_same_v<mcs_lock::scoped_lock::mutex_type, mcs_lock>);

TEST(McsScopedLock, HoldsTheLockForItsScope) {
  mcs_lock lock;
  {
    const mcs_lock::scoped_lock held{lock};
    EXPECT_FALSE(free_for_others(lock));
  }
  EXPECT_TRUE(free_for_others(lock));
}

TEST(McsScopedLock, SeveralEndInAnyOrder) {
  mcs_lock a;
  mcs_lock b;
  {
    auto first = std::make_unique<mcs_lock::scoped_lock>(a);
    const mcs_lock::scoped_lock second{b};
    first.reset();
    EXPECT_TRUE(free_for_others(a));
    EXPECT_FALSE(free_for_others(b));
  }
  EXPECT_TRUE(free_for_others(b));
}

/// A waiter with a node of its own gets the lock from an owner without, or the other way round, and
/// frees it; then the lock must know nobody any more.
template <class First, class Second>
void hand_over_and_use_again(First first, Second second) {
  mcs_lock lock;
  std::atomic<bool> entered{false};
  {
    support::crew behind;
    first(lock, [&] {
      behind.add("behind", [&] { second(lock, [&] { entered.store(true); }); });
      behind[0].settle();
      EXPECT_FALSE(entered.load());
    });
  }
  EXPECT_TRUE(entered.load());
  for (int i = 0; i < 3; ++i) {
    lock.lock();
    EXPECT_FALSE(free_for_others(lock));
    lock.unlock();
    EXPECT_TRUE(free_for_others(lock));
    { const mcs_lock::scoped_lock held{lock}; }
    EXPECT_TRUE(free_for_others(lock));
  }
}

constexpr auto plainly = [](mcs_lock& lock, const auto& inside) {
  const std::lock_guard held{lock};
  inside();
};
constexpr auto scoped = [](mcs_lock& lock, const auto& inside) {
  const mcs_lock::scoped_lock held{lock};
  inside();
};

TEST(McsScopedLock, HandsOverToEitherForm) {
  hand_over_and_use_again(plainly, plainly);
  hand_over_and_use_again(plainly, scoped);
  hand_over_and_use_again(scoped, plainly);
  hand_over_and_use_again(scoped, scoped);
}

TEST(McsScopedLock, BothFormsExcludeEachOther) {
  mcs_lock lock;
  long entered = 0;
  const long times = support::repeat("locker", 2, support::rounds(20'000), [&](int i, int n) {
    const auto enter = [&] {
      ++entered;
      if (n % 64 == 0) std::this_thread::yield();
    };
    (n + i) % 3 == 0 ? plainly(lock, enter) : scoped(lock, enter);
  });
  EXPECT_EQ(entered, times);
  EXPECT_TRUE(free_for_others(lock));
}

}  // namespace
}  // namespace interlock
