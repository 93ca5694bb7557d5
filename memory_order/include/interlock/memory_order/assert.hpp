// SPDX-License-Identifier: MIT
/// @file
/// `INTERLOCK_ASSERT(B, condition, rule)`: tests a precondition. Under a checking backend always,
/// reported as a failure of the execution; otherwise in debug builds, ending the program with a
/// message that names the object and the rule. With NDEBUG it costs nothing. It never changes the
/// layout of a type.
#pragma once

#ifdef NDEBUG
#define INTERLOCK_ASSERT(B, condition, rule) \
  ((!B::checked || (condition)) ? void() : B::fail(rule, __FILE__, __LINE__))
#else
#define INTERLOCK_ASSERT(B, condition, rule) \
  ((condition) ? void() : B::fail(rule, __FILE__, __LINE__))
#endif
