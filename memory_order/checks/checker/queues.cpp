// SPDX-License-Identifier: MIT
/// @file
/// The clients of registry/queues.hpp.
#include "clients/queues.hpp"

#include "catalog.hpp"
#include "registry/queues.hpp"

namespace interlock::checks {

void add_queues(std::vector<catalog_entry>& all) {
  add_clients<queue_clients, registry::queues>(all);
}

}  // namespace interlock::checks
