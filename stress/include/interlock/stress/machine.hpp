// SPDX-License-Identifier: MIT
/// @file
/// The machine as plain data: one entry per processing unit that this process may use, with the
/// groups it belongs to. Read from the running system or from a synthetic description; whoever
/// plans a placement needs nothing else, so placements can be tested for machines we do not own.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace interlock::stress {

/// A group number that the machine does not report, such as the L3 of a guest that hides its
/// caches.
inline constexpr int unknown_group = -1;

/// One hardware thread. Group numbers are logical and count from zero.
struct processing_unit {
  unsigned os_index = 0;       ///< the number the kernel uses; the one to bind to
  unsigned logical_index = 0;  ///< position in the topology; the one to print
  int core = unknown_group;
  int l3 = unknown_group;
  int numa = unknown_group;
  int package = unknown_group;
  int kind = unknown_group;  ///< efficiency class of a hybrid machine, 0 = least performant
  unsigned smt_rank = 0;     ///< position among the hardware threads of its core

  friend bool operator==(const processing_unit&, const processing_unit&) = default;
};

enum class machine_source {
  this_system,  ///< threads can be bound to these processing units
  synthetic,    ///< a description: placements can be planned, binding is only simulated
};

struct machine {
  std::vector<processing_unit> units;
  machine_source source = machine_source::synthetic;
  std::string description;  ///< the synthetic string, or the reader's name and version
};

/// A topology that could not be read; the message names the description and what was expected.
class topology_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The processing units that the calling thread may use (its affinity mask and its container's
/// limits are obeyed). Throws `topology_error`, also when an environment variable would make the
/// topology library describe another machine than this one.
machine this_machine();

/// The machine described by `description` in hwloc's synthetic syntax, such as
/// "pack:2 l3:2 core:4 pu:2". Throws `topology_error` when the description is malformed.
machine synthetic_machine(const std::string& description);

/// What a container that allows only `os_indices` would see of `whole`.
machine restricted(const machine& whole, const std::vector<unsigned>& os_indices);

/// The number of distinct values of `group` (a member of `processing_unit`), unknown ones left out.
std::size_t count_groups(const machine& whole, int processing_unit::*group);

/// "2 PU, 2 cores, 1 L3, 1 NUMA node, 1 package (hwloc 2.9.0, this system)"
std::string summary(const machine& whole);

std::string_view to_string(machine_source source);

}  // namespace interlock::stress
