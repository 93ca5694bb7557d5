// SPDX-License-Identifier: MIT
/// @file
/// Every client of every row, for a few seconds each: none fails. Those that can be explored
/// completely in that time must be; `interlock-check` takes longer for the others.
#include <interlock/checker/googletest.hpp>

#include "session.hpp"

#include <cctype>
#include <gtest/gtest.h>
#include <string>
#include <utility>

namespace interlock::checks {
namespace {

class Client : public testing::TestWithParam<catalog_entry> {};

TEST_P(Client, NeverFails) {
  EXPECT_TRUE(checker::passes_within_bounds(check(GetParam(), 2).found));
}

std::string test_name(const testing::TestParamInfo<catalog_entry>& info) {
  std::string name = info.param.name();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Catalog, Client, testing::ValuesIn(whole_catalog()), test_name);

}  // namespace
}  // namespace interlock::checks
