// SPDX-License-Identifier: MIT
/// @file
/// The clients of registry/once_flags.hpp.
#include "clients/once_flags.hpp"

#include "catalog.hpp"
#include "registry/once_flags.hpp"

namespace interlock::checks {

void add_once_flags(std::vector<catalog_entry>& all) {
  add_clients<once_flag_clients, registry::once_flags>(all);
}

}  // namespace interlock::checks
