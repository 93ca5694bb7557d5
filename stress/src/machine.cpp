// SPDX-License-Identifier: MIT
/// @file
/// What can be said about a machine without asking the topology library.
#include <interlock/stress/machine.hpp>

#include <algorithm>
#include <set>

namespace interlock::stress {
namespace {

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + ' ' + std::string{count == 1 ? one : many};
}

}  // namespace

machine restricted(const machine& whole, const std::vector<unsigned>& os_indices) {
  machine rest{{}, whole.source, whole.description + ", restricted"};
  std::copy_if(whole.units.begin(), whole.units.end(), std::back_inserter(rest.units),
               [&](const processing_unit& unit) {
                 return std::find(os_indices.begin(), os_indices.end(), unit.os_index) !=
                        os_indices.end();
               });
  return rest;
}

std::size_t count_groups(const machine& whole, int processing_unit::*group) {
  std::set<int> distinct;
  for (const auto& unit : whole.units) distinct.insert(unit.*group);
  distinct.erase(unknown_group);
  return distinct.size();
}

std::string summary(const machine& whole) {
  return counted(whole.units.size(), "CPU", "CPUs") + ", " +
         counted(count_groups(whole, &processing_unit::core), "core", "cores") + ", " +
         counted(count_groups(whole, &processing_unit::l3), "L3", "L3s") + ", " +
         counted(count_groups(whole, &processing_unit::numa), "NUMA node", "NUMA nodes") + ", " +
         counted(count_groups(whole, &processing_unit::package), "package", "packages") + " (" +
         whole.description + ", " + std::string{to_string(whole.source)} + ")";
}

std::string_view to_string(machine_source source) {
  return source == machine_source::this_system ? "this system" : "synthetic";
}

}  // namespace interlock::stress
