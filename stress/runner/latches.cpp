// SPDX-License-Identifier: MIT
/// @file
/// The cases of the registered latches.
#include "registry/latches.hpp"

#include <interlock/memory_order/std_backend.hpp>

#include "cases.hpp"
#include "support/gate_cases.hpp"

namespace interlock::stress {

void add_registered_latches(suite& cases) { add_gates<std_backend>(cases, registry::latches{}); }

}  // namespace interlock::stress
