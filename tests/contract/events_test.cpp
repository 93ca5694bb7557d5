// SPDX-License-Identifier: MIT
/// @file
/// What every event promises, besides being a gate: how many threads a set lets through, what a
/// reset takes back, and that neither is lost.
#include "registry/events.hpp"

#include "support/gate_contract.hpp"
#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <thread>
#include <type_traits>

namespace interlock::support {
namespace {

using event_rows = rows_of<registry::events>;
using destroyable_event_rows = rows_of<registry::filter_t<is_destroyable, registry::events>>;
using timed_event_rows = rows_of<registry::filter_t<is_timed, registry::events>>;
INSTANTIATE_TYPED_TEST_SUITE_P(events, gates, event_rows, row_names);
INSTANTIATE_TYPED_TEST_SUITE_P(events, destroyable_gates, destroyable_event_rows, row_names);
INSTANTIATE_TYPED_TEST_SUITE_P(events, timed_gates, timed_event_rows, row_names);

template <class Row>
using event_of = typename Row::template type<std_backend>;

template <class Row>
struct events : ::testing::Test {};
TYPED_TEST_SUITE(events, event_rows, row_names);

TYPED_TEST(events, IsSetAsItWasMade) {
  event_of<TypeParam> unset;
  EXPECT_FALSE(unset.is_set());
  EXPECT_FALSE(unset.try_wait());
  event_of<TypeParam> off{false};
  EXPECT_FALSE(off.is_set());
  event_of<TypeParam> on{true};
  EXPECT_TRUE(on.is_set());
  EXPECT_TRUE(on.try_wait());
  EXPECT_EQ(on.is_set(), !TypeParam::contract.auto_reset);
}

TYPED_TEST(events, SetsAddUpToOneWhenNobodyWaits) {
  event_of<TypeParam> event;
  for (int i = 0; i < 3; ++i) event.set();
  EXPECT_TRUE(event.is_set());
  event.wait();
  EXPECT_EQ(event.try_wait(), !TypeParam::contract.auto_reset);
}

TYPED_TEST(events, ResetTakesTheSetBack) {
  event_of<TypeParam> event;
  event.reset();
  EXPECT_FALSE(event.is_set());
  event.set();
  event.reset();
  EXPECT_FALSE(event.is_set());
  EXPECT_FALSE(event.try_wait());
  worker waiter{"waiter", [&] { event.wait(); }};
  waiter.settle();
  EXPECT_FALSE(waiter.done());
  event.set();
}

/// Starts threads that wait for `event` and are asleep when this returns.
template <class Event>
void add_sleepers(crew& sleepers, int number, Event& event) {
  for (int i = 0; i < number; ++i) sleepers.add("sleeper", [&event] { event.wait(); });
  for (std::size_t i = 0; i < sleepers.size(); ++i) {
    ASSERT_TRUE(eventually([&] { return sleepers[i].asleep(); }));
  }
}

TYPED_TEST(events, ResetRightAfterASetHoldsNobodyBackWhoWaited) {
  constexpr int sleepers = TypeParam::contract.auto_reset ? 1 : 3;
  for (int round = 0; round < rounds(60); ++round) {
    event_of<TypeParam> event;
    crew all;
    add_sleepers(all, sleepers, event);
    event.set();
    event.reset();
    EXPECT_FALSE(event.is_set());
    all.join();
    EXPECT_FALSE(event.is_set());
  }
}

/// "Change, set" against "reset, look, wait".
TYPED_TEST(events, ResetBeforeTheLookMissesNoChange) {
  event_of<TypeParam> event;
  std::atomic<int> changes{0};
  const int times = rounds(20'000);
  run_together("partner", 2, [&](int i) {
    if (i == 0) {
      for (int n = 0; n < times; ++n) {
        changes.fetch_add(1, std::memory_order::relaxed);
        event.set();
      }
      return;
    }
    for (;;) {
      event.reset();
      if (changes.load(std::memory_order::relaxed) == times) return;
      event.wait();
    }
  });
}

template <class Row>
constinit event_of<Row> static_event{true};

TYPED_TEST(events, IsConstantInitialised) {
  static_event<TypeParam>.wait();
  static_event<TypeParam>.set();
}

template <class Row>
using is_auto_reset = std::bool_constant<Row::contract.auto_reset>;
template <class Row>
struct auto_reset_events : ::testing::Test {};
using auto_reset_rows = rows_of<registry::filter_t<is_auto_reset, registry::events>>;
TYPED_TEST_SUITE(auto_reset_events, auto_reset_rows, row_names);

TYPED_TEST(auto_reset_events, SetLetsExactlyOneSleeperThrough) {
  event_of<TypeParam> event;
  std::atomic<int> through{0};
  crew all;
  for (int i = 0; i < 3; ++i) {
    all.add("sleeper", [&] {
      event.wait();
      through.fetch_add(1);
    });
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_TRUE(eventually([&] { return all[i].asleep(); }));
  }
  for (int sets = 1; sets <= 3; ++sets) {
    event.set();
    EXPECT_TRUE(eventually([&] { return through.load() == sets; }));
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
    EXPECT_EQ(through.load(), sets);
  }
}

TYPED_TEST(auto_reset_events, SetsInARowLetASleeperThroughEach) {
  for (int round = 0; round < rounds(100); ++round) {
    event_of<TypeParam> event;
    crew all;
    add_sleepers(all, 3, event);
    for (int i = 0; i < 3; ++i) event.set();
    all.join();
    EXPECT_FALSE(event.is_set());
  }
}

/// Sets that come while others take them or give up: what is left is at most one.
TYPED_TEST(auto_reset_events, NeitherLosesNorInventsASignal) {
  event_of<TypeParam> ping;
  event_of<TypeParam> pong;
  const int times = rounds(4'000);
  long taken = 0;
  run_together("partner", 2, [&](int i) {
    for (int n = 0; n < times; ++n) {
      if (i == 0) {
        ping.set();
        pong.wait();
      } else {
        while (!ping.wait_for(std::chrono::microseconds{n % 30})) std::this_thread::yield();
        ++taken;
        pong.set();
      }
    }
  });
  EXPECT_EQ(taken, times);
  EXPECT_FALSE(ping.is_set());
  EXPECT_FALSE(pong.is_set());
}

/// Both signals come for the waiter that is still in the queue though its time is up: the second
/// one is not its own, and not more than one is left either.
TYPED_TEST(auto_reset_events, WaiterThatGivesUpLeavesOneSignalAtMost) {
  bool passed = false;
  // The first signal must come before the waiter has left the queue, so perhaps not at once.
  for (int attempt = 0; attempt < 100 && !passed; ++attempt) {
    const late_timeouts late;
    typename TypeParam::template type<late_backend> event;
    worker waiter{"waiter", [&] { passed = event.wait_for(std::chrono::milliseconds{1}); }};
    ASSERT_TRUE(late.eventually_one());
    event.set();
    event.set();
    waiter.join();
    EXPECT_TRUE(event.try_wait());
    EXPECT_FALSE(event.try_wait());
  }
  EXPECT_TRUE(passed) << "no signal came for a waiter that was giving up: nothing was tested";
}

}  // namespace
}  // namespace interlock::support
