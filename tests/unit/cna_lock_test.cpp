// SPDX-License-Identifier: MIT
/// @file
/// In which order exactly the compact NUMA-aware lock hands over, on simulated machines.
#include <interlock/sync/cna_lock.hpp>

#include "support/simulated_machine.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

namespace interlock {
namespace {

using support::by_turns;
using support::order_of_entry;
using order_type = std::vector<std::size_t>;

template <std::uint32_t Passes, class Waiting = spinning>
using lock_of = basic_cna_lock<Passes, numa_nodes, Waiting, support::simulated_machine>;

/// What the lock promises, said of a line that is not in pieces: the first of the owner's group
/// comes next, or the first of all.
order_type specified(std::uint32_t passes, unsigned owner, const std::vector<unsigned>& nodes) {
  order_type line(nodes.size());
  std::iota(line.begin(), line.end(), std::size_t{0});
  order_type entered;
  for (std::uint32_t in_a_row = 0; !line.empty(); owner = nodes[entered.back()]) {
    auto next = std::find_if(line.begin(), line.end(),
                             [&](std::size_t one) { return nodes[one] == owner; });
    if (next == line.end() || in_a_row == passes) {
      next = line.begin();
      in_a_row = 0;
    } else {
      ++in_a_row;
    }
    entered.push_back(*next);
    line.erase(next);
  }
  return entered;
}

TEST(CnaLock, TwoNodesOfFour) {
  const auto nodes = by_turns(2, 4);
  EXPECT_EQ((order_of_entry<lock_of<2>>(0, nodes)), (order_type{0, 2, 1, 3, 5, 4, 6, 7}));
  EXPECT_EQ((order_of_entry<lock_of<100>>(1, nodes)), (order_type{1, 3, 5, 7, 0, 2, 4, 6}));
}

template <std::uint32_t Passes>
void expect_as_specified() {
  SCOPED_TRACE(Passes);
  for (const unsigned owner : {0U, 3U}) {
    for (const auto& nodes :
         {by_turns(2, 4), by_turns(4, 8), std::vector<unsigned>{1, 1, 2, 0, 3, 3, 0, 1, 2, 0, 0, 3},
          std::vector<unsigned>{0, 0, 0, 0, 0, 1, 1}}) {
      const order_type entered = order_of_entry<lock_of<Passes>>(owner, nodes);
      ASSERT_EQ(entered, specified(Passes, owner, nodes));
      for (std::size_t one = 0; one < nodes.size(); ++one) {
        EXPECT_LE(support::passed(entered, one), (one + 1) * Passes);
      }
    }
  }
}

TEST(CnaLock, HandsOverAsSpecified) {
  expect_as_specified<0>();
  expect_as_specified<1>();
  expect_as_specified<3>();
  expect_as_specified<255>();
}

TEST(CnaLock, FourNodesOfEightChangeNodeNoMoreThanTheyMust) {
  const auto nodes = by_turns(4, 8);
  const auto changes = [&](const order_type& entered) {
    unsigned count = 0;
    for (std::size_t i = 1; i < entered.size(); ++i) {
      count += nodes[entered[i]] != nodes[entered[i - 1]] ? 1U : 0U;
    }
    return count;
  };
  EXPECT_EQ(changes(order_of_entry<lock_of<0>>(0, nodes)), 31U);
  EXPECT_EQ(changes(order_of_entry<lock_of<7>>(0, nodes)), 4U);
  EXPECT_EQ(changes(order_of_entry<lock_of<8>>(0, nodes)), 3U);
}

TEST(CnaLock, SleepersAreHandedOverToInTheSameOrder) {
  const auto nodes = by_turns(4, 8);
  EXPECT_EQ((order_of_entry<lock_of<3, spin_then_park>>(2, nodes)), specified(3, 2, nodes));
}

struct of_thread {
  static inline thread_local unsigned mine = 0;
  template <backend B>
  static unsigned group() noexcept {
    return mine;
  }
};

TEST(CnaLock, TakesATopologyOfOnesOwn) {
  basic_cna_lock<255, of_thread> lock;
  long entered = 0;
  support::run_together("locker", 2, [&](int i) {
    of_thread::mine = static_cast<unsigned>(i);
    for (int n = 0; n < 1'000; ++n) {
      lock.lock();
      ++entered;
      lock.unlock();
    }
  });
  EXPECT_EQ(entered, 2'000);
}

}  // namespace
}  // namespace interlock
