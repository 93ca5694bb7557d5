// SPDX-License-Identifier: MIT
/// @file
/// What only `seqlock` does: values of any size and kind, as long as they are bytes.
#include <interlock/sync/seqlock.hpp>

#include "support/repeat.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <optional>
#include <type_traits>

namespace interlock {
namespace {

template <std::size_t Size>
using bytes = std::array<std::uint8_t, Size>;

static_assert(sizeof(seqlock<bytes<1>>) == 16);
static_assert(sizeof(seqlock<bytes<8>>) == 16);
static_assert(sizeof(seqlock<bytes<9>>) == 24);
static_assert(sizeof(seqlock<bytes<64>>) == 72);
static_assert(sizeof(single_writer_seqlock<bytes<1000>>) == 1008);
static_assert(!std::is_copy_constructible_v<seqlock<int>>);
static_assert(std::is_nothrow_default_constructible_v<seqlock<int>>);

/// No default constructor, constant members, bytes between them that belong to nobody.
struct awkward {
  awkward(char a, double b) noexcept : letter{a}, number{b} {}
  const char letter;
  const double number;
};
static_assert(!std::is_default_constructible_v<seqlock<awkward>>);

struct empty {};

TEST(Seqlock, HoldsWhatHasNoDefaultConstructor) {
  seqlock<awkward> object{awkward{'a', 1}};
  object.store(awkward{'b', 2});
  const awkward got = object.load();
  EXPECT_EQ(got.letter, 'b');
  EXPECT_EQ(got.number, 2);
  EXPECT_EQ(object.try_load()->number, 2);
  EXPECT_EQ(object.load_versioned().value.letter, 'b');
}

TEST(Seqlock, HoldsWhatIsEmpty) {
  seqlock<empty> object;
  object.store({});
  (void)object.load();
  EXPECT_EQ(object.version(), 1U);
}

struct position {
  double x, y, z;
};
constinit seqlock<position> constant{position{1, 2, 3}};
constinit seqlock<bytes<13>> odd{bytes<13>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}};

TEST(Seqlock, IsInitialisedBeforeTheProgramStarts) {
  EXPECT_EQ(constant.load().z, 3);
  const auto got = odd.load();
  for (std::uint8_t i = 0; i < 13; ++i) EXPECT_EQ(got[i], i);
}

/// Writers replace all bytes; readers find none of another value.
template <std::size_t Size>
void expect_whole_values_of() {
  seqlock<bytes<Size>> object;
  support::repeat("thread", 3, support::rounds(Size > 100 ? 30'000 : 100'000), [&](int i, int n) {
    if (i == 0) {
      bytes<Size> value;
      value.fill(static_cast<std::uint8_t>(n));
      object.store(value);
    } else {
      const auto value = i == 1 ? std::optional{object.load()} : object.try_load();
      if (!value) return;
      bytes<Size> expected;
      expected.fill(value->front());
      EXPECT_EQ(std::memcmp(value->data(), expected.data(), Size), 0) << Size << " bytes";
    }
  });
}

TEST(Seqlock, NoValueOfAnySizeIsTorn) {
  expect_whole_values_of<1>();
  expect_whole_values_of<3>();
  expect_whole_values_of<8>();
  expect_whole_values_of<15>();
  expect_whole_values_of<64>();
  expect_whole_values_of<1000>();
}

TEST(Seqlock, StoresNoMoreThanTheBytesOfTheValue) {
  for (int n = 0; n < 256; ++n) {
    struct {
      seqlock<bytes<3>> object;
      std::uint64_t neighbour = ~std::uint64_t{0};
    } both;
    both.object.store({static_cast<std::uint8_t>(n), 1, 2});
    EXPECT_EQ(both.object.load()[0], n);
    EXPECT_EQ(both.neighbour, ~std::uint64_t{0});
  }
}

TEST(Seqlock, VersionTellsWhetherAValueIsTheNewest) {
  seqlock<int> object{1};
  const auto seen = object.load_versioned();
  EXPECT_EQ(object.version(), seen.version);
  object.store(1);
  EXPECT_NE(object.version(), seen.version) << "even if the value is the same";
}

}  // namespace
}  // namespace interlock
