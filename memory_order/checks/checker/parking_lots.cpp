// SPDX-License-Identifier: MIT
/// @file
/// The clients of registry/parking_lots.hpp.
#include "clients/parking_lots.hpp"

#include "catalog.hpp"
#include "registry/parking_lots.hpp"

namespace interlock::checks {

void add_parking_lots(std::vector<catalog_entry>& all) {
  add_clients<parking_lot_clients, registry::parking_lots>(all);
}

}  // namespace interlock::checks
