// SPDX-License-Identifier: MIT
/// @file
/// The cases of the registered snapshots.
#include "registry/snapshots.hpp"

#include <interlock/memory_order/std_backend.hpp>
#include <interlock/stress/rows.hpp>

#include "cases.hpp"

namespace interlock::stress {

void add_registered_snapshots(suite& cases) {
  add_snapshots<std_backend>(cases, registry::snapshots{});
}

}  // namespace interlock::stress
