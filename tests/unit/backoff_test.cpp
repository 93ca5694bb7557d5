// SPDX-License-Identifier: MIT
/// @file
/// What each pace says, and that a machine does it: its pauses and yields are counted, not timed.
#include <interlock/memory_order/backoff.hpp>
#include <interlock/memory_order/detail/std_spin.hpp>
#include <interlock/memory_order/order.hpp>
#include <interlock/memory_order/std_backend.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <gtest/gtest.h>
#include <set>
#include <vector>

namespace interlock {
namespace {

using namespace backoff;

constexpr std::uint32_t tickets_from(std::uint32_t now) noexcept { return 10U - now; }

/// What `pace` says for looks that all show `seen`.
template <class Pace>
std::vector<step> says(Pace pace, std::size_t looks, std::uint32_t seen = 0) {
  std::vector<step> all;
  while (all.size() < looks) all.push_back(next_step(pace, seen));
  return all;
}

template <class Pace>
std::vector<std::uint32_t> pauses_of(Pace pace, std::size_t looks, std::uint32_t seen = 0) {
  std::vector<std::uint32_t> all;
  for (const step& one : says(pace, looks, seen)) all.push_back(one.yields ? 0 : one.pauses);
  return all;
}

using pauses_are = std::vector<std::uint32_t>;

static_assert(constant{7}() == step{.pauses = 7});
static_assert(yield{}().yields);
static_assert(pace_for<exponential, int>);
static_assert(pace_for<proportional<std::uint32_t (*)(std::uint32_t)>, std::uint32_t>);
static_assert(!pace_for<proportional<std::uint32_t (*)(std::uint32_t)>, void*>);
static_assert(!pace_for<int, int>);
static_assert(for_looks(0, constant{1}, constant{2})().pauses == 2,
              "a pace is a constant expression");

TEST(Backoff, ExponentialDoublesUpToItsLongest) {
  EXPECT_EQ(pauses_of(exponential{1, 16}, 7), (pauses_are{1, 2, 4, 8, 16, 16, 16}));
  EXPECT_EQ(pauses_of(exponential{3, 20}, 5), (pauses_are{3, 6, 12, 20, 20}));
  EXPECT_EQ(pauses_of(exponential{5, 5}, 3), (pauses_are{5, 5, 5}));
  EXPECT_EQ(pauses_of(exponential{1U << 31, ~0U}, 3), (pauses_are{1U << 31, ~0U, ~0U}));
}

TEST(Backoff, JitterDrawsEachNumberUpToWhatItIsTold) {
  const auto drawn = pauses_of(jittered{constant{6}, 1}, 200);
  EXPECT_EQ(std::set(drawn.begin(), drawn.end()), (std::set<std::uint32_t>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(pauses_of(jittered{constant{0}, 1}, 2), (pauses_are{0, 0}));
  const auto wide = pauses_of(jittered{constant{~0U}, 1}, 50);
  EXPECT_GT(*std::max_element(wide.begin(), wide.end()), 1U << 31);
}

TEST(Backoff, JitterFollowsItsSeed) {
  const jittered<constant> one{constant{100}, 1};
  EXPECT_EQ(says(one, 20), says(one, 20)) << "a copy says the same";
  // Like addresses of neighbours, these differ in few bits.
  std::set<pauses_are> all;
  for (std::uint64_t seed = 0; seed < 64; ++seed) {
    all.insert(pauses_of(jittered{constant{100}, 0x7f0000001000 + 64 * seed}, 4));
  }
  EXPECT_EQ(all.size(), 64U);
}

TEST(Backoff, JitterLeavesTheRestAlone) {
  EXPECT_TRUE((jittered{yield{}, 1}().yields));
  jittered far{proportional{tickets_from, 2}, 1};
  EXPECT_EQ(far(7U).ahead, 3U);
}

TEST(Backoff, ProportionalFollowsTheValue) {
  proportional line{tickets_from, 4, 30};
  EXPECT_EQ(line(9U), (step{.pauses = 4, .ahead = 1}));
  EXPECT_EQ(line(5U), (step{.pauses = 20, .ahead = 5}));
  EXPECT_EQ(line(1U), (step{.pauses = 30, .ahead = 9})) << "the longest";
  EXPECT_EQ(line(11U), (step{.pauses = 30, .ahead = ~0U})) << "no product overflows";
}

TEST(Backoff, BudgetOfPausesIsSpentBeforeTheNextBegins) {
  EXPECT_EQ(pauses_of(for_pauses(7, exponential{1, 16}, constant{100}), 5),
            (pauses_are{1, 2, 4, 100, 100}));
  EXPECT_EQ(pauses_of(for_pauses(8, exponential{1, 16}, constant{100}), 5),
            (pauses_are{1, 2, 4, 8, 100}))
      << "the last step may exceed it";
  EXPECT_EQ(pauses_of(for_pauses(0, constant{1}, constant{2}), 2), (pauses_are{2, 2}));
}

TEST(Backoff, BudgetOfLooksIsSpentBeforeTheNextBegins) {
  const auto pace = for_looks(2, constant{1}, for_looks(1, yield{}, proportional{tickets_from, 3}));
  const std::vector<step> expected{
      {.pauses = 1}, {.pauses = 1}, {.yields = true}, {.pauses = 6, .ahead = 2}};
  EXPECT_EQ(says(pace, 4, 8), expected);
}

TEST(Backoff, UsualPacePausesForItsPatienceAndThenYields) {
  auto pace = usual();
  std::uint32_t pauses = 0;
  for (int looks = 0; looks < 1000; ++looks) {
    const step now = pace();
    if (now.yields) break;
    EXPECT_LE(now.pauses, 16U);
    pauses += now.pauses;
  }
  EXPECT_GE(pauses, patience);
  EXPECT_LT(pauses, patience + 16);
  EXPECT_TRUE(pace().yields);
}

// --- the machine does what a pace says
// ------------------------------------------------------------

/// So many processors, that count what is asked of them; the awaited word changes after so many
/// looks.
template <std::uint32_t Count>
struct counting_processors {
  static std::uint32_t count() noexcept { return Count; }
  static void pause() noexcept { ++pauses; }
  static void yield() noexcept { ++yields; }
  static inline int pauses = 0;
  static inline int yields = 0;
};

template <class Processors, class Pace>
void wait_for(int looks, Pace pace, std::uint32_t shown = 0) {
  Processors::pauses = Processors::yields = 0;
  const std::atomic<std::uint32_t> word{shown};
  const auto ready = [&looks](std::uint32_t) { return --looks <= 0; };
  const std::uint32_t seen =
      detail::spin_until<Processors>(word, order::relaxed, ready, shown, pace);
  EXPECT_EQ(seen, shown);
}

TEST(Spinning, DoesBeforeEachLookWhatThePaceSays) {
  using several = counting_processors<4>;
  wait_for<several>(4, exponential{1, 16});
  EXPECT_EQ(several::pauses, 1 + 2 + 4 + 8);
  EXPECT_EQ(several::yields, 0);
  wait_for<several>(5, for_looks(2, constant{3}, yield{}));
  EXPECT_EQ(several::pauses, 6);
  EXPECT_EQ(several::yields, 3);
}

TEST(Spinning, YieldsWhereNothingElseCanRun) {
  using one = counting_processors<1>;
  wait_for<one>(3, exponential{1, 16});
  EXPECT_EQ(one::pauses, 0);
  EXPECT_EQ(one::yields, 3);
}

TEST(Spinning, YieldsWhenThoseAheadCannotAllBeRunning) {
  using four = counting_processors<4>;
  const proportional line{tickets_from, 2};
  wait_for<four>(1, line, 7);  // three before us, and we are the fourth
  EXPECT_EQ(four::pauses, 6);
  EXPECT_EQ(four::yields, 0);
  wait_for<four>(1, line, 6);
  EXPECT_EQ(four::pauses, 0);
  EXPECT_EQ(four::yields, 1);
}

TEST(Spinning, GivesThePaceTheValueThatItSawLast) {
  std::vector<std::uint32_t> seen;
  std::atomic<std::uint32_t> word{1};
  const auto note = [&](std::uint32_t value) {
    seen.push_back(value);
    word.store(value + 1, order::relaxed);
    return step{};
  };
  EXPECT_EQ(std_backend::await(
                word, order::relaxed, [](std::uint32_t value) { return value == 4; }, note),
            4U);
  EXPECT_EQ(seen, (pauses_are{1, 2, 3}));
}

TEST(Spinning, AsksNoPaceWhenThereIsNothingToWaitFor) {
  const std::atomic<int> word{1};
  const auto never = [](int) -> step { throw "asked"; };
  EXPECT_EQ(std_backend::await(
                word, order::relaxed, [](int) { return true; }, never),
            1);
}

TEST(Spinning, PaceGoesOnInTheNextWaitIfItStays) {
  int looks = 0;
  const std::atomic<int> word{0};
  const auto third = [&looks](int) { return ++looks % 3 == 0; };
  exponential pace{1, 1024};
  std_backend::await(word, order::relaxed, third, pace);
  std_backend::await(word, order::relaxed, third, pace);
  EXPECT_EQ(pace().pauses, 16U);
  exponential fresh{1, 1024};
  std_backend::await(word, order::relaxed, third, exponential{fresh});
  EXPECT_EQ(fresh().pauses, 1U);
}

}  // namespace
}  // namespace interlock
