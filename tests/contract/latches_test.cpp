// SPDX-License-Identifier: MIT
/// @file
/// What every latch promises, besides being a gate: it opens with the last of the counts, whoever
/// brings them.
#include "registry/latches.hpp"

#include "support/gate_contract.hpp"
#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <cstddef>
#include <gtest/gtest.h>
#include <memory>

namespace interlock::support {
namespace {

using latch_rows = rows_of<registry::latches>;
using destroyable_latch_rows = rows_of<registry::filter_t<is_destroyable, registry::latches>>;
using timed_latch_rows = rows_of<registry::filter_t<is_timed, registry::latches>>;
INSTANTIATE_TYPED_TEST_SUITE_P(latches, gates, latch_rows, row_names);
INSTANTIATE_TYPED_TEST_SUITE_P(latches, destroyable_gates, destroyable_latch_rows, row_names);
INSTANTIATE_TYPED_TEST_SUITE_P(latches, timed_gates, timed_latch_rows, row_names);

template <class Row>
using latch_of = typename Row::template type<std_backend>;

template <class Row>
struct latches : ::testing::Test {};
TYPED_TEST_SUITE(latches, latch_rows, row_names);

TYPED_TEST(latches, OpensWithTheLastCountAndStaysOpen) {
  latch_of<TypeParam> latch{5};
  EXPECT_FALSE(latch.try_wait());
  latch.count_down(0);
  latch.count_down();
  latch.count_down(3);
  EXPECT_FALSE(latch.try_wait());
  latch.count_down();
  EXPECT_TRUE(latch.try_wait());
  latch.wait();
  latch.count_down(0);
  latch.arrive_and_wait(0);
  EXPECT_TRUE(latch.try_wait());
}

TYPED_TEST(latches, OfZeroIsOpen) {
  const latch_of<TypeParam> latch{0};
  EXPECT_TRUE(latch.try_wait());
  latch.wait();
}

TYPED_TEST(latches, CountsAsMuchAsMaxSays) {
  constexpr std::ptrdiff_t max = latch_of<TypeParam>::max();
  latch_of<TypeParam> latch{max};
  EXPECT_FALSE(latch.try_wait());
  latch.count_down(max - 1);
  EXPECT_FALSE(latch.try_wait());
  worker waiter{"waiter", [&] { latch.wait(); }};
  waiter.settle();
  latch.count_down();
}

TYPED_TEST(latches, CountsThatAreNotTheLastWakeNobody) {
  latch_of<TypeParam> latch{3};
  worker waiter{"waiter", [&] { latch.wait(); }};
  waiter.settle();
  latch.count_down();
  latch.count_down();
  EXPECT_FALSE(latch.try_wait());
  EXPECT_FALSE(waiter.done());
  latch.count_down();
}

TYPED_TEST(latches, ThreadsMeet) {
  constexpr int threads = 4;
  std::unique_ptr<latch_of<TypeParam>> latch;
  std::atomic<int> arrived{0};
  play_rounds(
      "partner", threads, rounds(3'000),
      [&](int) {
        latch = std::make_unique<latch_of<TypeParam>>(threads);
        arrived.store(0);
      },
      [&](int i, int round) {
        if ((round + i) % 3 == 0) dawdle(round);
        arrived.fetch_add(1, std::memory_order::relaxed);
        if ((round + i) % 2 == 0) {
          latch->arrive_and_wait();
        } else {
          latch->count_down();
          latch->wait();
        }
        EXPECT_EQ(arrived.load(std::memory_order::relaxed), threads);
      });
}

template <class Row>
constinit latch_of<Row> static_latch{1};

TYPED_TEST(latches, IsConstantInitialised) {
  static_latch<TypeParam>.arrive_and_wait();
  EXPECT_TRUE(static_latch<TypeParam>.try_wait());
}

}  // namespace
}  // namespace interlock::support
