// SPDX-License-Identifier: MIT
/// @file
/// What every parking lot promises: no wake is lost, first come, first served, callbacks see the
/// line stand still, and who gives up is out of line.
#include "registry/parking_lots.hpp"

#include "support/dawdle.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <vector>

namespace interlock {
namespace {

using namespace std::chrono_literals;
using support::crew;
using support::eventually;
using support::rounds;

template <class Row>
using lot_of = typename Row::template type<std_backend>;

template <class Row>
struct parking_lots : ::testing::Test {
  static bool always() { return true; }
  static std::uintptr_t no_token(const unparked&) { return 0; }
  static std::uintptr_t no_token_after_move(const requeued&) { return 0; }

  /// Adds a sleeper at `address` to `crew` and waits until it is in line. It reports its token.
  template <class Report>
  static void add_sleeper(crew& sleepers, const void* address, Report report,
                          deadline limit = deadline::never()) {
    std::atomic<bool> in_line{false};
    sleepers.add("sleeper", [address, report, limit, &in_line] {
      const auto arrive = [&in_line] {
        in_line.store(true);
        return true;
      };
      report(lot_of<Row>::park(
          address, arrive, [](bool) {}, limit));
    });
    ASSERT_TRUE(eventually([&] { return in_line.load(); }));
  }

  int here_ = 0;
  int there_ = 0;
};
TYPED_TEST_SUITE(parking_lots, support::rows_of<registry::parking_lots>, support::row_names);

TYPED_TEST(parking_lots, NobodySleepsWhoNeedNot) {
  using parking = lot_of<TypeParam>;
  const parked end = parking::park(
      &this->here_, [] { return false; }, [](bool) { FAIL(); });
  EXPECT_EQ(end.result, park_result::invalid);
  const unparked none = parking::unpark_one(&this->here_, [](const unparked& found) {
    EXPECT_FALSE(found.one || found.more);
    return std::uintptr_t{0};
  });
  EXPECT_FALSE(none.one || none.more);
  EXPECT_EQ(parking::unpark_all(&this->here_), 0U);
}

TYPED_TEST(parking_lots, FirstComeFirstServedAndEachGetsItsToken) {
  using parking = lot_of<TypeParam>;
  constexpr std::uintptr_t sleepers = 4;
  std::array<std::atomic<std::uintptr_t>, sleepers> tokens{};
  crew all;
  for (auto& token : tokens) {
    this->add_sleeper(all, &this->here_, [&token](const parked& end) {
      EXPECT_EQ(end.result, park_result::unparked);
      token.store(end.token);
    });
  }
  for (std::uintptr_t i = 0; i < sleepers; ++i) {
    const unparked done = parking::unpark_one(&this->here_, [i](const unparked&) { return i + 1; });
    EXPECT_TRUE(done.one);
    EXPECT_EQ(done.more, i + 1 != sleepers);
    EXPECT_TRUE(eventually([&] { return tokens[i].load() == i + 1; })) << i;
  }
  all.join();
}

TYPED_TEST(parking_lots, WhoHasBeenWokenInVainMayGoInFront) {
  using parking = lot_of<TypeParam>;
  std::atomic<int> turns{0};
  std::atomic<int> turn_in_front{0};
  crew all;
  this->add_sleeper(all, &this->here_, [&](const parked&) { turns.fetch_add(1); });
  std::atomic<bool> in_line{false};
  all.add("in front", [&] {
    const auto arrive = [&] {
      in_line.store(true);
      return true;
    };
    (void)parking::park_in_front(&this->here_, arrive, [](bool) {});
    turn_in_front.store(turns.fetch_add(1) + 1);
  });
  ASSERT_TRUE(eventually([&] { return in_line.load(); }));
  parking::unpark_one(&this->here_, TestFixture::no_token);
  EXPECT_TRUE(eventually([&] { return turns.load() == 1; }));
  parking::unpark_one(&this->here_, TestFixture::no_token);
  all.join();
  EXPECT_EQ(turn_in_front.load(), 1);
}

TYPED_TEST(parking_lots, AddressesAreStrangers) {
  using parking = lot_of<TypeParam>;
  std::vector<char> addresses(1'000);
  crew all;
  std::atomic<bool> woken{false};
  this->add_sleeper(all, &addresses[0], [&](const parked&) { woken.store(true); });
  for (std::size_t i = 1; i < addresses.size(); ++i) {
    EXPECT_FALSE(parking::unpark_one(&addresses[i], TestFixture::no_token).one);
    EXPECT_EQ(parking::unpark_all(&addresses[i]), 0U);
  }
  EXPECT_FALSE(woken.load());
  EXPECT_EQ(parking::unpark_all(addresses.data()), 1U);
  all.join();
}

TYPED_TEST(parking_lots, UnparkAllWakesAll) {
  using parking = lot_of<TypeParam>;
  crew all;
  std::atomic<int> right{0};
  for (int i = 0; i < 5; ++i) {
    this->add_sleeper(all, &this->here_, [&](const parked& end) { right += end.token == 9; });
  }
  EXPECT_EQ(parking::unpark_all(&this->here_, 9), 5U);
  all.join();
  EXPECT_EQ(right.load(), 5);
}

TYPED_TEST(parking_lots, MovesSleepersBehindThoseWhoAreThere) {
  using parking = lot_of<TypeParam>;
  std::atomic<int> turn{0};
  std::array<int, 4> turns{};
  crew all;
  this->add_sleeper(all, &this->there_, [&](const parked&) { turns[0] = ++turn; });
  for (std::size_t i = 1; i < turns.size(); ++i) {
    this->add_sleeper(all, &this->here_, [&, i](const parked&) { turns[i] = ++turn; });
  }
  const requeued done = parking::requeue(
      &this->here_, &this->there_, [] { return requeue_plan{.wake = 1, .move = 5}; },
      [](const requeued& what) {
        EXPECT_EQ(what.woken, 1U);
        EXPECT_EQ(what.moved, 2U);
        return std::uintptr_t{0};
      });
  EXPECT_EQ(done.woken, 1U);
  EXPECT_EQ(done.moved, 2U);
  EXPECT_TRUE(eventually([&] { return turn.load() == 1; }));
  EXPECT_FALSE(parking::unpark_one(&this->here_, TestFixture::no_token).one);
  for (int next = 2; next <= 4; ++next) {
    EXPECT_TRUE(parking::unpark_one(&this->there_, TestFixture::no_token).one);
    EXPECT_TRUE(eventually([&] { return turn.load() == next; }));
  }
  all.join();
  EXPECT_EQ(turns, (std::array{2, 1, 3, 4}));
}

TYPED_TEST(parking_lots, PlanMayLeaveAllWhereTheyAre) {
  using parking = lot_of<TypeParam>;
  crew all;
  this->add_sleeper(all, &this->here_, [](const parked&) {});
  const requeued none = parking::requeue(
      &this->here_, &this->there_, [] { return requeue_plan{.wake = 0, .move = 0}; },
      TestFixture::no_token_after_move);
  EXPECT_EQ(none.woken + none.moved, 0U);
  EXPECT_EQ(parking::unpark_all(&this->there_), 0U);
  EXPECT_EQ(parking::unpark_all(&this->here_), 1U);
  all.join();
}

TYPED_TEST(parking_lots, WhoGivesUpIsOutOfLineWhereverItWasMoved) {
  using parking = lot_of<TypeParam>;
  for (const bool moved : {false, true}) {
    std::atomic<int> told{0};
    const auto start = std::chrono::steady_clock::now();
    std::atomic<bool> in_line{false};
    crew all;
    all.add("impatient", [&] {
      const auto arrive = [&] {
        in_line.store(true);
        return true;
      };
      const auto late = [&](bool last) { told += last ? 1 : 100; };
      const parked end = parking::park(&this->here_, arrive, late, deadline::after(30ms));
      EXPECT_EQ(end.result, park_result::timed_out);
      EXPECT_GE(std::chrono::steady_clock::now() - start, 30ms);
    });
    ASSERT_TRUE(eventually([&] { return in_line.load(); }));
    if (moved) {
      (void)parking::requeue(
          &this->here_, &this->there_, [] { return requeue_plan{.wake = 0}; },
          TestFixture::no_token_after_move);
    }
    all.join();
    EXPECT_EQ(told.load(), 1);
    EXPECT_EQ(parking::unpark_all(&this->here_) + parking::unpark_all(&this->there_), 0U);
  }
}

/// Timeouts, wakes and moves race; nobody is lost, nobody is woken twice.
TYPED_TEST(parking_lots, EverySleeperIsWokenOrGivesUp) {
  using parking = lot_of<TypeParam>;
  constexpr int sleepers = 3;
  const int each = rounds(3'000);
  std::atomic<long> woken{0};
  std::atomic<int> at_work{sleepers};
  std::size_t wakes = 0;
  crew all;
  for (int i = 0; i < sleepers; ++i) {
    all.add("sleeper", [&, i] {
      for (int n = 0; n < each; ++n) {
        const parked end = parking::park(
            &this->here_, TestFixture::always, [](bool) {},
            deadline::after(std::chrono::microseconds{(n + i) % 40}));
        woken += end.result == park_result::unparked;
      }
      at_work.fetch_sub(1);
    });
  }
  all.add("waker", [&] {
    for (int n = 0; at_work.load() != 0; ++n) {
      if (n % 3 == 0)
        wakes += std::size_t{parking::unpark_one(&this->here_, TestFixture::no_token).one};
      if (n % 3 == 1) wakes += parking::unpark_all(&this->there_);
      if (n % 3 == 2) {
        wakes += parking::requeue(
                     &this->here_, &this->there_, [] { return requeue_plan{}; },
                     TestFixture::no_token_after_move)
                     .woken;
      }
      support::dawdle(n);
    }
    wakes += parking::unpark_all(&this->here_) + parking::unpark_all(&this->there_);
  });
  all.join();
  EXPECT_EQ(static_cast<long>(wakes), woken.load());
  EXPECT_GT(wakes, 0U) << "nothing was tested";
}

}  // namespace
}  // namespace interlock
