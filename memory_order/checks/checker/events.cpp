// SPDX-License-Identifier: MIT
/// @file
/// The clients of registry/events.hpp.
#include "clients/events.hpp"

#include "catalog.hpp"
#include "registry/events.hpp"

namespace interlock::checks {

void add_events(std::vector<catalog_entry>& all) {
  add_clients<event_clients, registry::events>(all);
}

}  // namespace interlock::checks
