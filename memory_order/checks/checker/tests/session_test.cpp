// SPDX-License-Identifier: MIT
/// @file
/// Clients that run as if one memory order were weaker.
#include "session.hpp"

#include <interlock/checker/googletest.hpp>

#include "weaken.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace interlock::checks {
namespace {

const weaken_options within_seconds{.bound = {.seconds = 5}};

[[nodiscard]] std::vector<catalog_entry> exclusion_of_mutex() {
  std::vector<catalog_entry> all = whole_catalog();
  std::erase_if(all, [](const catalog_entry& each) { return each.name() != "mutex/exclusion"; });
  return all;
}

/// Weakened until it fails: the first of the orders that it needs.
[[nodiscard]] std::string needed_order(const std::vector<catalog_entry>& entries) {
  const auto ignore = [](const weakened_order&, std::size_t, std::size_t) {};
  for (const weakened_order& each : weaken_all(entries, within_seconds, ignore).orders) {
    if (!each.found_by.empty()) return each.name;
  }
  return {};
}

TEST(CheckSession, AWeakerOrderFailsAndItsExecutionCanBeRepeated) {
  const std::vector<catalog_entry> entries = exclusion_of_mutex();
  ASSERT_EQ(entries.size(), 1U);
  checker::options wanted = options_within(within_seconds.bound);
  wanted.weaken = find_weakening(entries, within_seconds, needed_order(entries));
  const checker::result found = check(entries.front(), wanted).found;
  ASSERT_TRUE(fails_with(found, checker::failure::data_race));
  EXPECT_FALSE(found.execution.missing.empty());
  wanted.replay = found.replay;
  const checker::result again = check(entries.front(), wanted).found;
  EXPECT_EQ(again.message, found.message);
  EXPECT_EQ(again.trace, found.trace);
}

TEST(CheckSession, AWeakeningThatThereIsNotIsAnErrorThatListsThoseThatThereAre) {
  try {
    (void)find_weakening(exclusion_of_mutex(), within_seconds, "nonsense");
    FAIL() << "no error";
  } catch (const std::invalid_argument& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("'nonsense'; expected one of\n"));
    EXPECT_THAT(error.what(), testing::HasSubstr("-> relaxed"));
  }
}

}  // namespace
}  // namespace interlock::checks
