// SPDX-License-Identifier: MIT
/// @file
/// The distance at which objects do not disturb each other.
#include <interlock/memory_order/cache_line.hpp>

#include <bit>
#include <cstddef>
#include <gtest/gtest.h>
#include <unistd.h>

namespace interlock {
namespace {

struct alignas(cache_line) padded {
  char byte;
};

TEST(CacheLine, IsAPowerOfTwoThatSeparatesNeighbours) {
  static_assert(std::has_single_bit(cache_line));
  padded two[2]{};
  EXPECT_EQ(reinterpret_cast<char*>(&two[1]) - reinterpret_cast<char*>(&two[0]),
            std::ptrdiff_t{cache_line});
}

TEST(CacheLine, IsNoSmallerThanTheLineOfThisMachine) {
  const long line = ::sysconf(_SC_LEVEL1_DCACHE_LINESIZE);
  if (line <= 0) GTEST_SKIP() << "the system does not say how long its cache lines are";
  EXPECT_GE(cache_line, static_cast<std::size_t>(line));
}

}  // namespace
}  // namespace interlock
