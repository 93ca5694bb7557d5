// SPDX-License-Identifier: MIT
/// @file
/// The model checker against the litmus data: the same states, as many executions, none twice.
#include "checker_driver.hpp"
#include "suite.hpp"

#include <gtest/gtest.h>

namespace interlock::litmus {
namespace {

class Conformance : public testing::TestWithParam<model> {};

TEST_P(Conformance, EveryLitmusTestHasExactlyTheExpectedOutcome) {
  std::size_t checked = 0;
  for (const litmus_test& test : read_suite(INTERLOCK_LITMUS_DATA "/litmus.json")) {
    if (mixes_accesses(test.program))
      continue;  // the seam has no object that is accessed both ways
    const litmus::checked answer = check(test.program, GetParam());
    ++checked;
    const std::string wrong = disagreement(test.expected(GetParam()), answer, test.program);
    EXPECT_EQ(wrong, "") << to_text(test.program) << wrong;
  }
  EXPECT_EQ(checked, 713U);
}

INSTANTIATE_TEST_SUITE_P(Models, Conformance, testing::Values(model::cpp20, model::sc),
                         [](const auto& under) {
                           return under.param == model::cpp20 ? "cpp20" : "sc";
                         });

}  // namespace
}  // namespace interlock::litmus
