// SPDX-License-Identifier: MIT
/// @file
/// The clients of registry/condition_variables.hpp.
#include "clients/condition_variables.hpp"

#include "catalog.hpp"
#include "registry/condition_variables.hpp"

namespace interlock::checks {

void add_condition_variables(std::vector<catalog_entry>& all) {
  add_clients<condition_variable_clients, registry::condition_variables>(all);
}

}  // namespace interlock::checks
