// SPDX-License-Identifier: MIT
/// @file
/// The short names are the standard's memory orders.
#include <interlock/memory_order/order.hpp>

#include <atomic>
#include <gtest/gtest.h>

namespace interlock {
namespace {

TEST(Order, NamesAreTheStandardOnes) {
  static_assert(order::relaxed == std::memory_order::relaxed);
  static_assert(order::acquire == std::memory_order::acquire);
  static_assert(order::release == std::memory_order::release);
  static_assert(order::acq_rel == std::memory_order::acq_rel);
  static_assert(order::seq_cst == std::memory_order::seq_cst);
  std::atomic<int> value{1};
  EXPECT_EQ(value.load(order::acquire), 1);
}

}  // namespace
}  // namespace interlock
