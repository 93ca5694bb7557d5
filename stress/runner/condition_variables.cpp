// SPDX-License-Identifier: MIT
/// @file
/// The cases of the registered condition variables.
#include "registry/condition_variables.hpp"

#include <interlock/memory_order/std_backend.hpp>
#include <interlock/stress/rows.hpp>

#include "cases.hpp"

namespace interlock::stress {

void add_registered_condition_variables(suite& cases) {
  add_condition_variables<std_backend>(cases, registry::condition_variables{});
}

}  // namespace interlock::stress
