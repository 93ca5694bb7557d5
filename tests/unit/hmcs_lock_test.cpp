// SPDX-License-Identifier: MIT
/// @file
/// In which order exactly the hierarchical MCS lock hands over, on simulated machines.
#include <interlock/sync/hmcs_lock.hpp>

#include "support/simulated_machine.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <gtest/gtest.h>
#include <map>
#include <vector>

namespace interlock {
namespace {

using support::by_turns;
using support::order_of_entry;
using order_type = std::vector<std::size_t>;

template <std::uint32_t Passes, std::size_t Groups = 8, class Waiting = spinning>
using lock_of = basic_hmcs_lock<Passes, Groups, numa_nodes, Waiting, support::simulated_machine>;

/// What the lock promises: groups enter in the order in which they have come, or come again.
order_type specified(std::uint32_t passes, const std::vector<unsigned>& nodes) {
  std::map<unsigned, std::deque<std::size_t>> members;
  std::deque<unsigned> groups;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    auto& line = members[nodes[i]];
    if (line.empty()) groups.push_back(nodes[i]);
    line.push_back(i);
  }
  order_type entered;
  while (!groups.empty()) {
    const unsigned group = groups.front();
    groups.pop_front();
    auto& line = members[group];
    for (std::uint32_t i = 0; i <= passes && !line.empty(); ++i) {
      entered.push_back(line.front());
      line.pop_front();
    }
    if (!line.empty()) groups.push_back(group);
  }
  return entered;
}

TEST(HmcsLock, TwoNodesOfFour) {
  const auto nodes = by_turns(2, 4);
  EXPECT_EQ((order_of_entry<lock_of<2>>(0, nodes)), (order_type{0, 2, 4, 1, 3, 5, 6, 7}));
  EXPECT_EQ((order_of_entry<lock_of<100>>(1, nodes)), (order_type{0, 2, 4, 6, 1, 3, 5, 7}));
}

template <std::uint32_t Passes>
void expect_as_specified() {
  SCOPED_TRACE(Passes);
  for (const auto& nodes :
       {by_turns(2, 4), by_turns(4, 8), std::vector<unsigned>{1, 1, 2, 0, 3, 3, 0, 1, 2, 0, 0, 3},
        std::vector<unsigned>{0, 0, 0, 0, 0, 1, 1}}) {
    const order_type entered = order_of_entry<lock_of<Passes>>(0, nodes);
    ASSERT_EQ(entered, specified(Passes, nodes));
    for (std::size_t one = 0; one < nodes.size(); ++one) {
      std::size_t before = 0;
      for (std::size_t other = 0; other < one; ++other) before += nodes[other] == nodes[one];
      EXPECT_LE(support::passed(entered, one), (before + 1) * 3 * (Passes + 1));
    }
  }
}

TEST(HmcsLock, HandsOverAsSpecified) {
  expect_as_specified<0>();
  expect_as_specified<1>();
  expect_as_specified<3>();
  expect_as_specified<255>();
}

TEST(HmcsLock, GroupsThatAreTooManyShareALine) {
  const auto nodes = by_turns(4, 8);
  auto shared = nodes;
  for (unsigned& node : shared) node %= 3;
  EXPECT_EQ((order_of_entry<lock_of<1, 3>>(0, nodes)), specified(1, shared));
}

TEST(HmcsLock, SleepersAreHandedOverToInTheSameOrder) {
  const auto nodes = by_turns(4, 8);
  EXPECT_EQ((order_of_entry<lock_of<3, 4, spin_then_park>>(2, nodes)), specified(3, nodes));
}

}  // namespace
}  // namespace interlock
