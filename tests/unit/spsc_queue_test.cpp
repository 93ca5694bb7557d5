// SPDX-License-Identifier: MIT
/// @file
/// What only the single-producer single-consumer queue does: batches, access in place, exceptions
/// of its elements, and its size.
#undef NDEBUG
#include <interlock/lockfree/spsc_queue.hpp>

#include "support/scale.hpp"
#include "support/worker.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <gtest/gtest.h>
#include <limits>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace interlock {
namespace {

static_assert(!std::is_copy_constructible_v<spsc_queue<int>>);
static_assert(!std::is_convertible_v<std::size_t, spsc_queue<int>>);
static_assert(noexcept(std::declval<spsc_queue<int>&>().try_pop()));
static_assert(!noexcept(std::declval<spsc_queue<std::vector<std::string>>&>().try_push({})));

/// Throws when the countdown of constructions and assignments ends; counts the living.
struct fragile {
  explicit fragile(int wanted) : value{wanted} {
    step();
    ++alive;
  }
  fragile(const fragile& other) : value{other.value} {
    step();
    ++alive;
  }
  fragile& operator=(const fragile& other) {
    step();
    value = other.value;
    return *this;
  }
  ~fragile() { --alive; }
  static void step() {
    if (countdown-- == 0) throw std::runtime_error{"fragile"};
  }
  static inline int countdown = -1;
  static inline int alive = 0;
  int value;
};

struct SpscQueue : ::testing::Test {
  void SetUp() override {
    fragile::countdown = -1;
    fragile::alive = 0;
  }
  void TearDown() override { EXPECT_EQ(fragile::alive, 0) << "an element was lost or doubled"; }
};

template <class T>
std::vector<int> contents(spsc_queue<T>& queue) {
  fragile::countdown = -1;
  std::vector<int> values;
  queue.consume([&](T&& element) { values.push_back(element.value); });
  return values;
}

TEST_F(SpscQueue, ConstructorThatThrowsLeavesTheQueueAsItWas) {
  for (int k = 0; k < 3; ++k) {
    spsc_queue<fragile> queue{4};
    fragile::countdown = k;
    int pushed = 0;
    EXPECT_THROW(
        for (int i = 0; i < 4; ++i) {
          ASSERT_TRUE(queue.try_emplace(i));
          ++pushed;
        },
        std::runtime_error);
    EXPECT_EQ(pushed, k);
    fragile::countdown = -1;
    EXPECT_EQ(queue.size_approx(), static_cast<std::size_t>(k));
    EXPECT_TRUE(queue.try_emplace(k));
    std::vector<int> expected(static_cast<std::size_t>(k) + 1);
    std::iota(expected.begin(), expected.end(), 0);
    EXPECT_EQ(contents(queue), expected);
  }
}

TEST_F(SpscQueue, ThrowInTheMiddleOfABatchKeepsWhatCameBefore) {
  const std::array<int, 4> values{0, 1, 2, 3};
  for (int k = 0; k < 4; ++k) {
    spsc_queue<fragile> queue{8, ~std::size_t{0} - 1};
    fragile::countdown = k;
    EXPECT_THROW((void)queue.try_push_range(values.begin(), values.end()), std::runtime_error);
    fragile::countdown = -1;
    EXPECT_TRUE(queue.try_emplace(9));
    std::vector<int> expected(values.begin(), values.begin() + k);
    expected.push_back(9);
    EXPECT_EQ(contents(queue), expected);
  }
}

TEST_F(SpscQueue, PopThatThrowsLeavesTheElement) {
  spsc_queue<fragile> queue{2};
  ASSERT_TRUE(queue.try_emplace(5));
  fragile::countdown = 0;
  EXPECT_THROW((void)queue.try_pop(), std::runtime_error);
  fragile::countdown = -1;
  fragile target{0};
  fragile::countdown = 0;
  EXPECT_THROW((void)queue.try_pop(target), std::runtime_error);
  fragile::countdown = -1;
  EXPECT_EQ(target.value, 0);
  EXPECT_TRUE(queue.try_pop(target));
  EXPECT_EQ(target.value, 5);
  EXPECT_TRUE(queue.empty());
}

TEST_F(SpscQueue, ConsumerThatThrowsLeavesTheElementAndTheRest) {
  spsc_queue<fragile> queue{4};
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(queue.try_emplace(i));
  int seen = 0;
  const auto use = [&](fragile&&) {
    if (seen == 2) throw std::runtime_error{"consumer"};
    ++seen;
  };
  EXPECT_THROW(queue.consume(use), std::runtime_error);
  EXPECT_EQ(contents(queue), (std::vector<int>{2, 3}));
}

TEST_F(SpscQueue, BatchTakesWhatThereIsRoomFor) {
  spsc_queue<int> queue{3};
  const std::array<int, 5> values{1, 2, 3, 4, 5};
  EXPECT_EQ(queue.try_push_range(values.begin(), values.end()) - values.begin(), 3);
  EXPECT_EQ(queue.try_push_range(values.begin(), values.end()) - values.begin(), 0);
  EXPECT_EQ(queue.try_pop(), 1);
  EXPECT_EQ(queue.try_push_range(values.begin() + 3, values.end()) - values.begin(), 4);
  EXPECT_EQ(queue.try_push_range(values.begin(), values.begin()) - values.begin(), 0);
  std::vector<int> got;
  EXPECT_EQ(queue.consume([&](int&& value) { got.push_back(value); }), 3U);
  EXPECT_EQ(got, (std::vector<int>{2, 3, 4}));
}

TEST_F(SpscQueue, FrontShowsTheElementUntilItIsPopped) {
  spsc_queue<std::string> queue{2};
  EXPECT_EQ(queue.front(), nullptr);
  ASSERT_TRUE(queue.try_push("first"));
  ASSERT_NE(queue.front(), nullptr);
  EXPECT_EQ(*queue.front(), "first");
  queue.front()->append("!");
  EXPECT_EQ(*queue.front(), "first!");
  queue.pop_front();
  EXPECT_EQ(queue.front(), nullptr);
}

TEST_F(SpscQueue, ConsumeTakesNoMoreThanItsLimit) {
  spsc_queue<int> queue{4};
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(queue.try_push(i));
  int last = -1;
  const auto use = [&](int&& value) { last = value; };
  EXPECT_EQ(queue.consume(use, 0), 0U);
  EXPECT_EQ(queue.consume(use, 3), 3U);
  EXPECT_EQ(last, 2);
  EXPECT_EQ(queue.consume(use, 3), 1U);
  EXPECT_EQ(queue.consume(use), 0U);
}

TEST_F(SpscQueue, PopIntoAVariableLeavesItAloneWhenEmpty) {
  spsc_queue<std::unique_ptr<int>> queue{1};
  auto value = std::make_unique<int>(3);
  EXPECT_FALSE(queue.try_pop(value));
  ASSERT_NE(value, nullptr);
  ASSERT_TRUE(queue.try_push(std::make_unique<int>(4)));
  EXPECT_TRUE(queue.try_pop(value));
  EXPECT_EQ(*value, 4);
}

TEST_F(SpscQueue, FailedEmplaceMovesNothing) {
  spsc_queue<std::pair<std::unique_ptr<int>, int>> queue{1};
  ASSERT_TRUE(queue.try_emplace(nullptr, 0));
  auto owned = std::make_unique<int>(1);
  EXPECT_FALSE(queue.try_emplace(std::move(owned), 1));
  EXPECT_NE(owned, nullptr);
}

TEST_F(SpscQueue, CopiesAnLvalue) {
  spsc_queue<std::string> queue{1};
  const std::string text = "kept";
  ASSERT_TRUE(queue.try_push(text));
  EXPECT_EQ(text, "kept");
  EXPECT_EQ(queue.try_pop(), "kept");
}

TEST_F(SpscQueue, SizeIsExactAtRestAndBoundedInTraffic) {
  spsc_queue<int> queue{5, ~std::size_t{0} - 2};
  EXPECT_EQ(queue.capacity(), 5U);
  EXPECT_TRUE(queue.empty());
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(queue.try_push(i));
    EXPECT_EQ(queue.size_approx(), static_cast<std::size_t>(i) + 1);
  }
  EXPECT_FALSE(queue.empty());
  std::atomic<bool> over{false};
  support::crew all;
  all.add("watcher", [&] {
    while (!over.load()) EXPECT_LE(queue.size_approx(), queue.capacity());
  });
  all.add("consumer", [&] {
    while (!over.load()) {
      if (!queue.try_pop()) std::this_thread::yield();
    }
  });
  for (int i = 0; i < support::rounds(2'000); ++i) {
    if (!queue.try_push(i)) std::this_thread::yield();
  }
  over.store(true);
}

TEST_F(SpscQueue, CapacityThatIsTooLargeIsAnErrorThatSaysHowLargeItMayBe) {
  try {
    spsc_queue<int> queue{std::numeric_limits<std::size_t>::max()};
    FAIL() << "it was accepted";
  } catch (const std::length_error& error) {
    EXPECT_NE(std::string{error.what()}.find("spsc_queue: capacity must be at most"),
              std::string::npos)
        << error.what();
  }
}

TEST_F(SpscQueue, CapacityOfZeroIsAnErrorThatNamesTheArgument) {
  try {
    spsc_queue<int> queue{0};
    FAIL() << "it was accepted";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "spsc_queue: capacity must be at least 1");
  }
}

using SpscQueueDeathTest = SpscQueue;
TEST_F(SpscQueueDeathTest, PopFrontNeedsAnElement) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  spsc_queue<int> queue{1};
  EXPECT_DEATH(queue.pop_front(), "spsc_queue: pop_front\\(\\) on an empty queue");
}

}  // namespace
}  // namespace interlock
