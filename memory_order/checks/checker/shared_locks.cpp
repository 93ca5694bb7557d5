// SPDX-License-Identifier: MIT
/// @file
/// The clients of registry/shared_locks.hpp.
#include "clients/shared_locks.hpp"

#include "catalog.hpp"
#include "registry/shared_locks.hpp"

namespace interlock::checks {

void add_shared_locks(std::vector<catalog_entry>& all) {
  add_clients<shared_lock_clients, registry::shared_locks>(all);
}

}  // namespace interlock::checks
