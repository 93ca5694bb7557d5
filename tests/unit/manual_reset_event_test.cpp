// SPDX-License-Identifier: MIT
/// @file
/// What only the manual-reset event does: it stays set, and its counter wraps around.
#include <interlock/sync/manual_reset_event.hpp>

#include "support/worker.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <type_traits>

namespace interlock {
namespace {

static_assert(sizeof(manual_reset_event) == 4);
static_assert(std::is_trivially_destructible_v<manual_reset_event>);
static_assert(!std::is_copy_constructible_v<manual_reset_event>);
static_assert(!std::is_convertible_v<bool, manual_reset_event>);

constexpr std::uint32_t most = (1U << 30) - 1;

TEST(ManualResetEvent, StaysSetForAnyNumberOfWaits) {
  manual_reset_event event;
  event.set();
  for (int i = 0; i < 3; ++i) {
    event.wait();
    EXPECT_TRUE(event.try_wait());
  }
}

TEST(ManualResetEvent, WorksWhereItsCounterWrapsAround) {
  for (const std::uint32_t times : {most / 2, most - 1, most}) {
    manual_reset_event event{false, times};
    for (int round = 0; round < 3; ++round) {
      support::worker waiter{"waiter", [&] { event.wait(); }};
      ASSERT_TRUE(support::eventually([&] { return waiter.asleep(); }));
      event.set();
      event.reset();
      waiter.join();
      EXPECT_FALSE(event.is_set());
    }
  }
  manual_reset_event set{true, most};
  set.reset();
  set.set();
  EXPECT_TRUE(set.is_set());
}

}  // namespace
}  // namespace interlock
