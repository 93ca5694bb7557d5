// SPDX-License-Identifier: MIT
/// @file
/// The planner on machines of many shapes.
#include <interlock/stress/placement.hpp>

#include <gmock/gmock.h>
#include <ostream>
#include <string>
#include <utility>

namespace interlock::stress {
namespace {

using testing::HasSubstr;

// Machines. The last two take CPUs away, as a container does.
machine server() { return synthetic_machine("pack:2 [numa] l3:2 core:4 pu:2"); }
machine without_smt() { return synthetic_machine("pack:2 [numa] l3:1 core:4 pu:1"); }
machine one_l3() { return synthetic_machine("pack:1 l3:1 core:4 pu:2"); }
machine two_cores() { return synthetic_machine("pack:1 l3:1 core:2 pu:1"); }
machine one_cpu() { return synthetic_machine("pack:1 l3:1 core:1 pu:1"); }
machine no_l3() { return synthetic_machine("pack:2 core:2 pu:1"); }
machine linux_numbering() {
  return synthetic_machine("pack:1 l3:1 core:4 pu:2(indexes=0,4,1,5,2,6,3,7)");
}
machine container() { return restricted(server(), {1, 8, 9, 17}); }
machine nothing() { return restricted(server(), {}); }

struct planned {
  const char* name;
  machine on;
  placement where;
  std::vector<cpu_set> threads;
};

void PrintTo(const planned& p, std::ostream* out) { *out << p.name; }

class Planned : public testing::TestWithParam<planned> {};

TEST_P(Planned, EachThreadHasItsCpus) {
  const auto& [name, on, where, threads] = GetParam();
  const auto result = make_plan(on, where, static_cast<unsigned>(threads.size()), 1);
  ASSERT_TRUE(std::holds_alternative<plan>(result)) << std::get<unavailable>(result).reason;
  EXPECT_EQ(std::get<plan>(result).threads, threads);
  EXPECT_TRUE(std::get<plan>(result).roaming.empty());
}

using cpus = std::vector<cpu_set>;

INSTANTIATE_TEST_SUITE_P(
    Placements, Planned,
    testing::Values(
        planned{"none_binds_nothing", server(), placement::none, cpus{{}, {}, {}}},
        planned{"none_needs_no_cpus", one_cpu(), placement::none, cpus{{}, {}}},
        planned{"compact_takes_siblings_first", server(), placement::compact, cpus{{0}, {1}, {2}}},
        planned{"compact_without_smt", without_smt(), placement::compact, cpus{{0}, {1}}},
        planned{"compact_uses_the_numbers_of_the_kernel", linux_numbering(), placement::compact,
                cpus{{0}, {4}, {1}}},
        planned{"compact_fills_a_container", container(), placement::compact,
                cpus{{1}, {8}, {9}, {17}}},
        planned{"compact_single_thread", one_cpu(), placement::compact, cpus{{0}}},
        planned{"scatter_spreads_packages_then_l3s", server(), placement::scatter,
                cpus{{0}, {16}, {8}, {24}}},
        planned{"scatter_spreads_cores_before_siblings", one_l3(), placement::scatter,
                cpus{{0}, {2}, {4}, {6}, {1}}},
        planned{"scatter_on_two_cores", two_cores(), placement::scatter, cpus{{0}, {1}}},
        planned{"scatter_in_a_container", container(), placement::scatter, cpus{{1}, {17}, {8}}},
        planned{"siblings_share_a_core", server(), placement::smt_siblings, cpus{{0}, {1}}},
        planned{"siblings_fill_core_after_core", one_l3(), placement::smt_siblings,
                cpus{{0}, {1}, {2}, {3}}},
        planned{"siblings_by_the_numbers_of_the_kernel", linux_numbering(), placement::smt_siblings,
                cpus{{0}, {4}}},
        planned{"siblings_left_in_a_container", container(), placement::smt_siblings,
                cpus{{8}, {9}}},
        planned{"same_l3_takes_one_thread_per_core", server(), placement::same_l3,
                cpus{{0}, {2}, {4}, {6}}},
        planned{"same_l3_on_two_cores", two_cores(), placement::same_l3, cpus{{0}, {1}}},
        planned{"cross_l3_deals_round", server(), placement::cross_l3,
                cpus{{0}, {8}, {16}, {24}, {2}}},
        planned{"cross_l3_in_a_container", container(), placement::cross_l3,
                cpus{{1}, {8}, {17}, {9}}},
        planned{"cross_numa_deals_round", server(), placement::cross_numa,
                cpus{{0}, {16}, {2}, {18}}},
        planned{"cross_numa_without_smt", without_smt(), placement::cross_numa, cpus{{0}, {4}}},
        planned{"oversubscribed_pair", two_cores(), placement::oversubscribed, cpus{{0}, {0}}},
        planned{"oversubscribed_eight", two_cores(), placement::oversubscribed,
                cpus{{0}, {1}, {0}, {1}, {0}, {1}, {0}, {1}}},
        planned{"oversubscribed_prefers_cores", one_l3(), placement::oversubscribed,
                cpus{{0}, {2}, {0}, {2}, {0}, {2}, {0}, {2}}},
        planned{"oversubscribed_single_cpu", one_cpu(), placement::oversubscribed,
                cpus{{0}, {0}, {0}}}),
    [](const auto& tested) { return tested.param.name; });

struct refused {
  const char* name;
  machine on;
  placement where;
  unsigned threads;
  const char* reason;
};

void PrintTo(const refused& r, std::ostream* out) { *out << r.name; }

class Unavailable : public testing::TestWithParam<refused> {};

TEST_P(Unavailable, GivesTheReason) {
  const auto& [name, on, where, threads, reason] = GetParam();
  const auto result = make_plan(on, where, threads, 1);
  ASSERT_TRUE(std::holds_alternative<unavailable>(result));
  EXPECT_THAT(std::get<unavailable>(result).reason, HasSubstr(reason));
}

INSTANTIATE_TEST_SUITE_P(
    Placements, Unavailable,
    testing::Values(
        refused{"compact_with_too_many_threads", two_cores(), placement::compact, 3,
                "needs 3 CPUs, the machine has 2"},
        refused{"scatter_with_too_many_threads", container(), placement::scatter, 5,
                "needs 5 CPUs, the machine has 4"},
        refused{"siblings_without_smt", without_smt(), placement::smt_siblings, 2,
                "needs a core with 2 hardware threads, the machine has none"},
        refused{"siblings_cut_apart_by_a_container", restricted(server(), {0, 2, 4}),
                placement::smt_siblings, 2, "needs a core with 2 hardware threads"},
        refused{"siblings_alone", one_l3(), placement::smt_siblings, 1, "at least 2 threads"},
        refused{"siblings_with_too_many_threads", container(), placement::smt_siblings, 3,
                "needs 3 hardware threads of cores with several, the machine has 2"},
        refused{"same_l3_with_too_many_threads", server(), placement::same_l3, 5,
                "needs 5 cores behind one L3, the machine has 4"},
        refused{"same_l3_in_a_container", container(), placement::same_l3, 2,
                "needs 2 cores behind one L3, the machine has 1"},
        refused{"same_l3_unreported", no_l3(), placement::same_l3, 2, "does not report an L3"},
        refused{"cross_l3_on_one", two_cores(), placement::cross_l3, 2,
                "needs 2 L3 groups, the machine has 1"},
        refused{"cross_l3_unreported", no_l3(), placement::cross_l3, 2,
                "needs 2 L3 groups, the machine has 0"},
        refused{"cross_l3_alone", server(), placement::cross_l3, 1, "at least 2 threads"},
        refused{"cross_numa_on_one", one_l3(), placement::cross_numa, 2,
                "needs 2 NUMA nodes, the machine has 1"},
        refused{"oversubscribed_alone", two_cores(), placement::oversubscribed, 1,
                "at least 2 threads"},
        refused{"migrating_nowhere_to_go", one_cpu(), placement::migrating, 2,
                "needs 2 CPUs, the machine has 1"},
        refused{"no_threads", server(), placement::compact, 0, "at least 1 thread"},
        refused{"no_cpu_at_all", nothing(), placement::none, 1, "no CPU"}),
    [](const auto& tested) { return tested.param.name; });

TEST(Migrating, StartsAnywhereAndRoamsEverywhere) {
  const auto result = std::get<plan>(make_plan(one_l3(), placement::migrating, 3, 5));
  EXPECT_EQ(result.roaming, (cpu_set{0, 1, 2, 3, 4, 5, 6, 7}));
  ASSERT_EQ(result.threads.size(), 3u);
  for (const auto& start : result.threads) EXPECT_EQ(start.size(), 1u);
}

TEST(Migrating, IsDecidedByTheSeed) {
  const auto starts = [](std::uint64_t seed) {
    return std::get<plan>(make_plan(server(), placement::migrating, 8, seed)).threads;
  };
  EXPECT_EQ(starts(5), starts(5));
  EXPECT_NE(starts(5), starts(6));
}

// What natural_thread_count promises, make_plan keeps, and not one thread more where it is a limit.
TEST(NaturalThreadCount, IsWhatThePlacementCanTake) {
  for (const machine& on : {server(), without_smt(), one_l3(), two_cores(), one_cpu(), no_l3(),
                            linux_numbering(), container()}) {
    for (const placement where : all_placements) {
      const unsigned natural = natural_thread_count(on, where);
      SCOPED_TRACE(on.description + ", " + std::string{to_string(where)});
      if (natural >= 2) {
        EXPECT_TRUE(std::holds_alternative<plan>(make_plan(on, where, natural, 1)));
      } else {
        EXPECT_TRUE(std::holds_alternative<unavailable>(make_plan(on, where, 2, 1)));
      }
      const bool unlimited = where == placement::none || where == placement::oversubscribed ||
                             where == placement::migrating;
      if (!unlimited) {
        EXPECT_TRUE(std::holds_alternative<unavailable>(make_plan(on, where, natural + 1, 1)));
      }
    }
  }
}

TEST(PlacementName, IsParsedBack) {
  for (const placement each : all_placements) EXPECT_EQ(parse_placement(to_string(each)), each);
  EXPECT_EQ(parse_placement("smt-siblings"), placement::smt_siblings);
  EXPECT_EQ(parse_placement("nowhere"), std::nullopt);
}

TEST(CpuSet, PrintsRanges) {
  EXPECT_EQ(to_string(cpu_set{}), "");
  EXPECT_EQ(to_string(cpu_set{3}), "3");
  EXPECT_EQ(to_string(cpu_set{0, 2, 3, 4, 7}), "0,2-4,7");
}

}  // namespace
}  // namespace interlock::stress
