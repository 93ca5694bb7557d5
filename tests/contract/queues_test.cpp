// SPDX-License-Identifier: MIT
/// @file
/// What every queue promises to a single thread: order, exact bounds, and that no element is lost,
/// doubled or consumed by a push that fails.
#include "registry/queues.hpp"

#include "support/queue_owner.hpp"
#include "support/rows.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace interlock {
namespace {

using support::queue_owner;

constexpr std::size_t capacities[] = {1, 2, 3, 7, 8};
constexpr std::size_t last_index = ~std::size_t{0};
constexpr std::size_t first_indices[] = {0, last_index, last_index - 1, last_index - 4,
                                         0xffff'ffff};

template <class Row>
struct queues : ::testing::Test {};
TYPED_TEST_SUITE(queues, support::rows_of<registry::queues>, support::row_names);

TYPED_TEST(queues, EmptyOneGivesNothing) {
  for (const std::size_t capacity : capacities) {
    queue_owner<TypeParam, long> queue{capacity};
    EXPECT_EQ(queue.try_pop(), std::nullopt);
    EXPECT_TRUE(queue.try_push(1));
    EXPECT_EQ(queue.try_pop(), 1);
    EXPECT_EQ(queue.try_pop(), std::nullopt);
  }
}

TYPED_TEST(queues, FirstInIsFirstOut) {
  for (const std::size_t capacity : capacities) {
    queue_owner<TypeParam, std::size_t> queue{capacity};
    for (std::size_t lap = 0; lap < 5; ++lap) {
      for (std::size_t i = 0; i < capacity; ++i) ASSERT_TRUE(queue.try_push(10 * lap + i));
      for (std::size_t i = 0; i < capacity; ++i) ASSERT_EQ(queue.try_pop(), 10 * lap + i);
    }
  }
}

/// Any sequence of operations gives what a deque with a limit gives.
TYPED_TEST(queues, EquivalentToALimitedDeque) {
  std::mt19937 random{7};
  for (const std::size_t capacity : capacities) {
    for (const std::size_t first : first_indices) {
      queue_owner<TypeParam, unsigned> queue{capacity, first};
      std::deque<unsigned> model;
      for (unsigned n = 0; n < 300; ++n) {
        // Long runs of pushes and of pops, so that both limits are met.
        const bool push = random() % 8 < (n / 16 % 2 == 0 ? 6U : 2U);
        if (push) {
          const bool full = TypeParam::contract.bounded && model.size() == capacity;
          ASSERT_EQ(queue.try_push(unsigned{n}), !full);
          if (!full) model.push_back(n);
        } else {
          const std::optional<unsigned> expected =
              model.empty() ? std::nullopt : std::optional{model.front()};
          ASSERT_EQ(queue.try_pop(), expected);
          if (!model.empty()) model.pop_front();
        }
      }
    }
  }
}

TYPED_TEST(queues, TakesElementsThatOnlyMove) {
  queue_owner<TypeParam, std::unique_ptr<int>> queue{2};
  EXPECT_TRUE(queue.try_push(std::make_unique<int>(1)));
  EXPECT_TRUE(queue.try_push(std::make_unique<int>(2)));
  EXPECT_EQ(*queue.try_pop().value(), 1);
}

struct made_of_int {
  explicit made_of_int(int wanted) : value{wanted} {}
  int value;
};

TYPED_TEST(queues, TakesElementsWithoutADefault) {
  static_assert(!std::is_default_constructible_v<made_of_int>);
  queue_owner<TypeParam, made_of_int> queue{3};
  EXPECT_TRUE(queue.try_push(made_of_int{5}));
  EXPECT_EQ(queue.try_pop().value().value, 5);
}

template <std::size_t Alignment>
struct alignas(Alignment) aligned {
  explicit aligned(int wanted) : value{wanted} { check(); }
  aligned(aligned&& other) noexcept : value{other.value} { check(); }
  aligned& operator=(aligned&&) noexcept = default;
  ~aligned() { check(); }
  void check() const { EXPECT_EQ(reinterpret_cast<std::uintptr_t>(this) % Alignment, 0U); }
  int value;
};

template <class Row, std::size_t Alignment>
void expect_alignment() {
  queue_owner<Row, aligned<Alignment>> queue{3};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(queue.try_push(aligned<Alignment>{i}));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(queue.try_pop().value().value, i);
}

TYPED_TEST(queues, KeepsTheAlignmentOfElements) {
  expect_alignment<TypeParam, 64>();
  expect_alignment<TypeParam, 128>();
  expect_alignment<TypeParam, 256>();
}

/// Counts how many of its kind are alive and own something.
struct counted {
  explicit counted(int& count) : alive{&count} { ++*alive; }
  counted(counted&& other) noexcept : alive{std::exchange(other.alive, nullptr)} {}
  counted& operator=(counted&& other) noexcept {
    std::swap(alive, other.alive);
    return *this;
  }
  ~counted() {
    if (alive != nullptr) --*alive;
  }
  int* alive;
};

TYPED_TEST(queues, EachElementIsDestroyedOnce) {
  for (const std::size_t first : first_indices) {
    int alive = 0;
    {
      queue_owner<TypeParam, counted> queue{8, first};
      for (int i = 0; i < 8; ++i) ASSERT_TRUE(queue.try_push(counted{alive}));
      EXPECT_EQ(alive, 8);
      for (int i = 0; i < 3; ++i) EXPECT_TRUE(queue.try_pop().has_value());
      EXPECT_EQ(alive, 5);
      for (int i = 0; i < 2; ++i) ASSERT_TRUE(queue.try_push(counted{alive}));
      EXPECT_EQ(alive, 7);
    }
    EXPECT_EQ(alive, 0);
  }
}

// --- bounded
// --------------------------------------------------------------------------------------

template <class Row>
using is_bounded = std::bool_constant<Row::contract.bounded>;
template <class Row>
struct bounded_queues : ::testing::Test {};
using bounded_rows = support::rows_of<registry::filter_t<is_bounded, registry::queues>>;
TYPED_TEST_SUITE(bounded_queues, bounded_rows, support::row_names);

TYPED_TEST(bounded_queues, HoldsExactlyItsCapacity) {
  for (const std::size_t capacity : capacities) {
    for (const std::size_t first : first_indices) {
      queue_owner<TypeParam, std::size_t> queue{capacity, first};
      for (std::size_t lap = 0; lap < 3; ++lap) {
        for (std::size_t i = 0; i < capacity; ++i) ASSERT_TRUE(queue.try_push(std::size_t{i}));
        ASSERT_FALSE(queue.try_push(99));
        ASSERT_EQ(queue.try_pop(), 0U);
        ASSERT_TRUE(queue.try_push(std::size_t{capacity}));
        ASSERT_FALSE(queue.try_push(99));
        for (std::size_t i = 1; i <= capacity; ++i) ASSERT_EQ(queue.try_pop(), i);
        ASSERT_EQ(queue.try_pop(), std::nullopt);
      }
    }
  }
}

TYPED_TEST(bounded_queues, FailedPushLeavesItsArgument) {
  queue_owner<TypeParam, std::unique_ptr<int>> queue{1};
  ASSERT_TRUE(queue.try_push(std::make_unique<int>(1)));
  auto refused = std::make_unique<int>(2);
  ASSERT_FALSE(queue.try_push(std::move(refused)));
  ASSERT_NE(refused, nullptr);
  EXPECT_EQ(*refused, 2);
  EXPECT_EQ(*queue.try_pop().value(), 1);
  EXPECT_TRUE(queue.try_push(std::move(refused)));
  EXPECT_EQ(*queue.try_pop().value(), 2);
}

TYPED_TEST(bounded_queues, CapacityOfZeroIsAnError) {
  try {
    queue_owner<TypeParam, int> queue{0};
    FAIL() << "it was accepted";
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string{error.what()}.find("capacity"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace interlock
