// SPDX-License-Identifier: MIT
/// @file
/// The clients of registry/event_counts.hpp.
#include "clients/event_counts.hpp"

#include "catalog.hpp"
#include "registry/event_counts.hpp"

namespace interlock::checks {

void add_event_counts(std::vector<catalog_entry>& all) {
  add_clients<event_count_clients, registry::event_counts>(all);
}

}  // namespace interlock::checks
