// SPDX-License-Identifier: MIT
/// @file
/// The cases of the registered reclaimers.
#include "registry/reclaimers.hpp"

#include <interlock/memory_order/std_backend.hpp>
#include <interlock/stress/rows.hpp>

#include "cases.hpp"

namespace interlock::stress {

void add_registered_reclaimers(suite& cases) {
  add_reclaimers<std_backend>(cases, registry::reclaimers{});
}

}  // namespace interlock::stress
