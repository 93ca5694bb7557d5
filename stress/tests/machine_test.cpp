// SPDX-License-Identifier: MIT
/// @file
/// Topologies, synthetic and real.
#include <interlock/stress/binder.hpp>
#include <interlock/stress/machine.hpp>

#include <algorithm>
#include <cstdlib>
#include <gmock/gmock.h>
#include <string>

namespace interlock::stress {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(SyntheticMachine, HasTheGroupsOfItsDescription) {
  const machine m = synthetic_machine("pack:2 l3:2 core:4 pu:2");
  EXPECT_EQ(m.source, machine_source::synthetic);
  EXPECT_EQ(m.units.size(), 32u);
  EXPECT_EQ(count_groups(m, &processing_unit::core), 16u);
  EXPECT_EQ(count_groups(m, &processing_unit::l3), 4u);
  EXPECT_EQ(count_groups(m, &processing_unit::package), 2u);
  EXPECT_EQ(count_groups(m, &processing_unit::numa), 1u);
}

TEST(SyntheticMachine, KnowsTheGroupsOfAUnit) {
  const machine m = synthetic_machine("pack:2 [numa] l3:2 core:4 pu:2");
  const processing_unit& last = m.units.back();
  EXPECT_EQ(last.os_index, 31u);
  EXPECT_EQ(last.core, 15);
  EXPECT_EQ(last.l3, 3);
  EXPECT_EQ(last.numa, 1);
  EXPECT_EQ(last.package, 1);
  EXPECT_EQ(last.smt_rank, 1u);
}

TEST(SyntheticMachine, KeepsTheNumbersOfTheKernelApartFromThePositions) {
  const machine m = synthetic_machine("core:2 pu:2(indexes=0,2,1,3)");
  EXPECT_EQ(m.units[1].logical_index, 1u);
  EXPECT_EQ(m.units[1].os_index, 2u);
  EXPECT_EQ(m.units[1].core, 0);
}

TEST(SyntheticMachine, SaysWhichGroupsAreUnknown) {
  const machine m = synthetic_machine("core:4 pu:1");
  EXPECT_EQ(m.units.front().l3, unknown_group);
  EXPECT_EQ(count_groups(m, &processing_unit::l3), 0u);
}

TEST(SyntheticMachine, RefusesMalformedDescriptions) {
  for (const char* bad : {"", "nonsense", "pack:2 nonsense:3", "pack:0 core:2", "core:x"}) {
    try {
      (void)synthetic_machine(bad);
      ADD_FAILURE() << "accepted '" << bad << "'";
    } catch (const topology_error& error) {
      EXPECT_THAT(error.what(), HasSubstr("expected")) << bad;
    }
  }
}

TEST(Machine, RestrictedToWhatAContainerAllows) {
  const machine m = restricted(synthetic_machine("pack:2 l3:2 core:4 pu:2"), {1, 8, 9, 17});
  std::vector<unsigned> left;
  for (const auto& unit : m.units) left.push_back(unit.os_index);
  EXPECT_THAT(left, ElementsAre(1, 8, 9, 17));
}

TEST(Machine, SummaryCountsEveryGroup) {
  EXPECT_EQ(summary(synthetic_machine("pack:2 l3:1 core:2 pu:1")),
            "4 CPUs, 4 cores, 2 L3s, 1 NUMA node, 2 packages (pack:2 l3:1 core:2 pu:1, synthetic)");
}

TEST(ThisMachine, HasExactlyTheCpusThatThisProcessMayUse) {
  const machine m = this_machine();
  EXPECT_EQ(m.source, machine_source::this_system);
  cpu_set found;
  for (const auto& unit : m.units) found.push_back(unit.os_index);
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, system_bind_operations().get_affinity(0));
}

TEST(ThisMachine, ObeysTheAffinityMaskOfTheProcess) {
  const auto& operations = system_bind_operations();
  const cpu_set all = operations.get_affinity(0).value();
  ASSERT_EQ(operations.set_affinity(0, {all.back()}), 0);
  const machine m = this_machine();
  ASSERT_EQ(operations.set_affinity(0, all), 0);
  ASSERT_EQ(m.units.size(), 1u);
  EXPECT_EQ(m.units.front().os_index, all.back());
}

TEST(ThisMachine, RefusesAnEnvironmentThatDescribesAnotherMachine) {
  ASSERT_EQ(setenv("HWLOC_SYNTHETIC", "core:64 pu:2", 1), 0);
  EXPECT_THROW((void)this_machine(), topology_error);
  ASSERT_EQ(unsetenv("HWLOC_SYNTHETIC"), 0);
  EXPECT_NO_THROW((void)this_machine());
}

}  // namespace
}  // namespace interlock::stress
