// SPDX-License-Identifier: MIT
/// @file
/// The binder, over the affinity calls of Linux.
#include <interlock/stress/binder.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sched.h>

namespace interlock::stress {
namespace {

// The kernel rejects a mask smaller than its own; 8192 is the most that Linux can be built for.
constexpr unsigned max_cpus = 8192;
using affinity_mask = std::array<cpu_set_t, max_cpus / CPU_SETSIZE>;

int set_affinity(pid_t thread, const cpu_set& cpus) {
  affinity_mask mask{};
  for (const unsigned cpu : cpus) {
    if (cpu >= max_cpus) return EINVAL;
    CPU_SET_S(cpu, sizeof mask, mask.data());
  }
  return sched_setaffinity(thread, sizeof mask, mask.data()) == 0 ? 0 : errno;
}

std::optional<cpu_set> get_affinity(pid_t thread) {
  affinity_mask mask{};
  if (sched_getaffinity(thread, sizeof mask, mask.data()) != 0) return std::nullopt;
  cpu_set cpus;
  for (unsigned cpu = 0; cpu < max_cpus; ++cpu) {
    if (CPU_ISSET_S(cpu, sizeof mask, mask.data())) cpus.push_back(cpu);
  }
  return cpus;
}

binding refused(int error, std::string reason) {
  return {binding_outcome::refused, {}, error, std::move(reason)};
}

}  // namespace

const bind_operations& system_bind_operations() {
  static const bind_operations operations{set_affinity, get_affinity,
                                          [] { return sched_getcpu(); }};
  return operations;
}

binding bind_this_thread(const cpu_set& requested, machine_source source,
                         const bind_operations& operations) {
  if (requested.empty()) return {};
  if (source == machine_source::synthetic) return {binding_outcome::simulated, {}, 0, {}};
  if (const int error = operations.set_affinity(0, requested); error != 0) {
    return refused(error,
                   "cannot bind to CPU " + to_string(requested) + ": " + std::strerror(error));
  }
  const auto actual = operations.get_affinity(0);
  if (!actual) return refused(0, "the affinity mask cannot be read back");
  if (*actual != requested) {
    return refused(0, "asked for CPU " + to_string(requested) + ", the kernel reports CPU " +
                          to_string(*actual));
  }
  const int running_on = operations.current_cpu();
  if (running_on < 0 || std::find(actual->begin(), actual->end(),
                                  static_cast<unsigned>(running_on)) == actual->end()) {
    return refused(0, "asked for CPU " + to_string(requested) + ", but the thread runs on CPU " +
                          std::to_string(running_on));
  }
  return {binding_outcome::bound, *actual, 0, {}};
}

std::string_view to_string(binding_outcome outcome) {
  switch (outcome) {
    case binding_outcome::unbound:
      return "unbound";
    case binding_outcome::bound:
      return "bound";
    case binding_outcome::refused:
      return "refused";
    case binding_outcome::simulated:
      return "simulated";
  }
  return "?";
}

}  // namespace interlock::stress
