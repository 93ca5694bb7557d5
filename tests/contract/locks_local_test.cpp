// SPDX-License-Identifier: MIT
/// @file
/// What locks promise that prefer threads of the owner's group: they stay there, but not for ever.
/// On machines of many nodes, which are simulated.
#include "registry/locks.hpp"
#include "support/rows.hpp"
#include "support/simulated_machine.hpp"

#include <algorithm>
#include <cstddef>
#include <gtest/gtest.h>
#include <iterator>
#include <numeric>
#include <type_traits>
#include <vector>

namespace interlock {
namespace {

using support::by_turns;
using support::order_of_entry;
using support::simulated_machine;

template <class Row>
using is_local = std::bool_constant<Row::contract.local>;
template <class Row>
struct local_locks : ::testing::Test {};
using local_locks_rows = support::rows_of<registry::filter_t<is_local, registry::locks>>;
TYPED_TEST_SUITE(local_locks, local_locks_rows, support::row_names);

TYPED_TEST(local_locks, StayWithAGroupUntilAllOfItHaveEntered) {
  using lock = typename TypeParam::template with_passes<255, simulated_machine>;
  for (const auto& nodes : {by_turns(2, 4), by_turns(4, 8), by_turns(8, 2)}) {
    std::vector<std::size_t> expected(nodes.size());
    std::iota(expected.begin(), expected.end(), std::size_t{0});
    std::stable_sort(expected.begin(), expected.end(),
                     [&](std::size_t a, std::size_t b) { return nodes[a] < nodes[b]; });
    EXPECT_EQ(order_of_entry<lock>(0, nodes), expected);
  }
}

/// Behind a thread of another group come eight of the owner's.
TYPED_TEST(local_locks, SoManyPassTheFirstInLineAndNoMore) {
  using lock = typename TypeParam::template with_passes<3, simulated_machine>;
  const auto entered = order_of_entry<lock>(0, {0, 1, 0, 0, 0, 0, 0, 0, 0, 0});
  ASSERT_EQ(entered.size(), 10U);
  EXPECT_GE(support::passed(entered, 1), 2U);
  EXPECT_LE(support::passed(entered, 1), 3U);
}

TYPED_TEST(local_locks, AreFirstComeFirstServedWithinAGroup) {
  using lock = typename TypeParam::template with_passes<2, simulated_machine>;
  const auto nodes = by_turns(4, 4);
  const auto entered = order_of_entry<lock>(2, nodes);
  ASSERT_EQ(entered.size(), nodes.size());
  for (unsigned node = 0; node != 4; ++node) {
    std::vector<std::size_t> of_node;
    std::copy_if(entered.begin(), entered.end(), std::back_inserter(of_node),
                 [&](std::size_t one) { return nodes[one] == node; });
    EXPECT_TRUE(std::is_sorted(of_node.begin(), of_node.end()));
  }
}

TYPED_TEST(local_locks, AreFirstComeFirstServedWithoutPasses) {
  using lock = typename TypeParam::template with_passes<0, simulated_machine>;
  const auto entered = order_of_entry<lock>(0, by_turns(2, 4));
  EXPECT_EQ(entered.size(), 8U);
  EXPECT_TRUE(std::is_sorted(entered.begin(), entered.end()));
}

}  // namespace
}  // namespace interlock
