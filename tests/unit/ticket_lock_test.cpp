// SPDX-License-Identifier: MIT
/// @file
/// What only the ticket lock is: two counters of 32 bits, which all tickets together may wrap.
#include <interlock/sync/ticket_lock.hpp>

#include <cstdint>
#include <gtest/gtest.h>
#include <type_traits>

namespace interlock {
namespace {

static_assert(sizeof(ticket_lock) == 8);
static_assert(std::is_trivially_destructible_v<ticket_lock>);
static_assert(!std::is_copy_constructible_v<ticket_lock>);
static_assert(!std::is_convertible_v<std::uint32_t, ticket_lock>);

TEST(TicketLock, FailedTryDrawsNoTicket) {
  ticket_lock lock{~0U};
  lock.lock();
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(lock.try_lock());
  lock.unlock();
  EXPECT_TRUE(lock.try_lock());
  lock.unlock();
  lock.lock();
  lock.unlock();
}

}  // namespace
}  // namespace interlock
