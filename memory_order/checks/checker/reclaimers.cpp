// SPDX-License-Identifier: MIT
/// @file
/// The clients of registry/reclaimers.hpp.
#include "clients/reclaimers.hpp"

#include "catalog.hpp"
#include "registry/reclaimers.hpp"

namespace interlock::checks {

void add_reclaimers(std::vector<catalog_entry>& all) {
  add_clients<reclaimer_clients, registry::reclaimers>(all);
}

}  // namespace interlock::checks
