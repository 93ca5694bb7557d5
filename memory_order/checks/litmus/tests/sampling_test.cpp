// SPDX-License-Identifier: MIT
/// @file
/// Random executions of the litmus programs: nothing that the model forbids, and nearly all that it
/// allows.
#include "checker_driver.hpp"
#include "suite.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace interlock::litmus {
namespace {

class Sampling : public testing::TestWithParam<model> {};

TEST_P(Sampling, FindsAllowedStatesAlone) {
  checker::options wanted;
  wanted.samples = 500;
  wanted.priority_changes = 8;
  std::size_t allowed = 0;
  std::size_t found = 0;
  for (const litmus_test& test : read_suite(INTERLOCK_LITMUS_DATA "/litmus.json")) {
    if (mixes_accesses(test.program)) continue;
    const outcome& expected = test.expected(GetParam());
    const litmus::checked answer = check(test.program, GetParam(), wanted);
    EXPECT_LE(answer.found.race, expected.race) << to_text(test.program);
    if (expected.race) continue;  // the states mean nothing
    EXPECT_LE(answer.found.hang, expected.hang) << to_text(test.program);
    EXPECT_TRUE(std::includes(expected.states.begin(), expected.states.end(),
                              answer.found.states.begin(), answer.found.states.end()))
        << to_text(test.program)
        << difference(expected, answer.found, observed_columns(test.program));
    if (expected.states.size() > 20) continue;  // more than this many samples are sure to find
    allowed += expected.states.size();
    found += answer.found.states.size();
  }
  EXPECT_GE(found, allowed * 9 / 10) << "of " << allowed;
}

INSTANTIATE_TEST_SUITE_P(Models, Sampling, testing::Values(model::cpp20, model::sc),
                         [](const auto& under) {
                           return under.param == model::cpp20 ? "cpp20" : "sc";
                         });

}  // namespace
}  // namespace interlock::litmus
