// SPDX-License-Identifier: MIT
/// @file
/// An object has one link, so it has one base class to be retired by.
// error: T must derive once, publicly, from hazard_pointer_obj_base
#include <interlock/lockfree/hazard_pointer.hpp>

struct deleter {
  void operator()(struct twice* object) const;
};
struct twice : interlock::hazard_pointer_obj_base<twice>,
               interlock::hazard_pointer_obj_base<twice, deleter> {};

void retire(twice* object) {
  static_cast<interlock::hazard_pointer_obj_base<twice>*>(object)->retire();
}
