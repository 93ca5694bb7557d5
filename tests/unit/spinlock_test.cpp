// SPDX-License-Identifier: MIT
/// @file
/// What only the spinlock is: one byte.
#include <interlock/sync/spinlock.hpp>

#include <array>
#include <cstddef>
#include <gtest/gtest.h>
#include <type_traits>

namespace interlock {
namespace {

static_assert(sizeof(spinlock) == 1);
static_assert(std::is_trivially_destructible_v<spinlock>);
static_assert(!std::is_copy_constructible_v<spinlock>);

TEST(Spinlock, NeighboursInAnArrayAreIndependent) {
  std::array<spinlock, 8> locks;
  for (std::size_t i = 0; i < locks.size(); i += 2) locks[i].lock();
  for (std::size_t i = 0; i < locks.size(); ++i) EXPECT_EQ(locks[i].try_lock(), i % 2 == 1);
  for (auto& each : locks) each.unlock();
  for (auto& each : locks) EXPECT_TRUE(each.try_lock());
}

}  // namespace
}  // namespace interlock
