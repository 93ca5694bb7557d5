// SPDX-License-Identifier: MIT
/// @file
/// The clients of registry/locks.hpp.
#include "clients/locks.hpp"

#include "catalog.hpp"
#include "registry/locks.hpp"

namespace interlock::checks {

void add_locks(std::vector<catalog_entry>& all) { add_clients<lock_clients, registry::locks>(all); }

}  // namespace interlock::checks
