// SPDX-License-Identifier: MIT
/// @file
/// Reads a topology with hwloc into plain data. The only file that knows hwloc.
#include <interlock/stress/binder.hpp>
#include <interlock/stress/machine.hpp>

#include <algorithm>
#include <cstdlib>
#include <hwloc.h>
#include <map>
#include <memory>

namespace interlock::stress {
namespace {

struct destroy_topology {
  void operator()(hwloc_topology_t topology) const { hwloc_topology_destroy(topology); }
};
using topology = std::unique_ptr<hwloc_topology, destroy_topology>;

topology make_topology() {
  hwloc_topology_t raw = nullptr;
  if (hwloc_topology_init(&raw) != 0) throw topology_error("hwloc: cannot create a topology");
  return topology{raw};
}

int ancestor(const topology& from, hwloc_obj_t unit, hwloc_obj_type_t type) {
  const auto found = hwloc_get_ancestor_obj_by_type(from.get(), type, unit);
  return found == nullptr ? unknown_group : static_cast<int>(found->logical_index);
}

// A NUMA node hangs beside the tree of CPUs, so it is found by the smallest CPU set that contains
// the unit, not among the unit's ancestors.
int numa_node(const topology& from, hwloc_obj_t unit) {
  int best = unknown_group;
  int best_weight = 0;
  hwloc_obj_t node = nullptr;
  while ((node = hwloc_get_next_obj_by_type(from.get(), HWLOC_OBJ_NUMANODE, node)) != nullptr) {
    if (hwloc_bitmap_isincluded(unit->cpuset, node->cpuset) == 0) continue;
    const int weight = hwloc_bitmap_weight(node->cpuset);
    if (best == unknown_group || weight < best_weight) {
      best = static_cast<int>(node->logical_index);
      best_weight = weight;
    }
  }
  return best;
}

std::vector<processing_unit> read_units(const topology& from) {
  std::vector<processing_unit> units;
  std::map<int, unsigned> seen_of_core;
  const auto allowed = hwloc_topology_get_allowed_cpuset(from.get());
  hwloc_obj_t unit = nullptr;
  while ((unit = hwloc_get_next_obj_by_type(from.get(), HWLOC_OBJ_PU, unit)) != nullptr) {
    if (hwloc_bitmap_isset(allowed, unit->os_index) == 0) continue;
    const int core = ancestor(from, unit, HWLOC_OBJ_CORE);
    units.push_back(
        {.os_index = unit->os_index,
         .logical_index = unit->logical_index,
         .core = core,
         .l3 = ancestor(from, unit, HWLOC_OBJ_L3CACHE),
         .numa = numa_node(from, unit),
         .package = ancestor(from, unit, HWLOC_OBJ_PACKAGE),
         .kind = std::max(unknown_group, hwloc_cpukinds_get_by_cpuset(from.get(), unit->cpuset, 0)),
         .smt_rank = core == unknown_group ? 0 : seen_of_core[core]++});
  }
  return units;
}

std::string library_version() {
  const unsigned version = hwloc_get_api_version();
  return "hwloc API " + std::to_string(version >> 16) + '.' + std::to_string(version >> 8 & 0xff) +
         '.' + std::to_string(version & 0xff);
}

// hwloc lets the environment replace the machine by another one, and falls back to the real one
// without a word when that replacement cannot be read. Neither may happen behind a user's back.
void refuse_hijacked_environment() {
  for (const char* name : {"HWLOC_SYNTHETIC", "HWLOC_XMLFILE", "HWLOC_FSROOT"}) {
    if (std::getenv(name) != nullptr) {
      throw topology_error(std::string{name} +
                           " is set in the environment, so hwloc would not describe this machine: "
                           "unset it; to plan for another machine pass a synthetic topology");
    }
  }
}

// hwloc takes the affinity masks of all threads together; the threads that we start inherit ours.
void keep_own_cpus(std::vector<processing_unit>& units) {
  const auto own = system_bind_operations().get_affinity(0);
  if (!own) throw topology_error("the affinity mask of this thread cannot be read");
  std::erase_if(units, [&](const processing_unit& unit) {
    return !std::binary_search(own->begin(), own->end(), unit.os_index);
  });
}

}  // namespace

machine this_machine() {
  refuse_hijacked_environment();
  const auto real = make_topology();
  hwloc_topology_set_flags(
      real.get(), HWLOC_TOPOLOGY_FLAG_IS_THISSYSTEM | HWLOC_TOPOLOGY_FLAG_RESTRICT_TO_CPUBINDING);
  if (hwloc_topology_load(real.get()) != 0) {
    throw topology_error("hwloc: cannot read the topology of this machine");
  }
  machine result{read_units(real), machine_source::this_system, library_version()};
  keep_own_cpus(result.units);
  if (result.units.empty()) throw topology_error("hwloc: this process may use no CPU at all");
  return result;
}

machine synthetic_machine(const std::string& description) {
  const auto imagined = make_topology();
  if (description.empty() ||
      hwloc_topology_set_synthetic(imagined.get(), description.c_str()) != 0 ||
      hwloc_topology_load(imagined.get()) != 0) {
    throw topology_error("topology \"" + description +
                         "\": expected a synthetic hwloc description such as "
                         "\"pack:2 l3:2 core:4 pu:2\"");
  }
  machine result{read_units(imagined), machine_source::synthetic, description};
  if (result.units.empty()) {
    throw topology_error("topology \"" + description + "\": expected at least one pu");
  }
  return result;
}

}  // namespace interlock::stress
