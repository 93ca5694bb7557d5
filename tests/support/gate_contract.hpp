// SPDX-License-Identifier: MIT
/// @file
/// What everything that can be used as a gate promises: nobody passes before it is opened,
/// everybody passes afterwards and sees what came before, and a thread that was let through may
/// destroy it. What any wait must do is tested in contract/waits.
///
///     INSTANTIATE_TYPED_TEST_SUITE_P(latches, gates, rows_of<registry::latches>, row_names);
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "support/attempts.hpp"
#include "support/dawdle.hpp"
#include "support/gate.hpp"
#include "support/handover_page.hpp"
#include "support/late_backend.hpp"
#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
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

REGISTER_TYPED_TEST_SUITE_P(gates, NobodyPassesBeforeItIsOpenedAndEverybodyAfterwards,
                            ThoseWhoPassSeeWhatCameBefore);

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

REGISTER_TYPED_TEST_SUITE_P(timed_gates, TimeoutRacingTheOpening);

}  // namespace interlock::support
