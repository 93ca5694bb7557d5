// SPDX-License-Identifier: MIT
/// @file
/// The cases of the registered barriers.
#include "registry/barriers.hpp"

#include <interlock/memory_order/std_backend.hpp>

#include "cases.hpp"
#include "support/gate_cases.hpp"

namespace interlock::stress {

void add_registered_barriers(suite& cases) {
  add_barriers<std_backend>(cases, registry::barriers{});
}

}  // namespace interlock::stress
