// SPDX-License-Identifier: MIT
/// @file
/// The cases of the registered events.
#include "registry/events.hpp"

#include <interlock/memory_order/std_backend.hpp>

#include "cases.hpp"
#include "support/gate_cases.hpp"

namespace interlock::stress {

void add_registered_events(suite& cases) { add_gates<std_backend>(cases, registry::events{}); }

}  // namespace interlock::stress
