// SPDX-License-Identifier: MIT
/// @file
/// The cases of the registered semaphores.
#include "registry/semaphores.hpp"

#include <interlock/memory_order/std_backend.hpp>
#include <interlock/stress/rows.hpp>

#include "cases.hpp"

namespace interlock::stress {

void add_registered_semaphores(suite& cases) {
  add_semaphores<std_backend>(cases, registry::semaphores{});
}

}  // namespace interlock::stress
