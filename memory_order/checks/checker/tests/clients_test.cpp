// SPDX-License-Identifier: MIT
/// @file
/// Every client of every row. The small ones are explored completely: none fails, and each has as
/// many executions as the ledger says. The large ones are looked at for a moment.
#include "ledger.hpp"
#include "session.hpp"

#include <cctype>
#include <gtest/gtest.h>
#include <string>

namespace interlock::checks {
namespace {

const ledger& recorded() {
  static const ledger all = read_ledger(INTERLOCK_LEDGER);
  return all;
}

class Client : public testing::TestWithParam<catalog_entry> {};

TEST_P(Client, NeverFails) {
  const catalog_entry& client = GetParam();
  const bounds patience{.seconds = client.large ? 0.2 : 120.0};
  const checker::result found = check(client, options_within(patience)).found;
  EXPECT_NE(found.outcome, checker::verdict::failed) << found.message << '\n' << found.trace;
  EXPECT_NE(found.outcome, checker::verdict::vacuous);
  EXPECT_GT(found.complete, 0U);
  EXPECT_TRUE(client.large || found.passed()) << checker::name_of(found.outcome);
  const auto entry = recorded().clients.find(client.name());
  if (found.passed() && entry != recorded().clients.end() && entry->second.complete) {
    EXPECT_EQ(found.complete, entry->second.executions)
        << "the ledger is out of date: run ./dev check --record";
  }
}

std::string test_name(const testing::TestParamInfo<catalog_entry>& info) {
  std::string name = info.param.name();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Catalog, Client, testing::ValuesIn(whole_catalog()), test_name);

TEST(Catalog, IsInTheLedger) {
  for (const std::string& each : differences(recorded(), whole_catalog())) {
    ADD_FAILURE() << each << ": run ./dev check --record";
  }
}

TEST(Catalog, EveryRowHasAClientThatIsExploredCompletely) {
  for (const catalog_entry& row : whole_catalog()) {
    bool complete = false;
    for (const catalog_entry& each : whole_catalog()) {
      complete = complete || (each.row == row.row && !each.large);
    }
    EXPECT_TRUE(complete) << row.row;
  }
}

}  // namespace
}  // namespace interlock::checks
