// SPDX-License-Identifier: MIT
/// @file
/// The cases of the registered queues.
#include "registry/queues.hpp"

#include <interlock/memory_order/std_backend.hpp>
#include <interlock/stress/rows.hpp>

#include "cases.hpp"

namespace interlock::stress {

void add_registered_queues(suite& cases) { add_queues<std_backend>(cases, registry::queues{}); }

}  // namespace interlock::stress
