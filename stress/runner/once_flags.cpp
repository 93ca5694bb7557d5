// SPDX-License-Identifier: MIT
/// @file
/// The cases of the registered flags for `call_once`.
#include "registry/once_flags.hpp"

#include <interlock/memory_order/std_backend.hpp>
#include <interlock/stress/rows.hpp>

#include "cases.hpp"

namespace interlock::stress {

void add_registered_once_flags(suite& cases) {
  add_once_flags<std_backend>(cases, registry::once_flags{});
}

}  // namespace interlock::stress
