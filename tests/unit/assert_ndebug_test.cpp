// SPDX-License-Identifier: MIT
/// @file
/// With NDEBUG a rule costs nothing on the real machine, and still holds under a checker.
#undef NDEBUG
#define NDEBUG
#include <interlock/memory_order/assert.hpp>
#include <interlock/memory_order/std_backend.hpp>

#include <gtest/gtest.h>
#include <stdexcept>

namespace interlock {
namespace {

TEST(AssertWithNdebug, IsNotEvenEvaluated) {
  int evaluated = 0;
  INTERLOCK_ASSERT(std_backend, ++evaluated == 99, "object: the rule");
  EXPECT_EQ(evaluated, 0);
}

struct reporting_backend {
  static constexpr bool checked = true;
  [[noreturn]] static void fail(const char* rule, const char*, int) {
    throw std::logic_error{rule};
  }
};

TEST(AssertWithNdebug, StillHoldsUnderACheckingBackend) {
  EXPECT_THROW(INTERLOCK_ASSERT(reporting_backend, false, "rule"), std::logic_error);
  EXPECT_NO_THROW(INTERLOCK_ASSERT(reporting_backend, true, "rule"));
}

}  // namespace
}  // namespace interlock
