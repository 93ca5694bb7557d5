// SPDX-License-Identifier: MIT
/// @file
/// What everything that can be used as a gate promises: nobody passes before it is opened,
/// everybody passes afterwards and sees what came before, a wait with a limit means what it says on
/// any clock, and a thread that was let through may destroy it.
///
///     INSTANTIATE_TYPED_TEST_SUITE_P(latches, gates, rows_of<registry::latches>, row_names);
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "support/attempts.hpp"
#include "support/clocks.hpp"
#include "support/dawdle.hpp"
#include "support/gate.hpp"
#include "support/handover_page.hpp"
#include "support/late_backend.hpp"
#include "support/repeat.hpp"
#include "support/restless_backend.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/signal_storm.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <memory>
#include <thread>
#include <vector>

namespace interlock::support {

template <class Row>
using std_gate = gate<Row, std_backend>;

template <class Row>
struct gates : ::testing::Test {};
TYPED_TEST_SUITE_P(gates);

TYPED_TEST_P(gates, NobodyPassesBeforeItIsOpenedAndEverybodyAfterwards) {
  for (int round = 0; round < rounds(60); ++round) {
    const int waiters = 1 + round % 3;
    std_gate<TypeParam> gate{waiters};
    std::atomic<bool> opened{false};
    crew all;
    for (int i = 0; i < waiters; ++i) {
      all.add("waiter", [&] {
        gate.wait();
        EXPECT_TRUE(opened.load(std::memory_order::relaxed));
      });
    }
    if (round % 4 != 0) {
      for (std::size_t i = 0; i < all.size(); ++i) all[i].settle();
    }
    opened.store(true, std::memory_order::relaxed);
    gate.open();
    all.join();
  }
}

TYPED_TEST_P(gates, ThoseWhoPassSeeWhatCameBefore) {
  constexpr int waiters = 2;
  const int times = rounds(3'000);
  std::vector<long> data(static_cast<std::size_t>(times), 0);
  std::unique_ptr<std_gate<TypeParam>> gate;
  play_rounds(
      "partner", waiters + 1, times,
      [&](int) { gate = std::make_unique<std_gate<TypeParam>>(waiters); },
      [&](int i, int round) {
        long& datum = data[static_cast<std::size_t>(round)];
        if (i == waiters) {
          dawdle(round);
          datum = round + 1;
          gate->open();
        } else {
          gate->wait();
          EXPECT_EQ(datum, round + 1);
        }
      });
}

TYPED_TEST_P(gates, SignalsDoNotDisturbAWait) {
  std_gate<TypeParam> gate{2};
  std::atomic<bool> opened{false};
  crew waiters;
  for (int i = 0; i < 2; ++i) {
    waiters.add("waiter", [&] {
      gate.wait();
      EXPECT_TRUE(opened.load(std::memory_order::relaxed));
    });
  }
  worker opener{"opener", [&] {
                  std::this_thread::sleep_for(std::chrono::milliseconds{30});
                  opened.store(true, std::memory_order::relaxed);
                  gate.open();
                }};
  EXPECT_GT(signal_until_done(waiters), 0) << "no signal was handled: nothing was tested";
}

TYPED_TEST_P(gates, WakesForNoReasonChangeNothing) {
  for (int round = 0; round <= rounds(60); ++round) {
    const unsigned before = restless_backend::calls.load();
    gate<TypeParam, restless_backend> gate{3};
    std::atomic<bool> opened{false};
    crew all;
    for (int i = 0; i < 3; ++i) {
      all.add("waiter", [&] {
        gate.wait();
        EXPECT_TRUE(opened.load(std::memory_order::relaxed));
      });
    }
    if (round % 3 != 0) {
      EXPECT_TRUE(eventually([=] { return restless_backend::calls.load() != before; }))
          << "nobody slept: nothing was tested";
    }
    opened.store(true, std::memory_order::relaxed);
    gate.open();
    all.join();
  }
}

REGISTER_TYPED_TEST_SUITE_P(gates, NobodyPassesBeforeItIsOpenedAndEverybodyAfterwards,
                            ThoseWhoPassSeeWhatCameBefore, SignalsDoNotDisturbAWait,
                            WakesForNoReasonChangeNothing);

// --- destroyed by a waiter ---------------------------------------------------------------------

template <class Row>
struct destroyable_gates : ::testing::Test {};
TYPED_TEST_SUITE_P(destroyable_gates);

TYPED_TEST_P(destroyable_gates, WaiterMayDestroyIt) {
  std_gate<TypeParam>* gate = nullptr;
  play_rounds(
      "partner", 2, rounds(10'000), [&](int) { gate = new std_gate<TypeParam>{1}; },
      [&](int i, int round) {
        std_gate<TypeParam>* const mine = gate;
        if (i == 0) {
          dawdle(round);
          mine->open();
        } else {
          mine->wait();
          delete mine;
        }
      });
}

TYPED_TEST_P(destroyable_gates, OpeningTouchesNothingOnceAWaiterHasPassed) {
  using late_gate = gate<TypeParam, late_backend>;
  handover_page<late_gate> page;
  late_gate* gate = nullptr;
  play_rounds(
      "partner", 2, rounds(3'000), [&](int) { gate = &page.construct(1); },
      [&](int i, int round) {
        if (i == 0) {
          dawdle(round);
          gate->open();
        } else {
          gate->wait();
          page.take_away();
        }
      });
}

REGISTER_TYPED_TEST_SUITE_P(destroyable_gates, WaiterMayDestroyIt,
                            OpeningTouchesNothingOnceAWaiterHasPassed);

// --- waits with a limit ------------------------------------------------------------------------

template <class Row>
struct timed_gates : ::testing::Test {};
TYPED_TEST_SUITE_P(timed_gates);

/// Checks that `attempt(gate)`, of another thread, waits until the gate is opened and then passes.
template <class Gate, class Attempt>
void expect_wait_for_opening(Attempt attempt) {
  Gate gate{1};
  std::atomic<bool> passed{false};
  worker waiter{"waiter", [&] { passed.store(attempt(gate)); }};
  waiter.settle();
  EXPECT_FALSE(waiter.done()) << "it gave up, or passed before the gate was opened";
  gate.open();
  waiter.join();
  EXPECT_TRUE(passed.load());
}

TYPED_TEST_P(timed_gates, GivesUpAtOnceWhenTheDeadlineHasPassed) {
  for_each_spent_length([](auto length) {
    std_gate<TypeParam> gate{1};
    EXPECT_FALSE(gate.wait_for(length));
  });
  for_each_spent_instant([](auto when) {
    std_gate<TypeParam> gate{1};
    EXPECT_FALSE(gate.wait_until(when));
  });
}

TYPED_TEST_P(timed_gates, OpenOneIsPassedWhateverTheDeadline) {
  const auto by_length = [](auto length) {
    std_gate<TypeParam> gate{1};
    gate.open();
    EXPECT_TRUE(gate.wait_for(length));
  };
  const auto by_instant = [](auto when) {
    std_gate<TypeParam> gate{1};
    gate.open();
    EXPECT_TRUE(gate.wait_until(when));
  };
  // A gate that counts its waiters among those who open it is not open before they come.
  if constexpr (!std_gate<TypeParam>::waiters_take_part) {
    for_each_spent_length(by_length);
    for_each_spent_instant(by_instant);
  }
  for_each_endless_length(by_length);
  for_each_endless_instant(by_instant);
}

TYPED_TEST_P(timed_gates, FarDeadlineWaitsForTheOpening) {
  using gate_type = std_gate<TypeParam>;
  for_each_endless_length([](auto length) {
    expect_wait_for_opening<gate_type>([=](gate_type& gate) { return gate.wait_for(length); });
  });
  for_each_endless_instant([](auto when) {
    expect_wait_for_opening<gate_type>([=](gate_type& gate) { return gate.wait_until(when); });
  });
}

template <class Row, class Clock>
void expect_not_early() {
  std_gate<Row> gate{1};
  const auto end = Clock::now() + std::chrono::milliseconds{3};
  EXPECT_FALSE(gate.wait_until(end));
  EXPECT_GE(Clock::now(), end);
}

TYPED_TEST_P(timed_gates, NeverGivesUpEarly) {
  std_gate<TypeParam> gate{1};
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(gate.wait_for(std::chrono::milliseconds{3}));
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds{3});
  expect_not_early<TypeParam, std::chrono::steady_clock>();
  expect_not_early<TypeParam, std::chrono::system_clock>();
  expect_not_early<TypeParam, slow_clock>();
}

TYPED_TEST_P(timed_gates, SignalsNeitherEndNorProlongAWait) {
  std_gate<TypeParam> gate{2};
  crew waiters;
  waiters.add("by length", [&] {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(gate.wait_for(std::chrono::milliseconds{30}));
    EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds{30});
  });
  waiters.add("by instant", [&] {
    const auto end = std::chrono::system_clock::now() + std::chrono::milliseconds{30};
    EXPECT_FALSE(gate.wait_until(end));
    EXPECT_GE(std::chrono::system_clock::now(), end);
  });
  EXPECT_GT(signal_until_done(waiters), 0) << "no signal was handled: nothing was tested";
}

/// The gate is opened between the end of a waiter's time and the waiter's noticing it: whether or
/// not that waiter passes, the other one must.
TYPED_TEST_P(timed_gates, OpeningAfterTheTimeIsUpIsNotLost) {
  const late_timeouts late;
  gate<TypeParam, late_backend> gate{2};
  worker impatient{"impatient", [&] { (void)gate.wait_for(std::chrono::milliseconds{1}); }};
  worker patient{"patient", [&] { gate.wait(); }};
  patient.settle();
  ASSERT_TRUE(late.eventually_one());
  gate.open();
}

/// Waits end with the gate open or with the time, and never hang, whichever comes first.
TYPED_TEST_P(timed_gates, TimeoutRacingTheOpening) {
  std::unique_ptr<std_gate<TypeParam>> gate;
  attempts attempts;
  const auto play = [&](int i, int round) {
    if (i == 0) {
      attempts.count(gate->wait_for(std::chrono::microseconds{round % 40}));
    } else if (i == 1) {
      gate->wait();
    } else {
      dawdle(round);
      if (round % 4 == 0) std::this_thread::sleep_for(std::chrono::microseconds{20});
      gate->open();
    }
  };
  for (int batch = 0; attempts.wanted(batch, 1); ++batch) {
    play_rounds(
        "partner", 3, rounds(3'000), [&](int) { gate = std::make_unique<std_gate<TypeParam>>(2); },
        play);
  }
  EXPECT_GT(attempts.successes(), 0) << "nothing was tested";
  EXPECT_GT(attempts.timeouts(), 0) << "nothing was tested";
}

REGISTER_TYPED_TEST_SUITE_P(timed_gates, GivesUpAtOnceWhenTheDeadlineHasPassed,
                            OpenOneIsPassedWhateverTheDeadline, FarDeadlineWaitsForTheOpening,
                            NeverGivesUpEarly, SignalsNeitherEndNorProlongAWait,
                            OpeningAfterTheTimeIsUpIsNotLost, TimeoutRacingTheOpening);

}  // namespace interlock::support
