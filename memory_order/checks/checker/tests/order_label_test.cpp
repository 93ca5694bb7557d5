// SPDX-License-Identifier: MIT
/// @file
/// Labels of memory orders, found in the notes above them.
#include "order_label.hpp"

#include <interlock/memory_order/order.hpp>

#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

const std::vector<std::string> source{
    "    // (made) release: publishes the records. Pairs with (installed),",
    "    // (lost). (lost) acquire: another thread's is used.",
    "    if (segments_[k].compare_exchange_strong(present, fresh, order::release,",
    "                                             order::acquire))",
    "      return fresh;",
    "",
    "    // relaxed: only the owner writes.",
    "    const auto mine = owner.load(order::relaxed);",
    "    // (a longer label) seq_cst: one of us sees the other.",
    "    fence();",
};

TEST(OrderLabel, IsInTheNearestCommentAbove) {
  EXPECT_EQ(label_above(source, 3, order::release), "made");
  EXPECT_EQ(label_above(source, 4, order::release), "made");
  EXPECT_EQ(label_above(source, 10, order::seq_cst), "a longer label");
}

TEST(OrderLabel, IsTheOneOfTheOrder) {
  EXPECT_EQ(label_above(source, 3, order::acquire), "lost");
  EXPECT_EQ(label_above(source, 3, order::seq_cst), "");
}

TEST(OrderLabel, MayStandAboveADrawing) {
  const std::vector<std::string> drawn{"  // (announced) seq_cst: one of us sees the other.",
                                       "  //", "  //   waiter   notifier", "  fence();"};
  EXPECT_EQ(label_above(drawn, 4, order::seq_cst), "announced");
}

TEST(OrderLabel, MayBeMissing) {
  EXPECT_EQ(label_above(source, 8, order::relaxed), "");
  EXPECT_EQ(label_above(source, 8, order::acquire), "");
  EXPECT_EQ(label_above({"x.store(1, order::release);"}, 1, order::release), "");
  EXPECT_EQ(label_above({}, 7, order::release), "");
}

TEST(OrderLabel, GivesTheWeakeningItsName) {
  checker::weakening change;
  change.where.file = "/nowhere/mutex.hpp";
  change.where.line = 68;
  change.where.kind = checker::event_kind::write;
  change.where.order = order::release;
  EXPECT_EQ(name_of(change), "mutex.hpp:68 store release -> relaxed");
}

}  // namespace
}  // namespace interlock::checks
