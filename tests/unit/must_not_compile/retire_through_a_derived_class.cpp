// SPDX-License-Identifier: MIT
/// @file
/// The base class names the class that is protected, not a base of it.
// error: T must derive once, publicly, from hazard_pointer_obj_base
#include <interlock/lockfree/hazard_pointer.hpp>

struct base : interlock::hazard_pointer_obj_base<base> {};
struct derived : base {};

void protect(interlock::hazard_pointer& guard, derived* object) { guard.reset_protection(object); }
