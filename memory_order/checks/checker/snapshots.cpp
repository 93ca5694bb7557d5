// SPDX-License-Identifier: MIT
/// @file
/// The clients of registry/snapshots.hpp.
#include "clients/snapshots.hpp"

#include "catalog.hpp"
#include "registry/snapshots.hpp"

namespace interlock::checks {

void add_snapshots(std::vector<catalog_entry>& all) {
  add_clients<snapshot_clients, registry::snapshots>(all);
}

}  // namespace interlock::checks
