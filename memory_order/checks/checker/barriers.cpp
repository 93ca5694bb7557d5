// SPDX-License-Identifier: MIT
/// @file
/// The clients of registry/barriers.hpp.
#include "clients/barriers.hpp"

#include "catalog.hpp"
#include "registry/barriers.hpp"

namespace interlock::checks {

void add_barriers(std::vector<catalog_entry>& all) {
  add_clients<barrier_clients, registry::barriers>(all);
}

}  // namespace interlock::checks
