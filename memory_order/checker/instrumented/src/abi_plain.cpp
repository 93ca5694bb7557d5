// SPDX-License-Identifier: MIT
/// @file
/// The functions that compilers call before accesses that are not atomic, and at the start and the
/// end of functions.
#include "session.hpp"

#include <cstddef>
#include <cstdint>

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

namespace {

void reads(const void* from, std::size_t bytes, std::uintptr_t by) {
  if (!runs_client_code() || bytes == 0) return;
  const checker_code inside;
  session::here().access(from, bytes, false, by);
}

void writes(const void* to, std::size_t bytes, std::uintptr_t by) {
  if (!runs_client_code() || bytes == 0) return;
  const checker_code inside;
  session::here().access(to, bytes, true, by);
}

}  // namespace

// The names are those of the compilers' interface, which has a set of functions for each size.
#define INTERLOCK_PLAIN_FUNCTIONS(bytes)                                                           \
  extern "C" void __tsan_read##bytes(void* from) { reads(from, bytes, caller()); }                 \
  extern "C" void __tsan_write##bytes(void* to) { writes(to, bytes, caller()); }                   \
  extern "C" void __tsan_unaligned_read##bytes(const void* from) { reads(from, bytes, caller()); } \
  extern "C" void __tsan_unaligned_write##bytes(void* to) { writes(to, bytes, caller()); }         \
  extern "C" void __tsan_volatile_read##bytes(void* from) { reads(from, bytes, caller()); }        \
  extern "C" void __tsan_volatile_write##bytes(void* to) { writes(to, bytes, caller()); }          \
  extern "C" void __tsan_read_write##bytes(void* at) {                                             \
    reads(at, bytes, caller());                                                                    \
    writes(at, bytes, caller());                                                                   \
  }

INTERLOCK_PLAIN_FUNCTIONS(1)
INTERLOCK_PLAIN_FUNCTIONS(2)
INTERLOCK_PLAIN_FUNCTIONS(4)
INTERLOCK_PLAIN_FUNCTIONS(8)
INTERLOCK_PLAIN_FUNCTIONS(16)
#undef INTERLOCK_PLAIN_FUNCTIONS

extern "C" {

void __tsan_read_range(void* from, std::size_t bytes) { reads(from, bytes, caller()); }
void __tsan_write_range(void* to, std::size_t bytes) { writes(to, bytes, caller()); }

void __tsan_vptr_read(void** pointer) { reads(pointer, sizeof(*pointer), caller()); }
/// A destructor that sets the pointer to what it is changes nothing.
void __tsan_vptr_update(void** pointer, void* table) {
  if (*pointer != table) writes(pointer, sizeof(*pointer), caller());
}

void __tsan_func_entry(void* call) {
  if (!runs_client_code()) return;
  const checker_code inside;
  session& here = session::here();
  here.calls().enter(here.thread(), reinterpret_cast<std::uintptr_t>(call));
}
void __tsan_func_exit() {
  if (!runs_client_code()) return;
  const checker_code inside;
  session& here = session::here();
  here.calls().leave(here.thread());
}

void __tsan_init() {}
}
