// SPDX-License-Identifier: MIT
/// @file
/// What one thread sees of the queue: order, element types, exceptions, and what becomes of
/// elements and nodes.
#include <interlock/lockfree/queue.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace interlock {
namespace {

static_assert(!std::is_copy_constructible_v<queue<int>>);
static_assert(!std::is_move_constructible_v<queue<int>>);
static_assert(!std::is_copy_assignable_v<queue<int>>);
static_assert(!std::is_move_assignable_v<queue<int>>);
static_assert(std::is_same_v<queue<int>::value_type, int>);

template <class T>
std::vector<T> drain(queue<T>& from) {
  std::vector<T> all;
  while (std::optional<T> element = from.try_pop()) all.push_back(std::move(*element));
  return all;
}

TEST(queue, StartsEmpty) {
  queue<int> numbers;
  EXPECT_TRUE(numbers.empty());
  EXPECT_EQ(numbers.try_pop(), std::nullopt);
  int untouched = 5;
  EXPECT_FALSE(numbers.try_pop(untouched));
  EXPECT_EQ(untouched, 5);
}

TEST(queue, IsFirstInFirstOut) {
  queue<int> numbers;
  for (int i = 0; i < 5000; ++i) numbers.push(i);
  for (int i = 0; i < 5000; ++i) {
    ASSERT_FALSE(numbers.empty());
    ASSERT_EQ(numbers.try_pop(), i);
  }
  EXPECT_TRUE(numbers.empty());
}

TEST(queue, WorksAgainAfterItWasEmpty) {
  queue<int> numbers;
  for (int i = 0; i < 5000; ++i) {
    numbers.push(i);
    int taken = -1;
    ASSERT_TRUE(numbers.try_pop(taken));
    ASSERT_EQ(taken, i);
    ASSERT_EQ(numbers.try_pop(), std::nullopt);
  }
}

TEST(queue, TakesMoveOnlyElements) {
  queue<std::unique_ptr<int>> pointers;
  pointers.push(std::make_unique<int>(1));
  pointers.emplace(new int{2});
  std::unique_ptr<int> taken;
  ASSERT_TRUE(pointers.try_pop(taken));
  EXPECT_EQ(*taken, 1);
  EXPECT_EQ(**pointers.try_pop(), 2);
}

TEST(queue, PushOfAnLvalueCopies) {
  queue<std::string> texts;
  const std::string text = "long enough not to be stored inside the string itself";
  texts.push(text);
  EXPECT_EQ(texts.try_pop(), text);
  EXPECT_FALSE(text.empty());
}

struct no_default {
  no_default(int first, std::string second) : number{first}, text{std::move(second)} {}
  int number;
  std::string text;
};

TEST(queue, EmplaceMakesElementsWithoutDefaultConstructor) {
  queue<no_default> elements;
  elements.emplace(7, "seven");
  const std::optional<no_default> taken = elements.try_pop();
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->number, 7);
  EXPECT_EQ(taken->text, "seven");
}

/// Cannot be assigned: only the optional form takes it.
struct fixed {
  const int number;
};
template <class T>
concept can_pop_into = requires(queue<T>& from, T& target) {
  from.try_pop(target);
};
static_assert(can_pop_into<int>);
static_assert(!can_pop_into<fixed>);

TEST(queue, TakesElementsThatCannotBeAssigned) {
  queue<fixed> elements;
  elements.push(fixed{3});
  EXPECT_EQ(elements.try_pop()->number, 3);
}

template <std::size_t Alignment>
struct alignas(Alignment) aligned {
  explicit aligned(int value) : number{value} {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(this) % Alignment, 0U);
  }
  aligned(aligned&& other) noexcept : aligned{other.number} {}
  aligned& operator=(aligned&&) = default;
  ~aligned() = default;
  int number;
};

TEST(queue, KeepsTheAlignmentOfElements) {
  queue<aligned<64>> lines;
  queue<aligned<128>> pairs;
  queue<aligned<4096>> pages;
  for (int i = 0; i < 100; ++i) {
    lines.emplace(i);
    pairs.emplace(i);
    pages.emplace(i);
  }
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(lines.try_pop()->number, i);
    EXPECT_EQ(pairs.try_pop()->number, i);
    EXPECT_EQ(pages.try_pop()->number, i);
  }
}

/// Counts the living, and throws when it is constructed or copied for the k-th time.
struct mortal {
  static inline int alive = 0;
  static inline int until_throw = 0;

  explicit mortal(int value) : number{value} { count(); }
  mortal(const mortal& other) : number{other.number} { count(); }
  mortal(mortal&& other) noexcept : number{std::exchange(other.number, -1)} { ++alive; }
  mortal& operator=(const mortal&) = delete;
  mortal& operator=(mortal&& other) noexcept {
    number = std::exchange(other.number, -1);
    return *this;
  }
  ~mortal() { --alive; }

  static void count() {
    if (until_throw != 0 && --until_throw == 0) throw std::runtime_error{"the k-th one"};
    ++alive;
  }

  int number;
};

TEST(queue, AThrowingConstructorLeavesTheQueueAsItWas) {
  for (int k = 1; k <= 12; ++k) {
    mortal::until_throw = 0;
    {
      const mortal source{100};
      queue<mortal> elements;
      mortal::until_throw = k;
      std::vector<int> expected;
      int failures = 0;
      for (int i = 0; i < 12; ++i) {
        try {
          if (i % 2 == 0) {
            elements.emplace(i);
            expected.push_back(i);
          } else {
            elements.push(source);
            expected.push_back(100);
          }
        } catch (const std::runtime_error&) {
          ++failures;
        }
        EXPECT_EQ(mortal::alive, static_cast<int>(expected.size()) + 1);
      }
      EXPECT_EQ(failures, 1);
      std::vector<int> found;
      for (const mortal& element : drain(elements)) found.push_back(element.number);
      EXPECT_EQ(found, expected);
    }
    EXPECT_EQ(mortal::alive, 0);
  }
}

TEST(queue, DestroysPoppedElementsAtOnceAndOthersWithItself) {
  mortal::until_throw = 0;
  {
    queue<mortal> elements;
    for (int i = 0; i < 10; ++i) elements.emplace(i);
    EXPECT_EQ(mortal::alive, 10);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(elements.try_pop()->number, i);
    EXPECT_EQ(mortal::alive, 6);
    mortal target{-5};
    EXPECT_TRUE(elements.try_pop(target));
    EXPECT_EQ(target.number, 4);
    EXPECT_EQ(mortal::alive, 5 + 1);
  }
  EXPECT_EQ(mortal::alive, 0);
}

/// The real machine, with its allocations counted and failing at will.
struct counting_backend : std_backend {
  static inline int blocks = 0;
  static inline int until_failure = 0;
  static void* allocate(std::size_t bytes, std::size_t alignment) {
    if (until_failure != 0 && --until_failure == 0) throw std::bad_alloc{};
    ++blocks;
    return std_backend::allocate(bytes, alignment);
  }
  static void deallocate(void* memory, std::size_t bytes, std::size_t alignment) noexcept {
    --blocks;
    std_backend::deallocate(memory, bytes, alignment);
  }
};

struct counted_queue : ::testing::Test {
  void SetUp() override {
    counting_backend::until_failure = 0;
    { const auto first_segment = make_hazard_pointer<counting_backend>(); }
    blocks_before_ = counting_backend::blocks;
  }
  [[nodiscard]] int nodes() const {
    default_hazard_pointer_domain<counting_backend>().clean_up();
    return counting_backend::blocks - blocks_before_;
  }

  int blocks_before_ = 0;
};

TEST_F(counted_queue, HoldsANodePerElementAndOne) {
  {
    basic_queue<int, counting_backend> numbers;
    EXPECT_EQ(nodes(), 1);
    for (int i = 0; i < 100; ++i) numbers.push(i);
    EXPECT_EQ(nodes(), 101);
    for (int i = 0; i < 60; ++i) EXPECT_EQ(numbers.try_pop(), i);
    EXPECT_EQ(nodes(), 41);
  }
  EXPECT_EQ(nodes(), 0);
}

TEST_F(counted_queue, PoppedNodesAreReclaimedOnTheWay) {
  basic_queue<int, counting_backend> numbers;
  const auto limit =
      static_cast<int>(default_hazard_pointer_domain<counting_backend>().threshold());
  for (int i = 0; i < 10 * limit; ++i) {
    numbers.push(i);
    ASSERT_EQ(numbers.try_pop(), i);
    ASSERT_LE(counting_backend::blocks - blocks_before_, limit + 1);
  }
}

TEST_F(counted_queue, WithoutMemoryAPushChangesNothing) {
  {
    basic_queue<std::unique_ptr<int>, counting_backend> pointers;
    auto kept = std::make_unique<int>(9);
    counting_backend::until_failure = 1;
    EXPECT_THROW(pointers.push(std::move(kept)), std::bad_alloc);
    ASSERT_NE(kept, nullptr) << "a failed push must not consume its argument";
    EXPECT_TRUE(pointers.empty());
    pointers.push(std::move(kept));
    EXPECT_EQ(**pointers.try_pop(), 9);
  }
  counting_backend::until_failure = 1;
  EXPECT_THROW((basic_queue<int, counting_backend>{}), std::bad_alloc);
  EXPECT_EQ(nodes(), 0);
}

/// Uses the queue that it leaves.
struct restless {
  explicit restless(queue<restless>& from, int visits) : home{&from}, left{visits} {}
  restless(restless&& other) noexcept
      : home{std::exchange(other.home, nullptr)}, left{other.left} {}
  restless& operator=(restless&&) = delete;
  ~restless() {
    if (home != nullptr && left > 0) home->emplace(*home, left - 1);
  }
  queue<restless>* home;
  int left;
};

TEST(queue, ElementsMayUseTheQueueInTheirDestructors) {
  queue<restless> visitors;
  visitors.emplace(visitors, 100);
  int seen = 0;
  while (visitors.try_pop()) ++seen;
  EXPECT_EQ(seen, 101);
}

}  // namespace
}  // namespace interlock
