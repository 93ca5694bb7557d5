// SPDX-License-Identifier: MIT
/// @file
/// What the tests of the backend expect of a client.
#pragma once

#include <interlock/memory_order/relacy/suite.hpp>

#include <gtest/gtest.h>

namespace interlock::relacy {

inline constexpr search at_random{.by = search::strategy::random, .executions = 2000};
inline constexpr search within_bounds{.by = search::strategy::bounded, .executions = 200000};
inline constexpr search everything{.by = search::strategy::full, .executions = 1000000};

/// `Client` ends in the same way whichever way it is searched.
template <class Client>
void expect_always(verdict expected) {
  for (const search& how : {at_random, within_bounds, everything}) {
    const outcome found = run<Client>(how);
    EXPECT_EQ(name_of(found.found), name_of(expected)) << found.history;
    if (expected != verdict::passed) continue;
    EXPECT_EQ(found.complete, how.by != search::strategy::random) << found.executions;
  }
}

}  // namespace interlock::relacy
