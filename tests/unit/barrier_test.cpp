// SPDX-License-Identifier: MIT
/// @file
/// What our barriers do: the same as `std::barrier`, member for member, with their preconditions
/// enforced in a debug build, and a counter of phases that wraps around.
#undef NDEBUG
#include <interlock/sync/barrier.hpp>
#include <interlock/sync/tree_barrier.hpp>

#include "support/scale.hpp"
#include "support/worker.hpp"

#include <algorithm>
#include <barrier>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <memory>
#include <thread>
#include <type_traits>
#include <utility>

namespace interlock {
namespace {

static_assert(sizeof(barrier<>) == 16);
static_assert(std::is_trivially_destructible_v<barrier<>>);

struct counts {
  int* calls;
  void operator()() noexcept { ++*calls; }
};

// One program, for the standard's barrier and for ours.
struct std_names {
  template <class... Completion>
  using barrier = std::barrier<Completion...>;
};
struct interlock_names {
  template <class... Completion>
  using barrier = interlock::barrier<Completion...>;
};
struct tree_names {
  template <class... Completion>
  using barrier = interlock::tree_barrier<Completion...>;
};
template <class Names>
struct std_like_barrier : ::testing::Test {};
using all_names = ::testing::Types<std_names, interlock_names, tree_names>;
TYPED_TEST_SUITE(std_like_barrier, all_names);

TYPED_TEST(std_like_barrier, HasTheSameMembers) {
  using plain = typename TypeParam::template barrier<>;
  using counting = typename TypeParam::template barrier<counts>;
  using token = typename plain::arrival_token;
  static_assert(!std::is_copy_constructible_v<plain> && !std::is_copy_assignable_v<plain>);
  static_assert(!std::is_default_constructible_v<plain>);
  static_assert(std::is_constructible_v<plain, std::ptrdiff_t>);
  static_assert(!std::is_convertible_v<std::ptrdiff_t, plain>);
  static_assert(std::is_constructible_v<counting, std::ptrdiff_t, counts>);
  static_assert(std::is_same_v<decltype(plain::max()), std::ptrdiff_t>);
  static_assert(noexcept(plain::max()));
  static_assert(plain::max() >= (std::ptrdiff_t{1} << 30));
  static_assert(std::is_nothrow_move_constructible_v<token> &&
                std::is_nothrow_move_assignable_v<token>);
  static_assert(std::is_same_v<decltype(std::declval<plain&>().arrive()), token>);
  static_assert(std::is_void_v<decltype(std::declval<const plain&>().wait(std::declval<token>()))>);
  static_assert(std::is_void_v<decltype(std::declval<plain&>().arrive_and_wait())>);
  static_assert(std::is_void_v<decltype(std::declval<plain&>().arrive_and_drop())>);
  EXPECT_GT(plain::max(), 0);
}

TYPED_TEST(std_like_barrier, BehavesTheSame) {
  int calls = 0;
  typename TypeParam::template barrier<counts> phases{3, counts{&calls}};
  std::thread first{[&] {
    phases.arrive_and_wait();
    EXPECT_EQ(calls, 1);
    phases.arrive_and_drop();
  }};
  std::thread second{[&] {
    phases.wait(phases.arrive());
    EXPECT_EQ(calls, 1);
    phases.wait(phases.arrive());
    phases.arrive_and_wait();
  }};
  phases.arrive_and_wait();
  phases.arrive_and_wait();
  EXPECT_EQ(calls, 2);
  phases.arrive_and_wait();
  EXPECT_EQ(calls, 3);
  first.join();
  second.join();
}

TEST(Barrier, DeducesTheCompletionFunctionAsTheStandardsDoes) {
  int calls = 0;
  auto count = [&calls]() noexcept { ++calls; };
  std::barrier by_std{1, count};
  barrier by_us{1, count};
  tree_barrier by_tree{1, count};
  static_assert(std::is_same_v<decltype(by_std), std::barrier<decltype(count)>>);
  static_assert(std::is_same_v<decltype(by_us), barrier<decltype(count)>>);
  static_assert(std::is_same_v<decltype(by_tree), tree_barrier<decltype(count)>>);
  by_std.arrive_and_wait();
  by_us.arrive_and_wait();
  by_tree.arrive_and_wait();
  EXPECT_EQ(calls, 3);
  std::barrier std_plain{1};
  barrier our_plain{1};
  static_assert(std::is_same_v<decltype(std_plain), std::barrier<>>);
  static_assert(std::is_same_v<decltype(our_plain), barrier<>>);
  std_plain.arrive_and_wait();
  our_plain.arrive_and_wait();
}

/// The completion function must do what arrivals and waits then see, also where it is not copyable.
TYPED_TEST(std_like_barrier, TakesACompletionFunctionThatOnlyMoves) {
  struct only_moves {
    std::unique_ptr<int> calls;
    void operator()() noexcept { ++*calls; }
  };
  auto owned = std::make_unique<int>(0);
  const int* const calls = owned.get();
  typename TypeParam::template barrier<only_moves> phases{1, only_moves{std::move(owned)}};
  phases.arrive_and_wait();
  (void)phases.arrive();
  EXPECT_EQ(*calls, 2);
  phases.arrive_and_drop();
  EXPECT_EQ(*calls, 3);
}

template <class Barrier>
void go_through_the_wrap() {
  for (const std::uint32_t first : {std::numeric_limits<std::uint32_t>::max() / 2 - 1,
                                    std::numeric_limits<std::uint32_t>::max() / 4}) {
    int calls = 0;
    Barrier phases{2, counts{&calls}, first};
    for (int phase = 1; phase <= 4; ++phase) {
      support::worker other{"other", [&] { phases.arrive_and_wait(); }};
      other.settle();
      EXPECT_FALSE(other.done());
      phases.arrive_and_wait();
      EXPECT_EQ(calls, phase);
    }
  }
}

TEST(Barrier, PhasesWrapAround) { go_through_the_wrap<basic_barrier<counts>>(); }
TEST(TreeBarrier, PhasesWrapAround) { go_through_the_wrap<basic_tree_barrier<counts>>(); }

/// Arrivals in odd portions, spread over leaves and levels, while some drop out.
TEST(TreeBarrier, CountsEveryArrivalAtEverySize) {
  for (const std::ptrdiff_t size : {1, 2, 3, 5, 8, 9, 26, 27, 28, 81, 100}) {
    int calls = 0;
    basic_tree_barrier<counts, tree_barrier_options{.fan_in = 3, .leaves = 9}> phases{
        size, counts{&calls}};
    for (std::ptrdiff_t expected = size; expected > 0; --expected) {
      const int before = calls;
      std::ptrdiff_t left = expected - 1;
      for (std::ptrdiff_t portion = 1; left > 0; ++portion) {
        auto token = phases.arrive(std::min(portion, left));
        EXPECT_FALSE(phases.try_wait(token)) << size << ", " << expected;
        left -= std::min(portion, left);
      }
      EXPECT_EQ(calls, before);
      phases.arrive_and_drop();
      EXPECT_EQ(calls, before + 1) << size << ", " << expected;
    }
  }
}

/// More threads than places at one leaf, most of which begin at the same one again and again.
TEST(TreeBarrier, ManyThreadsFindTheirPlaces) {
  constexpr int threads = 24;
  int calls = 0;
  tree_barrier<counts> phases{threads, counts{&calls}};
  support::run_together("partner", threads, [&](int) {
    for (int phase = 1; phase <= support::rounds(100); ++phase) {
      phases.arrive_and_wait();
      EXPECT_EQ(calls, 2 * phase - 1);
      phases.arrive_and_wait();
    }
  });
  EXPECT_EQ(calls, 2 * support::rounds(100));
}

struct BarrierDeathTest : ::testing::Test {
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(BarrierDeathTest, ExpectedMustBeInRange) {
  EXPECT_DEATH(barrier<>{-1}, "barrier: the expected count must be between 0");
  EXPECT_DEATH(barrier<>{barrier<>::max() + 1}, "barrier: the expected count must be between 0");
}

TEST_F(BarrierDeathTest, ExpectedOfATreeMustBeInRange) {
  EXPECT_DEATH(tree_barrier<>{-1}, "tree_barrier: the expected count must be between 0");
  EXPECT_DEATH(tree_barrier<>{tree_barrier<>::max() + 1}, "tree_barrier: the expected count");
}

TEST_F(BarrierDeathTest, UpdateOfATreeMustBeInRange) {
  tree_barrier<> two{2};
  EXPECT_DEATH((void)two.arrive(3), "tree_barrier: update must be between 1");
  EXPECT_DEATH((void)two.arrive(0), "tree_barrier: update must be between 1");
  (void)two.arrive();
  EXPECT_DEATH((void)two.arrive(2), "more arrivals than the phase expects");
}

TEST_F(BarrierDeathTest, UpdateMustBeInRange) {
  barrier<> two{2};
  EXPECT_DEATH((void)two.arrive(3), "barrier: update must be between 1");
  EXPECT_DEATH((void)two.arrive(0), "barrier: update must be between 1");
}

}  // namespace
}  // namespace interlock
