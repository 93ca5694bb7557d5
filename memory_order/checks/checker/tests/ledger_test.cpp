// SPDX-License-Identifier: MIT
/// @file
/// The ledger: what it says, and that a difference from the catalog is noticed.
#include "ledger.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>

namespace interlock::checks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ledger read(const std::string& text) {
  const std::string path = testing::TempDir() + "ledger_test.json";
  std::ofstream{path} << text;
  return read_ledger(path);
}

constexpr const char* two_clients = R"({"clients": [
  {"row": "mutex", "client": "exclusion", "verdict": "passed", "executions": 12},
  {"row": "mutex", "client": "trying", "verdict": "incomplete", "executions": 1000}]})";

std::vector<catalog_entry> catalog_of(const std::vector<std::string>& clients) {
  std::vector<catalog_entry> all;
  for (const std::string& each : clients) all.push_back({"mutex", each, 2, false, {}});
  return all;
}

TEST(Ledger, SaysWhatWasExplored) {
  const ledger all = read(two_clients);
  ASSERT_EQ(all.clients.size(), 2U);
  EXPECT_TRUE(all.clients.at("mutex/exclusion").complete);
  EXPECT_EQ(all.clients.at("mutex/exclusion").executions, 12U);
  EXPECT_FALSE(all.clients.at("mutex/trying").complete);
}

TEST(Ledger, MustListEveryClientAndNoOther) {
  const ledger all = read(two_clients);
  EXPECT_THAT(differences(all, catalog_of({"exclusion", "trying"})), IsEmpty());
  EXPECT_THAT(differences(all, catalog_of({"exclusion", "trying", "new"})),
              ElementsAre("the ledger does not list the client 'mutex/new'"));
  EXPECT_THAT(differences(all, catalog_of({"exclusion"})),
              ElementsAre("the ledger lists the client 'mutex/trying', which is gone"));
}

TEST(Ledger, ThatCannotBeReadIsAnError) {
  EXPECT_THROW((void)read_ledger("/nowhere/ledger.json"), std::runtime_error);
  EXPECT_THROW((void)read("no JSON"), std::runtime_error);
  EXPECT_THROW((void)read("[]"), std::runtime_error);
  EXPECT_THROW((void)read(R"({"clients": [{"row": "mutex"}]})"), std::runtime_error);
}

}  // namespace
}  // namespace interlock::checks
