// SPDX-License-Identifier: MIT
/// @file
/// What only the upgrade mutex does: it is a shared mutex of the same size, with the names of
/// Boost.Thread, and upgrade access counts as one of the shares.
#include <interlock/sync/upgrade_mutex.hpp>

#include "support/worker.hpp"

#include <gtest/gtest.h>
#include <mutex>
#include <shared_mutex>
#include <type_traits>

namespace interlock {
namespace {

static_assert(sizeof(upgrade_mutex) == sizeof(shared_mutex));
static_assert(std::is_trivially_destructible_v<upgrade_mutex>);
static_assert(!std::is_copy_constructible_v<upgrade_mutex>);
static_assert(!std::is_move_constructible_v<upgrade_mutex>);
static_assert(std::is_nothrow_default_constructible_v<upgrade_mutex>);
static_assert(std::is_base_of_v<shared_mutex, upgrade_mutex>);

constinit upgrade_mutex static_lock;

TEST(UpgradeMutex, IsASharedMutex) {
  { const std::shared_lock guard{static_lock}; }
  const std::unique_lock guard{static_lock};
  EXPECT_FALSE(static_lock.try_lock_upgrade());
}

TEST(UpgradeMutex, UpgradeAccessHasRoomToBecomeAShare) {
  upgrade_mutex lock;
  constexpr int limit = 65535;
  for (int i = 1; i < limit; ++i) ASSERT_TRUE(lock.try_lock_shared());
  ASSERT_TRUE(lock.try_lock_upgrade());
  EXPECT_FALSE(lock.try_lock_shared());
  lock.unlock_upgrade_and_lock_shared();
  EXPECT_FALSE(lock.try_lock_shared());
  EXPECT_FALSE(lock.try_lock_upgrade());
  EXPECT_FALSE(lock.try_lock());
  support::worker excess{"excess", [&] {
                           lock.lock_upgrade();
                           lock.unlock_upgrade();
                         }};
  ASSERT_TRUE(support::eventually([&] { return excess.asleep(); }));
  lock.unlock_shared();
  excess.join();
  for (int i = 1; i < limit; ++i) lock.unlock_shared();
  EXPECT_TRUE(lock.try_lock());
  lock.unlock();
}

}  // namespace
}  // namespace interlock
