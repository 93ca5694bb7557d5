// SPDX-License-Identifier: MIT
/// @file
/// The cases of the registered locks.
#include "registry/locks.hpp"

#include <interlock/memory_order/std_backend.hpp>
#include <interlock/stress/rows.hpp>

#include "cases.hpp"

namespace interlock::stress {

void add_registered_locks(suite& cases) { add_locks<std_backend>(cases, registry::locks{}); }

}  // namespace interlock::stress
