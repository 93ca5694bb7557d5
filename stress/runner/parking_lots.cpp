// SPDX-License-Identifier: MIT
/// @file
/// The cases of the registered parking lots.
#include "registry/parking_lots.hpp"

#include <interlock/memory_order/std_backend.hpp>
#include <interlock/stress/rows.hpp>

#include "cases.hpp"

namespace interlock::stress {

void add_registered_parking_lots(suite& cases) {
  add_parking_lots<std_backend>(cases, registry::parking_lots{});
}

}  // namespace interlock::stress
