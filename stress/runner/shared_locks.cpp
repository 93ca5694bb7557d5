// SPDX-License-Identifier: MIT
/// @file
/// The cases of the registered locks with shared access.
#include "registry/shared_locks.hpp"

#include <interlock/memory_order/std_backend.hpp>
#include <interlock/stress/rows.hpp>

#include "cases.hpp"

namespace interlock::stress {

void add_registered_shared_locks(suite& cases) {
  add_shared_locks<std_backend>(cases, registry::shared_locks{});
}

}  // namespace interlock::stress
