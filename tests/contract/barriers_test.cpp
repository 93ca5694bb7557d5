// SPDX-License-Identifier: MIT
/// @file
/// What every barrier promises, besides that each phase is a gate: phases follow each other without
/// mixing, the completion function runs once between them, and those who drop out are not missed.
#include "registry/barriers.hpp"

#include "support/gate_contract.hpp"
#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <type_traits>
#include <utility>

namespace interlock::support {
namespace {

using barrier_rows = rows_of<registry::barriers>;
using destroyable_barrier_rows = rows_of<registry::filter_t<is_destroyable, registry::barriers>>;
using timed_barrier_rows = rows_of<registry::filter_t<is_timed, registry::barriers>>;
INSTANTIATE_TYPED_TEST_SUITE_P(barriers, gates, barrier_rows, row_names);
INSTANTIATE_TYPED_TEST_SUITE_P(barriers, destroyable_gates, destroyable_barrier_rows, row_names);
INSTANTIATE_TYPED_TEST_SUITE_P(barriers, timed_gates, timed_barrier_rows, row_names);

template <class Row, class CompletionFunction>
using barrier_of = typename Row::template type<CompletionFunction, std_backend>;

struct counts_calls {
  int* calls;
  void operator()() noexcept { ++*calls; }
};

template <class Row>
struct barriers : ::testing::Test {
  int calls = 0;
  using type = barrier_of<Row, counts_calls>;
};
TYPED_TEST_SUITE(barriers, barrier_rows, row_names);

TYPED_TEST(barriers, OfOneThreadNeverBlocks) {
  typename TestFixture::type barrier{1, counts_calls{&this->calls}};
  for (int phase = 1; phase <= 3; ++phase) {
    barrier.arrive_and_wait();
    EXPECT_EQ(this->calls, phase);
  }
  auto token = barrier.arrive();
  EXPECT_TRUE(barrier.try_wait(token));
  barrier.wait(std::move(token));
  EXPECT_EQ(this->calls, 4);
}

TYPED_TEST(barriers, SeveralArrivalsAtOnceEndThePhaseTogether) {
  typename TestFixture::type barrier{5, counts_calls{&this->calls}};
  auto first = barrier.arrive(2);
  EXPECT_FALSE(barrier.try_wait(first));
  EXPECT_EQ(this->calls, 0);
  auto second = barrier.arrive(3);
  EXPECT_EQ(this->calls, 1);
  barrier.wait(std::move(first));
  barrier.wait(std::move(second));
  auto next = barrier.arrive();
  EXPECT_FALSE(barrier.try_wait(next)) << "the next phase expects five arrivals again";
}

TYPED_TEST(barriers, CountsAsMuchAsMaxSays) {
  constexpr std::ptrdiff_t max = barrier_of<TypeParam, counts_calls>::max();
  typename TestFixture::type barrier{max, counts_calls{&this->calls}};
  auto token = barrier.arrive(max - 1);
  EXPECT_FALSE(barrier.try_wait(token));
  barrier.arrive_and_wait();
  EXPECT_EQ(this->calls, 1);
}

/// Threads write in one phase what they read in the next.
TYPED_TEST(barriers, PhasesDoNotMix) {
  constexpr std::size_t threads = 4;
  const int phases = rounds(3'000);
  typename TestFixture::type barrier{threads, counts_calls{&this->calls}};
  std::array<int, threads> written{};
  run_together("partner", threads, [&](int i) {
    const auto me = static_cast<std::size_t>(i);
    for (int phase = 1; phase <= phases; ++phase) {
      written[me] = phase;
      if ((phase + i) % 5 == 0) {
        auto token = barrier.arrive();
        dawdle(phase);
        barrier.wait(std::move(token));
      } else {
        barrier.arrive_and_wait();
      }
      EXPECT_EQ(this->calls, 2 * phase - 1);
      for (const int each : written) EXPECT_EQ(each, phase);
      barrier.arrive_and_wait();
    }
  });
  EXPECT_EQ(this->calls, 2 * phases);
}

TYPED_TEST(barriers, CompletionFunctionSeesAllArrivals) {
  std::array<int, 3> work{};
  int sum = 0;
  const auto add_up = [&]() noexcept {
    sum = 0;
    for (const int each : work) sum += each;
  };
  barrier_of<TypeParam, decltype(add_up)> barrier{3, add_up};
  const int phases = rounds(2'000);
  run_together("partner", 3, [&](int i) {
    for (int phase = 1; phase <= phases; ++phase) {
      work[static_cast<std::size_t>(i)] = phase;
      barrier.arrive_and_wait();
      EXPECT_EQ(sum, 3 * phase);
    }
  });
}

/// Each thread drops out after a phase of its own; the rest goes on without it.
TYPED_TEST(barriers, ThoseWhoDropOutAreNotMissed) {
  constexpr int threads = 4;
  for (int round = 0; round < rounds(300); ++round) {
    this->calls = 0;
    typename TestFixture::type barrier{threads, counts_calls{&this->calls}};
    run_together("partner", threads, [&](int i) {
      for (int phase = 0; phase < i; ++phase) barrier.arrive_and_wait();
      barrier.arrive_and_drop();
    });
    EXPECT_EQ(this->calls, threads);
  }
}

TYPED_TEST(barriers, LastToDropEndsThePhaseForTheOthers) {
  typename TestFixture::type barrier{2, counts_calls{&this->calls}};
  worker waiter{"waiter", [&] { barrier.arrive_and_wait(); }};
  waiter.settle();
  EXPECT_FALSE(waiter.done());
  barrier.arrive_and_drop();
  waiter.join();
  barrier.arrive_and_wait();
  EXPECT_EQ(this->calls, 2);
}

template <class Row>
struct timed_barriers : barriers<Row> {};
TYPED_TEST_SUITE(timed_barriers, timed_barrier_rows, row_names);

TYPED_TEST(timed_barriers, WaitMayBeTakenUpAgainAfterATimeout) {
  typename TestFixture::type barrier{2, counts_calls{&this->calls}};
  auto token = barrier.arrive();
  EXPECT_FALSE(barrier.wait_for(token, std::chrono::microseconds{100}));
  EXPECT_FALSE(barrier.wait_until(token, std::chrono::steady_clock::now()));
  worker other{"other", [&] { barrier.arrive_and_wait(); }};
  EXPECT_TRUE(barrier.wait_for(token, std::chrono::hours{1}));
  EXPECT_TRUE(barrier.wait_for(token, std::chrono::seconds{-1}));
  barrier.wait(std::move(token));
}

template <class Row>
using is_constant_initialised = std::bool_constant<Row::contract.constant_initialised>;
template <class Row>
struct constant_barriers : ::testing::Test {};
using constant_barrier_rows =
    rows_of<registry::filter_t<is_constant_initialised, registry::barriers>>;
TYPED_TEST_SUITE(constant_barriers, constant_barrier_rows, row_names);

void on_completion() noexcept {}
template <class Row>
constinit barrier_of<Row, void (*)() noexcept> static_barrier{1, &on_completion};

TYPED_TEST(constant_barriers, IsConstantInitialised) {
  static_barrier<TypeParam>.arrive_and_wait();
}

}  // namespace
}  // namespace interlock::support
