// SPDX-License-Identifier: MIT
/// @file
/// The litmus tests on this machine: what it does, the memory model allows.
#include "driver.hpp"

#include <interlock/memory_order/std_backend.hpp>

#include "suite.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace interlock::litmus {
namespace {

constexpr int executions = 20;

bool only_atomic(const program& p) {
  for (std::size_t index = 0; index < p.locations.size(); ++index)
    if (accessed(p, index).plainly) return false;
  return true;
}

TEST(Driver, TheMachineDoesOnlyWhatTheModelAllows) {
  std::size_t ran = 0;
  for (const litmus_test& test : read_suite(INTERLOCK_LITMUS_DATA "/litmus.json")) {
    if (test.cpp20.hang || !only_atomic(test.program)) continue;
    ++ran;
    const auto seen = run<std_backend>(test.program, [](auto body, auto completed) {
      for (int count = 0; count < executions; ++count) {
        body();
        completed();
      }
    });
    ASSERT_FALSE(seen.empty());
    EXPECT_TRUE(
        std::includes(test.cpp20.states.begin(), test.cpp20.states.end(), seen.begin(), seen.end()))
        << to_text(test.program)
        << difference({0, false, false, seen}, {0, false, false, test.cpp20.states},
                      observed_columns(test.program));
  }
  EXPECT_GT(ran, 600U);
}

}  // namespace
}  // namespace interlock::litmus
