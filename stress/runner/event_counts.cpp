// SPDX-License-Identifier: MIT
/// @file
/// The cases of the registered event counts.
#include "registry/event_counts.hpp"

#include <interlock/memory_order/std_backend.hpp>

#include "cases.hpp"
#include "support/event_count_cases.hpp"

namespace interlock::stress {

void add_registered_event_counts(suite& cases) {
  add_event_counts<std_backend>(cases, registry::event_counts{});
}

}  // namespace interlock::stress
