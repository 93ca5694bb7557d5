// SPDX-License-Identifier: MIT
/// @file
/// A hazard pointer protects only what can be retired.
// error: T must derive once, publicly, from hazard_pointer_obj_base
#include <interlock/lockfree/hazard_pointer.hpp>

struct no_base {};

no_base* read(const std::atomic<no_base*>& source) {
  return interlock::make_hazard_pointer().protect(source);
}
