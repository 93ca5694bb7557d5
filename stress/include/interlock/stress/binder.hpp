// SPDX-License-Identifier: MIT
/// @file
/// Binds threads to CPUs and never takes the kernel's word for it: the affinity mask is read back
/// and the thread must be seen to run where it was asked to.
#pragma once

#include <interlock/stress/machine.hpp>
#include <interlock/stress/placement.hpp>

#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>

namespace interlock::stress {

/// The system calls of a binder, replaceable so that a test can make them fail.
struct bind_operations {
  std::function<int(pid_t thread, const cpu_set&)> set_affinity;  ///< 0 or an errno value
  std::function<std::optional<cpu_set>(pid_t thread)> get_affinity;
  std::function<int()> current_cpu;  ///< of the calling thread, -1 when unknown
};

/// sched_setaffinity, sched_getaffinity and sched_getcpu.
const bind_operations& system_bind_operations();

enum class binding_outcome {
  unbound,    ///< nothing was asked for
  bound,      ///< asked for, and confirmed
  refused,    ///< asked for, and not obtained
  simulated,  ///< planned for a machine that is not this one: nothing was done
};

struct binding {
  binding_outcome outcome = binding_outcome::unbound;
  cpu_set cpus;        ///< the affinity mask read back; empty unless `bound`
  int error = 0;       ///< the errno value of a refusal by the kernel
  std::string reason;  ///< of a refusal
};

/// Binds the calling thread to `requested` (empty: leaves it alone).
binding bind_this_thread(const cpu_set& requested, machine_source source,
                         const bind_operations& operations = system_bind_operations());

std::string_view to_string(binding_outcome outcome);

}  // namespace interlock::stress
