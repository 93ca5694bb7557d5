// SPDX-License-Identifier: MIT
/// @file
/// What every reclamation scheme promises: what a guard protects stays, what nobody protects goes,
/// once.
#include "registry/reclaimers.hpp"

#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <thread>
#include <type_traits>

namespace interlock {
namespace {

using support::repeat;
using support::rounds;

/// Knows whether it is alive, and counts the living.
template <class Row>
class object_of : public Row::template base<object_of<Row>, std_backend> {
 public:
  object_of() { alive.fetch_add(1); }
  object_of(const object_of&) = delete;
  object_of& operator=(const object_of&) = delete;
  ~object_of() {
    canary_.store(dead);
    alive.fetch_sub(1);
  }
  [[nodiscard]] bool is_alive() const { return canary_.load() == living; }

  static inline std::atomic<long> alive{0};

 private:
  static constexpr std::uint64_t living = 0x1234'5678'9abc'def0;
  static constexpr std::uint64_t dead = 0xdead'dead'dead'dead;
  std::atomic<std::uint64_t> canary_{living};
};
template <class Row>
using guard_of_row = typename Row::template guard<std_backend>;
template <class Row>
using source_of = std::atomic<object_of<Row>*>;

template <class Row>
struct reclaimers : ::testing::Test {
  static void retire(object_of<Row>* old) { Row::template retire<std_backend>(old); }
  static void reclaim() { Row::template reclaim<std_backend>(); }
  [[nodiscard]] static long alive() { return object_of<Row>::alive.load(); }

  void SetUp() override { ASSERT_EQ(alive(), 0); }
  void TearDown() override {
    reclaim();
    EXPECT_EQ(alive(), 0) << "objects that nobody protects are left";
  }
};
TYPED_TEST_SUITE(reclaimers, support::rows_of<registry::reclaimers>, support::row_names);

TYPED_TEST(reclaimers, UnprotectedObjectGoes) {
  auto* const old = new object_of<TypeParam>;
  this->retire(old);
  this->reclaim();
  EXPECT_EQ(this->alive(), 0);
}

TYPED_TEST(reclaimers, ProtectedObjectStaysUntilItsGuardEnds) {
  source_of<TypeParam> source{new object_of<TypeParam>};
  {
    guard_of_row<TypeParam> guard;
    object_of<TypeParam>* const mine = guard.protect(source);
    EXPECT_EQ(mine, source.load());
    this->retire(source.exchange(nullptr));
    this->reclaim();
    ASSERT_EQ(this->alive(), 1);
    EXPECT_TRUE(mine->is_alive());
  }
  this->reclaim();
  EXPECT_EQ(this->alive(), 0);
}

TYPED_TEST(reclaimers, ProtectingNothingIsAllowed) {
  source_of<TypeParam> source{nullptr};
  guard_of_row<TypeParam> guard;
  EXPECT_EQ(guard.protect(source), nullptr);
}

TYPED_TEST(reclaimers, GuardsOfOneThreadProtectEachTheirOwn) {
  source_of<TypeParam> first{new object_of<TypeParam>};
  source_of<TypeParam> second{new object_of<TypeParam>};
  auto one = std::make_unique<guard_of_row<TypeParam>>();
  auto two = std::make_unique<guard_of_row<TypeParam>>();
  object_of<TypeParam>* const kept_by_one = one->protect(first);
  object_of<TypeParam>* const kept_by_two = two->protect(second);
  this->retire(first.exchange(nullptr));
  this->retire(second.exchange(nullptr));
  this->reclaim();
  EXPECT_TRUE(kept_by_one->is_alive());
  EXPECT_TRUE(kept_by_two->is_alive());
  one.reset();
  this->reclaim();
  EXPECT_TRUE(kept_by_two->is_alive());
  two.reset();
}

TYPED_TEST(reclaimers, AnotherThreadsGuardProtectsToo) {
  source_of<TypeParam> source{new object_of<TypeParam>};
  std::atomic<bool> protecting{false};
  std::atomic<bool> finish{false};
  support::worker reader{"reader", [&] {
                           guard_of_row<TypeParam> guard;
                           object_of<TypeParam>* const mine = guard.protect(source);
                           protecting.store(true);
                           while (!finish.load()) std::this_thread::yield();
                           EXPECT_TRUE(mine->is_alive());
                         }};
  while (!protecting.load()) std::this_thread::yield();
  this->retire(source.exchange(nullptr));
  this->reclaim();
  EXPECT_EQ(this->alive(), 1);
  finish.store(true);
}

TYPED_TEST(reclaimers, ObjectRetiredByAThreadThatHasEndedGoes) {
  for (int i = 0; i < 20; ++i) {
    std::thread{[this] { this->retire(new object_of<TypeParam>); }}.join();
  }
  this->reclaim();
  EXPECT_EQ(this->alive(), 0);
}

TYPED_TEST(reclaimers, ReadersNeverSeeADeadObject) {
  std::array<source_of<TypeParam>, 2> sources{};
  for (auto& each : sources) each.store(new object_of<TypeParam>);
  std::atomic<long> replaced{0};
  std::atomic<long> dead{0};
  repeat("partner", 4, rounds(40'000), [&](int i, int n) {
    auto& source = sources[static_cast<std::size_t>(n % 2)];
    if (i % 2 == 0) {
      this->retire(source.exchange(new object_of<TypeParam>));
      replaced.fetch_add(1);
      if (n % 64 == 0) this->reclaim();
      return;
    }
    guard_of_row<TypeParam> guard;
    object_of<TypeParam>* const mine = guard.protect(source);
    if (n % 32 == 0) std::this_thread::yield();
    if (!mine->is_alive()) dead.fetch_add(1);
  });
  EXPECT_EQ(dead.load(), 0);
  EXPECT_GT(replaced.load(), 0) << "nothing was tested";
  for (auto& each : sources) this->retire(each.exchange(nullptr));
}

template <class Row>
using is_bounded = std::bool_constant<Row::contract.bounded_garbage>;
template <class Row>
struct bounded_reclaimers : reclaimers<Row> {};
using bounded_rows = support::rows_of<registry::filter_t<is_bounded, registry::reclaimers>>;
TYPED_TEST_SUITE(bounded_reclaimers, bounded_rows, support::row_names);

TYPED_TEST(bounded_reclaimers, StalledReaderKeepsOnlyFewObjects) {
  source_of<TypeParam> source{new object_of<TypeParam>};
  guard_of_row<TypeParam> stalled;
  object_of<TypeParam>* const mine = stalled.protect(source);
  constexpr long retired = 20'000;
  long most = 0;
  for (long i = 0; i < retired; ++i) {
    this->retire(source.exchange(new object_of<TypeParam>));
    if (const long now = this->alive(); now > most) most = now;
  }
  EXPECT_TRUE(mine->is_alive());
  EXPECT_LT(most, retired / 2) << "the garbage grows with the number of retired objects";
  this->retire(source.exchange(nullptr));
}

}  // namespace
}  // namespace interlock
