// SPDX-License-Identifier: MIT
/// @file
/// The placement planner.
#include <interlock/stress/placement.hpp>
#include <interlock/stress/random.hpp>

#include <algorithm>
#include <map>
#include <tuple>

namespace interlock::stress {
namespace {

using units = std::vector<processing_unit>;
using outcome = std::variant<plan, unavailable>;

// A unit whose core is unknown counts as a core of its own.
int core_of(const processing_unit& unit) {
  return unit.core == unknown_group ? -2 - static_cast<int>(unit.os_index) : unit.core;
}

units neighbours_first(const machine& on) {
  units sorted = on.units;
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return std::tuple{a.package, a.numa, a.l3, core_of(a), a.smt_rank} <
           std::tuple{b.package, b.numa, b.l3, core_of(b), b.smt_rank};
  });
  return sorted;
}

// Distinct cores before further hardware threads of a core already in use.
units cores_first(units of) {
  std::stable_sort(of.begin(), of.end(),
                   [](const auto& a, const auto& b) { return a.smt_rank < b.smt_rank; });
  return of;
}

units one_per_core(const units& of) {
  units firsts;
  for (const auto& unit : of) {
    const bool taken = std::any_of(firsts.begin(), firsts.end(), [&](const auto& first) {
      return core_of(first) == core_of(unit);
    });
    if (!taken) firsts.push_back(unit);
  }
  return firsts;
}

std::map<int, units> grouped(const units& all, int processing_unit::*group) {
  std::map<int, units> groups;
  for (const auto& unit : all) {
    if (unit.*group != unknown_group) groups[unit.*group].push_back(unit);
  }
  return groups;
}

units siblings(const machine& on) {
  std::map<int, unsigned> size_of_core;
  for (const auto& unit : on.units) ++size_of_core[core_of(unit)];
  units result = neighbours_first(on);
  std::erase_if(result, [&](const auto& unit) { return size_of_core[core_of(unit)] < 2; });
  return result;
}

units dealt_round(const machine& on, int processing_unit::*group) {
  auto groups = grouped(neighbours_first(on), group);
  for (auto& [number, members] : groups) members = cores_first(std::move(members));
  units dealt;
  for (std::size_t turn = 0; turn < on.units.size(); ++turn) {
    for (const auto& [number, members] : groups) {
      if (turn < members.size()) dealt.push_back(members[turn]);
    }
  }
  return dealt;
}

units far_apart(const machine& on) {
  units left = neighbours_first(on);
  units chosen;
  const auto used = [&](auto key, const processing_unit& unit) {
    return std::count_if(chosen.begin(), chosen.end(),
                         [&](const auto& other) { return key(other) == key(unit); });
  };
  const auto crowding = [&](const processing_unit& unit) {
    return std::tuple{used(core_of, unit), used([](const auto& u) { return u.package; }, unit),
                      used([](const auto& u) { return u.numa; }, unit),
                      used([](const auto& u) { return u.l3; }, unit)};
  };
  while (!left.empty()) {
    const auto best = std::min_element(left.begin(), left.end(), [&](const auto& a, const auto& b) {
      return crowding(a) < crowding(b);
    });
    chosen.push_back(*best);
    left.erase(best);
  }
  return chosen;
}

units largest_l3(const machine& on) {
  units best;
  for (const auto& [number, members] : grouped(neighbours_first(on), &processing_unit::l3)) {
    auto cores = one_per_core(members);
    if (cores.size() > best.size()) best = std::move(cores);
  }
  return best;
}

/// What a placement counts, as in "needs 1 core" and "needs 2 cores".
struct noun {
  std::string_view one;
  std::string_view many;
};

constexpr noun cpu{"CPU", "CPUs"};
constexpr noun core{"core behind one L3", "cores behind one L3"};
constexpr noun sibling{"hardware thread of a core with several",
                       "hardware threads of cores with several"};
constexpr noun l3_group{"L3 group", "L3 groups"};
constexpr noun numa_node{"NUMA node", "NUMA nodes"};

unavailable too_few(std::size_t needed, std::size_t have, noun what) {
  return {"needs " + std::to_string(needed) + ' ' +
          std::string{needed == 1 ? what.one : what.many} + ", the machine has " +
          std::to_string(have)};
}

plan one_each(const units& candidates, unsigned count) {
  plan result;
  for (unsigned thread = 0; thread < count; ++thread) {
    result.threads.push_back({candidates[thread % candidates.size()].os_index});
  }
  return result;
}

outcome first_of(const units& candidates, unsigned count, noun what) {
  if (count > candidates.size()) return too_few(count, candidates.size(), what);
  return one_each(candidates, count);
}

outcome plan_siblings(const machine& on, unsigned count) {
  const auto candidates = siblings(on);
  if (candidates.empty()) {
    return unavailable{"needs a core with 2 hardware threads, the machine has none"};
  }
  if (count < 2) return unavailable{"needs at least 2 threads to share a core"};
  return first_of(candidates, count, sibling);
}

outcome plan_same_l3(const machine& on, unsigned count) {
  if (count_groups(on, &processing_unit::l3) == 0) {
    return unavailable{"the machine does not report an L3 cache"};
  }
  return first_of(largest_l3(on), count, core);
}

outcome plan_across(const machine& on, unsigned count, int processing_unit::*group, noun what) {
  const auto have = count_groups(on, group);
  if (have < 2) return too_few(2, have, what);
  if (count < 2) return unavailable{"needs at least 2 threads to be apart"};
  return first_of(dealt_round(on, group), count, cpu);
}

outcome plan_oversubscribed(const machine& on, unsigned count) {
  if (count < 2) return unavailable{"needs at least 2 threads to share a CPU"};
  auto candidates = cores_first(neighbours_first(on));
  candidates.resize(std::clamp<std::size_t>(count / oversubscription, 1, candidates.size()));
  return one_each(candidates, count);
}

outcome plan_migrating(const machine& on, unsigned count, std::uint64_t seed) {
  if (on.units.size() < 2) return too_few(2, on.units.size(), cpu);
  plan result;
  for (const auto& unit : on.units) result.roaming.push_back(unit.os_index);
  std::sort(result.roaming.begin(), result.roaming.end());
  random draw{seed};
  for (unsigned thread = 0; thread < count; ++thread) {
    const auto start = draw.below(static_cast<std::uint32_t>(result.roaming.size()));
    result.threads.push_back({result.roaming[start]});
  }
  return result;
}

constexpr std::array<std::string_view, all_placements.size()> names{
    "none",     "compact",    "scatter",        "smt-siblings", "same-l3",
    "cross-l3", "cross-numa", "oversubscribed", "migrating"};

}  // namespace

outcome make_plan(const machine& on, placement where, unsigned count, std::uint64_t seed) {
  if (on.units.empty()) return unavailable{"the machine has no CPU"};
  if (count == 0) return unavailable{"needs at least 1 thread"};
  switch (where) {
    case placement::none:
      return plan{std::vector<cpu_set>(count), {}};
    case placement::compact:
      return first_of(neighbours_first(on), count, cpu);
    case placement::scatter:
      return first_of(far_apart(on), count, cpu);
    case placement::smt_siblings:
      return plan_siblings(on, count);
    case placement::same_l3:
      return plan_same_l3(on, count);
    case placement::cross_l3:
      return plan_across(on, count, &processing_unit::l3, l3_group);
    case placement::cross_numa:
      return plan_across(on, count, &processing_unit::numa, numa_node);
    case placement::oversubscribed:
      return plan_oversubscribed(on, count);
    case placement::migrating:
      return plan_migrating(on, count, seed);
  }
  return unavailable{"not a placement"};
}

unsigned natural_thread_count(const machine& on, placement where) {
  const auto all = static_cast<unsigned>(on.units.size());
  switch (where) {
    case placement::none:
      return std::max(2u, all);
    case placement::compact:
    case placement::scatter:
      return all;
    case placement::smt_siblings:
      return static_cast<unsigned>(siblings(on).size());
    case placement::same_l3:
      return static_cast<unsigned>(largest_l3(on).size());
    case placement::cross_l3:
      return count_groups(on, &processing_unit::l3) < 2
                 ? 0
                 : static_cast<unsigned>(dealt_round(on, &processing_unit::l3).size());
    case placement::cross_numa:
      return count_groups(on, &processing_unit::numa) < 2
                 ? 0
                 : static_cast<unsigned>(dealt_round(on, &processing_unit::numa).size());
    case placement::oversubscribed:
      return all * oversubscription;
    case placement::migrating:
      return all < 2 ? 0 : all;
  }
  return 0;
}

std::string_view to_string(placement where) { return names[static_cast<std::size_t>(where)]; }

std::optional<placement> parse_placement(std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return all_placements[static_cast<std::size_t>(found - names.begin())];
}

std::string to_string(const cpu_set& cpus) {
  std::string text;
  for (std::size_t first = 0; first < cpus.size();) {
    std::size_t last = first;
    while (last + 1 < cpus.size() && cpus[last + 1] == cpus[last] + 1) ++last;
    if (!text.empty()) text += ',';
    text += std::to_string(cpus[first]);
    if (last > first) text += '-' + std::to_string(cpus[last]);
    first = last + 1;
  }
  return text;
}

}  // namespace interlock::stress
