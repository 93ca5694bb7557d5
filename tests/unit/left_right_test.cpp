// SPDX-License-Identifier: MIT
/// @file
/// What only `left_right` does: values that own memory, that throw when they are made or copied,
/// that cannot be copied.
#include <interlock/sync/left_right.hpp>

#include "support/repeat.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace interlock {
namespace {

using table = std::map<std::string, int>;

static_assert(!std::is_copy_constructible_v<left_right<int>>);
static_assert(!std::is_copy_constructible_v<left_right<int>::reader>);
static_assert(alignof(left_right<char>) == cache_line);
static_assert(sizeof(left_right<char>) == 12 * cache_line, "10, and 1 for each of the two values");

TEST(LeftRight, HoldsATable) {
  left_right<table> routes;
  routes.update([](table& all) { all.emplace("home", 1); });
  routes.update([](table& all) { all.emplace("away", 2); });
  routes.update([](table& all) { all["home"] = 3; });
  EXPECT_EQ(routes.read()->at("home"), 3);
  EXPECT_EQ(routes.read([](const table& all) { return all.at("away"); }), 2);
  EXPECT_EQ(routes.load().size(), 2U);
  routes.store({{"nowhere", 0}});
  EXPECT_EQ((*routes.read()).size(), 1U);
  routes.update([](table& all) { all.clear(); });
  EXPECT_TRUE(routes.read()->empty());
}

TEST(LeftRight, TablesAreReadWhileTheyChange) {
  left_right<table> routes{table{{"a", 0}, {"b", 0}}};
  support::repeat("thread", 3, support::rounds(3'000), [&](int i, int n) {
    if (i == 0) {
      routes.update([n](table& all) {
        all.erase("a");
        all["b"] = n;
        all["a"] = n;
      });
    } else {
      const auto now = routes.read();
      ASSERT_EQ(now->size(), 2U);
      EXPECT_EQ(now->at("a"), now->at("b"));
    }
  });
}

/// Counts its objects; refuses to be made, or copied, as often as it is told.
struct counted {
  explicit counted(int makes) : value{makes} {
    if (refuse_to_make == 0) throw std::runtime_error{"not made"};
    --refuse_to_make;
    ++alive;
  }
  counted(const counted&) = delete;
  counted& operator=(const counted& other) {
    value = other.value;
    if (refuse_to_copy) throw std::runtime_error{"not copied"};
    return *this;
  }
  ~counted() { --alive; }

  int value;
  static inline int alive = 0;
  static inline int refuse_to_make = -1;  ///< after so many; negative: never
  static inline bool refuse_to_copy = false;
};

TEST(LeftRight, MakesTwoAndDestroysBoth) {
  {
    const left_right<counted> object{std::in_place, 5};
    EXPECT_EQ(counted::alive, 2);
    EXPECT_EQ(object.read()->value, 5);
  }
  EXPECT_EQ(counted::alive, 0);
}

TEST(LeftRight, DestroysTheFirstValueIfTheSecondCannotBeMade) {
  counted::refuse_to_make = 1;
  EXPECT_THROW((left_right<counted>{std::in_place, 5}), std::runtime_error);
  counted::refuse_to_make = -1;
  EXPECT_EQ(counted::alive, 0);
}

TEST(LeftRight, ChangeBeginsOnlyWhenTheValuesAreEqualAgain) {
  left_right<counted> object{std::in_place, 5};
  const auto half = [](counted& all) {
    all.value = 99;
    throw std::runtime_error{"half of a change"};
  };
  const auto add_one = [](counted& all) { ++all.value; };
  EXPECT_THROW(object.update(half), std::runtime_error);
  counted::refuse_to_copy = true;
  EXPECT_THROW(object.update(add_one), std::runtime_error) << "the copy is refused";
  EXPECT_THROW(object.update(add_one), std::runtime_error);
  EXPECT_EQ(object.read()->value, 5);
  counted::refuse_to_copy = false;
  object.update(add_one);
  EXPECT_EQ(object.read()->value, 6);
  object.update(add_one);
  EXPECT_EQ(object.read()->value, 7);
}

TEST(LeftRight, ValueNeedNotBeCopiedIfItsFunctionsDoNotThrow) {
  left_right<std::unique_ptr<int>> object;
  object.update([](std::unique_ptr<int>& each) noexcept { each.reset(new int{4}); });
  EXPECT_EQ(**object.read(), 4);
}

TEST(LeftRight, FunctionMayReadTheValueThatReadersHave) {
  left_right<int> object{1};
  int seen[2] = {};
  std::size_t calls = 0;
  object.update([&](int& value) {
    seen[calls++] = *object.read();
    value = 2;
  });
  ASSERT_EQ(calls, 2U);
  EXPECT_EQ(seen[0], 1);
  EXPECT_EQ(seen[1], 2);
}

TEST(LeftRight, WriterWaitsForReadersAtEveryPlace) {
  constexpr left_right_options many{.places = 61};
  constexpr int count = 6;
  basic_left_right<int, many> object{0};
  std::atomic<int> inside{0};
  std::atomic<int> gone{0};
  support::crew readers;
  for (int i = 0; i < count; ++i) {
    readers.add("reader", [&, i] {
      const auto reading = object.read();
      inside.fetch_add(1);
      EXPECT_TRUE(support::eventually([&] { return gone.load() > i; }));
      EXPECT_EQ(*reading, 0);
    });
  }
  EXPECT_TRUE(support::eventually([&] { return inside.load() == count; }));
  support::worker writer{"writer", [&] { object.store(1); }};
  EXPECT_TRUE(support::eventually([&] { return object.load() == 1; }));
  for (int i = 0; i < count; ++i) {
    writer.settle(std::chrono::milliseconds{5});
    EXPECT_FALSE(writer.done());
    gone.fetch_add(1);
  }
  readers.join();
  writer.join();
}

}  // namespace
}  // namespace interlock
