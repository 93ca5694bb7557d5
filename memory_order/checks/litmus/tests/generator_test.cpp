// SPDX-License-Identifier: MIT
/// @file
/// Generated programs: reproducible, valid, and what their profile promises.
#include "generator.hpp"

#include "oracle.hpp"
#include "suite.hpp"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>

namespace interlock::litmus {
namespace {

constexpr std::uint64_t seeds = 100;

TEST(Generator, SameSeedSameProgramEverywhere) {
  EXPECT_EQ(
      to_json(generate(profile::mixed, 1)),
      R"({"name":"mixed-1","locations":{"x":0,"y":0,"z":0},"threads":[[["load","y","relaxed","r0"],["await","x","acquire","!=",0,"r1"],["load","y","relaxed","r2"]],[["store","z","seq_cst",3],["await","x","acquire","!=",0,"r0"]],[["store","z","relaxed",6],["store","z","seq_cst",6],["fence","acq_rel"],["load","z","acquire","r0"]]]})");
}

TEST(Generator, ProgramsAreValidAndDiffer) {
  for (const profile likely : all_profiles) {
    std::set<std::string> different;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      const program generated = generate(likely, seed);
      EXPECT_EQ(program_from_json(to_json(generated)), generated) << to_text(generated);
      program unnamed = generated;
      unnamed.name.clear();
      different.insert(to_json(unnamed));
    }
    EXPECT_GT(different.size(), seeds * 95 / 100) << name_of(likely);
  }
}

struct census {
  std::map<kind, int> kinds;
  std::map<access, int> orders;
  int operations = 0;

  void count(const std::vector<operation>& list) {
    for (const operation& op : list) {
      ++operations;
      ++kinds[op.what];
      if (op.what != kind::branch) ++orders[op.order];
      count(op.then);
    }
  }
};

census census_of(profile likely) {
  census all;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed)
    for (const thread& each : generate(likely, seed).threads) all.count(each.operations);
  return all;
}

TEST(Generator, ProfilesContainWhatTheyPromise) {
  for (const profile likely : all_profiles) {
    census all = census_of(likely);
    EXPECT_GT(all.kinds[kind::store], 0) << name_of(likely);
    EXPECT_GT(all.kinds[kind::load], 0) << name_of(likely);
    EXPECT_EQ(all.orders[access::plain] > 0, likely == profile::plain) << name_of(likely);
  }
  census seq_cst = census_of(profile::seq_cst);
  EXPECT_GT(seq_cst.orders[access::seq_cst], seq_cst.operations / 2);
  EXPECT_LT(census_of(profile::release_acquire).orders[access::seq_cst], 1);
  census updates = census_of(profile::updates);
  EXPECT_GT(updates.kinds[kind::fetch_add] + updates.kinds[kind::exchange] +
                updates.kinds[kind::compare_exchange],
            updates.operations / 2);
  EXPECT_GT(census_of(profile::fences).kinds[kind::fence], seeds);
  EXPECT_GT(census_of(profile::awaits).kinds[kind::await], seeds);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed)
    for (const thread& each : generate(profile::load_first, seed).threads)
      EXPECT_EQ(each.operations.front().what, kind::load);
}

struct tally {
  std::uint64_t affordable = 0;
  std::uint64_t races = 0;
  std::uint64_t hangs = 0;
  std::uint64_t nontrivial = 0;
};

tally tally_of(profile likely) {
  tally result;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const auto found = enumerate(generate(likely, seed), model::cpp20, 100'000);
    if (!found) continue;
    ++result.affordable;
    if (found->race) ++result.races;
    if (found->hang) ++result.hangs;
    if (found->executions > 1) ++result.nontrivial;
  }
  return result;
}

TEST(Generator, ProgramsAreWorthEnumeratingAndAffordable) {
  for (const profile likely : all_profiles) {
    const tally found = tally_of(likely);
    EXPECT_GT(found.affordable, seeds * 9 / 10) << name_of(likely);
    EXPECT_GT(found.nontrivial, seeds * 6 / 10) << name_of(likely);
    if (likely == profile::plain) {
      EXPECT_GT(found.races, seeds / 10);
      EXPECT_LT(found.races, seeds * 6 / 10);
    } else {
      EXPECT_EQ(found.races, 0U) << name_of(likely);
    }
    if (likely == profile::awaits) {
      EXPECT_GT(found.hangs, seeds / 10);
      EXPECT_LT(found.hangs, seeds / 2);
    }
  }
}

}  // namespace
}  // namespace interlock::litmus
