// SPDX-License-Identifier: MIT
/// @file
/// The clients of registry/semaphores.hpp.
#include "clients/semaphores.hpp"

#include "catalog.hpp"
#include "registry/semaphores.hpp"

namespace interlock::checks {

void add_semaphores(std::vector<catalog_entry>& all) {
  add_clients<semaphore_clients, registry::semaphores>(all);
}

}  // namespace interlock::checks
