// SPDX-License-Identifier: MIT
/// @file
/// What every snapshot promises: whole values, none older than those before, no change lost, and
/// functions that make their change or none.
#include "registry/snapshots.hpp"

#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <memory>
#include <stdexcept>
#include <thread>
#include <type_traits>

namespace interlock::support {
namespace {

/// A number, and what follows from it: five words, and a tail of three bytes.
struct stamped {
  [[nodiscard]] static stamped of(std::uint32_t number) {
    stamped made{};
    made.numbers.fill(number);
    made.tail.fill(static_cast<std::uint8_t>(number));
    return made;
  }
  [[nodiscard]] bool whole() const {
    for (const std::uint32_t each : numbers) {
      if (each != numbers[0]) return false;
    }
    for (const std::uint8_t each : tail) {
      if (each != static_cast<std::uint8_t>(numbers[0])) return false;
    }
    return true;
  }
  [[nodiscard]] std::uint32_t number() const { return numbers[0]; }

  std::array<std::uint32_t, 10> numbers;
  std::array<std::uint8_t, 3> tail;
};

template <class Row>
struct snapshots : ::testing::Test {
  void store(std::uint32_t number) { object.store(stamped::of(number)); }
  [[nodiscard]] std::uint32_t load() const {
    const stamped value = object.load();
    EXPECT_TRUE(value.whole()) << value.number();
    return value.number();
  }
  std::uint32_t increment() {
    return object.update([](stamped& value) {
      EXPECT_TRUE(value.whole()) << value.number();
      value = stamped::of(value.number() + 1);
      return value.number();
    });
  }

  typename Row::template type<stamped, std_backend> object{stamped::of(0)};
};
using snapshot_rows = rows_of<registry::snapshots>;
TYPED_TEST_SUITE(snapshots, snapshot_rows, row_names);

TYPED_TEST(snapshots, LoadReturnsWhatWasStoredLast) {
  EXPECT_EQ(this->load(), 0U);
  for (std::uint32_t number = 1; number < 5; ++number) {
    this->store(number);
    EXPECT_EQ(this->load(), number);
    EXPECT_EQ(this->load(), number);
  }
  EXPECT_EQ(this->increment(), 5U);
  EXPECT_EQ(this->increment(), 6U);
  EXPECT_EQ(this->load(), 6U);
}

TYPED_TEST(snapshots, UpdateReturnsWhatTheFunctionReturns) {
  std::unique_ptr<int> moved = this->object.update(
      [](stamped& value) { return std::make_unique<int>(static_cast<int>(value.number()) + 7); });
  EXPECT_EQ(*moved, 7);
  static_assert(std::is_void_v<decltype(this->object.update([](stamped&) {}))>);
  static_assert(
      std::is_same_v<
          decltype(this->object.update([](stamped& value) -> stamped& { return value; })), stamped>,
      "a reference would outlive the change");
}

TYPED_TEST(snapshots, FunctionThatThrowsChangesNothing) {
  this->store(3);
  for (int time = 0; time < 3; ++time) {
    const auto change = [](stamped& value) {
      value.numbers[4] = 99;
      throw std::runtime_error{"half of a change"};
    };
    EXPECT_THROW(this->object.update(change), std::runtime_error);
    EXPECT_EQ(this->load(), 3U);
  }
  EXPECT_EQ(this->increment(), 4U);
  EXPECT_EQ(this->increment(), 5U);
  EXPECT_EQ(this->load(), 5U);
}

TYPED_TEST(snapshots, ReadersDoNotWaitForAFunction) {
  this->store(1);
  bool first = true;
  this->object.update([&](stamped& value) {
    if (first) {
      EXPECT_EQ(this->load(), 1U);
    }
    first = false;
    value = stamped::of(2);
    if constexpr (TypeParam::contract.optimistic) {
      EXPECT_TRUE(this->object.try_load().has_value());
    }
  });
  EXPECT_EQ(this->load(), 2U);
}

TYPED_TEST(snapshots, ReadersHaveWholeValuesNoneOlderThanThoseBefore) {
  constexpr int writers = TypeParam::contract.many_writers ? 2 : 1;
  std::array<std::uint32_t, 4> newest{};
  std::array<std::uint32_t, 4> made{};
  repeat("thread", 4, rounds(100'000), [&](int i, int) {
    const auto at = static_cast<std::size_t>(i);
    std::uint32_t now = 0;
    if (i < writers) {
      now = this->increment();
      ++made[at];
      EXPECT_GT(now, newest[at]);
    } else {
      now = this->load();
      EXPECT_GE(now, newest[at]);
    }
    newest[at] = now;
  });
  EXPECT_EQ(this->load(), made[0] + made[1]) << "no change is lost";
}

TYPED_TEST(snapshots, WhatCameBeforeAChangeIsVisible) {
  long data = 0;
  play_rounds(
      "thread", 3, rounds(3'000), [](int) {},
      [&](int i, int round) {
        const auto number = static_cast<std::uint32_t>(round + 1);
        if (i == 0) {
          data = round;
          this->store(number);
        } else {
          while (this->load() != number) std::this_thread::yield();
          EXPECT_EQ(data, round);
        }
      });
}

template <class Row>
using has_many_writers = std::bool_constant<Row::contract.many_writers>;
template <class Row>
struct snapshots_of_many_writers : snapshots<Row> {};
using many_writers_rows = rows_of<registry::filter_t<has_many_writers, registry::snapshots>>;
TYPED_TEST_SUITE(snapshots_of_many_writers, many_writers_rows, row_names);

TYPED_TEST(snapshots_of_many_writers, FunctionsTakeTurns) {
  long inside = 0;
  const long total = repeat("writer", 3, rounds(20'000), [&](int, int) {
    this->object.update([&](stamped& value) {
      ++inside;
      value = stamped::of(value.number() + 1);
    });
  });
  EXPECT_EQ(static_cast<long>(this->load()), total);
  EXPECT_GE(inside, total);
}

template <class Row>
using is_optimistic = std::bool_constant<Row::contract.optimistic>;
template <class Row>
struct optimistic_snapshots : snapshots<Row> {};
using optimistic_rows = rows_of<registry::filter_t<is_optimistic, registry::snapshots>>;
TYPED_TEST_SUITE(optimistic_snapshots, optimistic_rows, row_names);

TYPED_TEST(optimistic_snapshots, AttemptsSucceedWhileNobodyWrites) {
  for (std::uint32_t number = 1; number < 4; ++number) {
    this->store(number);
    const auto got = this->object.try_load();
    ASSERT_TRUE(got.has_value());
    EXPECT_TRUE(got->whole());
    EXPECT_EQ(got->number(), number);
  }
}

TYPED_TEST(optimistic_snapshots, VersionIsTheNumberOfChanges) {
  EXPECT_EQ(this->object.version(), 0U);
  this->store(7);
  EXPECT_EQ(this->object.version(), 1U);
  this->increment();
  const auto got = this->object.load_versioned();
  EXPECT_EQ(got.version, 2U);
  EXPECT_EQ(got.value.number(), 8U);
  const auto refuse = [](stamped&) { throw std::runtime_error{"no"}; };
  EXPECT_THROW(this->object.update(refuse), std::runtime_error);
  EXPECT_EQ(this->object.version(), 2U);
}

TYPED_TEST(optimistic_snapshots, VersionsMayWrapAround) {
  constexpr std::uint64_t last = std::numeric_limits<std::uint64_t>::max() >> 2;
  typename TypeParam::template type<stamped, std_backend> near_the_wrap{stamped::of(1), last - 1};
  for (std::uint32_t change = 0; change < 4; ++change) {
    const auto got = near_the_wrap.load_versioned();
    EXPECT_EQ(got.version, (last - 1 + change) & last);
    EXPECT_EQ(got.value.number(), change + 1);
    ASSERT_TRUE(near_the_wrap.try_load().has_value());
    near_the_wrap.update([](stamped& value) { value = stamped::of(value.number() + 1); });
  }
}

template <class Row>
using is_in_place = std::bool_constant<Row::contract.in_place>;
template <class Row>
struct snapshots_in_place : snapshots<Row> {};
using in_place_rows = rows_of<registry::filter_t<is_in_place, registry::snapshots>>;
TYPED_TEST_SUITE(snapshots_in_place, in_place_rows, row_names);

TYPED_TEST(snapshots_in_place, WriterWaitsForThoseWhoReadTheOldValueWhileOthersHaveTheNewOne) {
  using reader = decltype(this->object.read());
  std::unique_ptr<reader> old{new reader(this->object.read())};
  worker writer{"writer", [&] { this->store(1); }};
  EXPECT_TRUE(eventually([&] { return this->load() == 1; }));
  writer.settle();
  EXPECT_FALSE(writer.done());
  EXPECT_EQ((*old)->number(), 0U);
  EXPECT_EQ(this->object.read([](const stamped& value) { return value.number(); }), 1U)
      << "a read in a read";
  EXPECT_TRUE((**old).whole());
  old.reset();
  writer.join();
}

TYPED_TEST(snapshots_in_place, ReadReturnsWhatTheFunctionReturns) {
  const auto moved = this->object.read(
      [](const stamped& value) { return std::make_unique<std::uint32_t>(value.number()); });
  EXPECT_EQ(*moved, 0U);
}

TYPED_TEST(snapshots_in_place, ChangeIsMadeIfOnlyTheSecondCallThrows) {
  for (std::uint32_t number = 1; number < 4; ++number) {
    int calls = 0;
    EXPECT_NO_THROW(this->object.update([&](stamped& value) {
      value.numbers.fill(number);
      if (++calls == 2) throw std::runtime_error{"half of a change"};
      value = stamped::of(number);
    }));
    EXPECT_EQ(this->load(), number);
  }
  EXPECT_EQ(this->increment(), 4U);
  EXPECT_EQ(this->increment(), 5U);
}

}  // namespace
}  // namespace interlock::support
