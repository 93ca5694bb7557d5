// SPDX-License-Identifier: MIT
/// @file
/// Every program has the number of executions that is known for it, and none of them comes twice.
/// `interlock-programs` runs those that take longer.
#include "measure.hpp"
#include "table.hpp"

#include <algorithm>
#include <cctype>
#include <gtest/gtest.h>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace interlock::programs {

void PrintTo(const program& which, std::ostream* out) { *out << which.name; }

namespace {

constexpr std::uint64_t many = 100'000;       // more executions than that take seconds
constexpr std::uint64_t few_enough = 10'000;  // to keep a description of each

std::vector<program> quick_programs() {
  std::vector<program> all = all_programs();
  std::erase_if(all, [](const program& each) { return each.expected > many; });
  return all;
}

class KnownCount : public testing::TestWithParam<program> {};

TEST_P(KnownCount, IsMet) {
  const program& which = GetParam();
  const measurement taken = measure(which, {.duplicates = which.expected <= few_enough});
  EXPECT_EQ(taken.found.outcome, checker::verdict::passed) << taken.found.message << '\n'
                                                           << taken.found.trace;
  EXPECT_EQ(taken.found.complete, which.due());
  EXPECT_EQ(taken.found.duplicates, 0U);
}

std::string test_name(const testing::TestParamInfo<program>& info) {
  std::string name = info.param.name;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Programs, KnownCount, testing::ValuesIn(quick_programs()), test_name);

TEST(Programs, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const program& each : all_programs()) {
    EXPECT_TRUE(names.insert(each.name).second) << each.name;
  }
}

TEST(Programs, ADifferenceOfModelsOnlyForbids) {
  for (const program& each : all_programs()) EXPECT_LE(each.due(), each.expected) << each.name;
}

TEST(Measurement, AWrongCountIsNotRight) {
  program wrong{"one execution", 2, 0, [] {}};
  EXPECT_FALSE(measure(wrong).right);
  wrong.expected = 1;
  EXPECT_TRUE(measure(wrong).right);
}

TEST(Measurement, ABoundIsNotRight) {
  const program bounded{"many executions", 1, 0, [] { (void)checker::choose(1000); }};
  EXPECT_FALSE(measure(bounded, {.seconds = 1e-9}).right);
}

TEST(Measurement, SeveralProcessesCountTheSame) {
  const program both{"choices", 1000, 0, [] { (void)checker::choose(1000); }};
  EXPECT_TRUE(measure(both, {.jobs = 2}).right);
}

TEST(Measurement, TheShortClientHasSixOperations) {
  const measurement taken = measure(short_client());
  EXPECT_TRUE(taken.right);
  EXPECT_GT(taken.per_second(), 0);
}

}  // namespace
}  // namespace interlock::programs
