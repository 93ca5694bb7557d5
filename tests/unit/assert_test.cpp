// SPDX-License-Identifier: MIT
/// @file
/// A broken rule ends a debug build, with a message that names it.
#undef NDEBUG
#include <interlock/memory_order/assert.hpp>
#include <interlock/memory_order/std_backend.hpp>

#include <gtest/gtest.h>
#include <stdexcept>

namespace interlock {
namespace {

TEST(AssertDeathTest, EndsTheProgramAndNamesTheRule) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(INTERLOCK_ASSERT(std_backend, 1 + 1 == 3, "object: the rule"),
               "assert_test.cpp:[0-9]+: interlock: broken rule: object: the rule");
}

TEST(Assert, DoesNothingWhileTheRuleHolds) {
  int evaluated = 0;
  INTERLOCK_ASSERT(std_backend, ++evaluated == 1, "object: the rule");
  EXPECT_EQ(evaluated, 1);
}

struct reporting_backend {
  [[maybe_unused]] static constexpr bool checked = true;
  [[noreturn]] static void fail(const char* rule, const char*, int) {
    throw std::logic_error{rule};
  }
};

TEST(Assert, BackendDecidesHowItIsReported) {
  EXPECT_THROW(INTERLOCK_ASSERT(reporting_backend, false, "rule"), std::logic_error);
  EXPECT_NO_THROW(INTERLOCK_ASSERT(reporting_backend, true, "rule"));
}

}  // namespace
}  // namespace interlock
