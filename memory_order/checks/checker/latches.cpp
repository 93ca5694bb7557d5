// SPDX-License-Identifier: MIT
/// @file
/// The clients of registry/latches.hpp.
#include "clients/latches.hpp"

#include "catalog.hpp"
#include "registry/latches.hpp"

namespace interlock::checks {

void add_latches(std::vector<catalog_entry>& all) {
  add_clients<latch_clients, registry::latches>(all);
}

}  // namespace interlock::checks
