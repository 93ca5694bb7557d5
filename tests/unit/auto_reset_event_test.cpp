// SPDX-License-Identifier: MIT
/// @file
/// What only the auto-reset event does: a wait takes the signal, whoever waits.
#include <interlock/sync/auto_reset_event.hpp>

#include <chrono>
#include <gtest/gtest.h>
#include <type_traits>

namespace interlock {
namespace {

static_assert(sizeof(auto_reset_event) == 8);
static_assert(std::is_trivially_destructible_v<auto_reset_event>);
static_assert(!std::is_copy_constructible_v<auto_reset_event>);
static_assert(!std::is_convertible_v<bool, auto_reset_event>);

TEST(AutoResetEvent, WaitTakesTheSignal) {
  auto_reset_event event;
  event.set();
  event.wait();
  EXPECT_FALSE(event.is_set());
  EXPECT_FALSE(event.try_wait());
  EXPECT_FALSE(event.wait_for(std::chrono::microseconds{1}));
}

}  // namespace
}  // namespace interlock
