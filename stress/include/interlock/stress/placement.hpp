// SPDX-License-Identifier: MIT
/// @file
/// Where the threads of a case run. Planning is pure: a machine, a placement, a number of threads
/// and a seed give either one CPU set per thread or the reason why this machine has no such
/// placement. Nothing is ever substituted for what the machine lacks.
#pragma once

#include <interlock/stress/machine.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace interlock::stress {

enum class placement {
  none,            ///< unbound: the kernel decides
  compact,         ///< neighbours first: hardware threads of a core, cores of an L3, ...
  scatter,         ///< as far apart as the machine allows
  smt_siblings,    ///< only cores with several hardware threads, all of them used
  same_l3,         ///< one thread per core, all cores behind one L3
  cross_l3,        ///< dealt round over the L3 groups
  cross_numa,      ///< dealt round over the NUMA nodes
  oversubscribed,  ///< several threads per processing unit
  migrating,       ///< bound to one processing unit at a time, moved every millisecond
};

inline constexpr std::array all_placements{
    placement::none,         placement::compact,        placement::scatter,
    placement::smt_siblings, placement::same_l3,        placement::cross_l3,
    placement::cross_numa,   placement::oversubscribed, placement::migrating,
};

/// How many threads share a processing unit under `placement::oversubscribed`.
inline constexpr unsigned oversubscription = 4;

/// CPU numbers of the kernel, ascending. Empty means "not bound".
using cpu_set = std::vector<unsigned>;

struct plan {
  std::vector<cpu_set> threads;  ///< the CPUs of each thread
  cpu_set roaming;               ///< the CPUs that a migrator moves the threads over; often empty
};

struct unavailable {
  std::string reason;  ///< what the placement needs and what the machine has
};

/// Plans `count` threads (at least one) on `on`. `seed` decides only what a placement leaves open.
std::variant<plan, unavailable> make_plan(const machine& on, placement where, unsigned count,
                                          std::uint64_t seed);

/// The largest number of threads that `where` can place on `on` (0: the placement is unavailable);
/// for the placements without a limit the number of threads that suits them.
unsigned natural_thread_count(const machine& on, placement where);

std::string_view to_string(placement where);
std::optional<placement> parse_placement(std::string_view name);

/// "0,2-3"
std::string to_string(const cpu_set& cpus);

}  // namespace interlock::stress
