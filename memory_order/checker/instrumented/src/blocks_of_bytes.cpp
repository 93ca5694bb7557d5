// SPDX-License-Identifier: MIT
/// @file
/// memcpy, memmove and memset: accesses to whole ranges.
#include "native.hpp"
#include "session.hpp"

#include <cstddef>
#include <cstdint>

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

namespace {

native<void*(void*, const void*, std::size_t)> system_memmove{"memmove"};
native<void*(void*, int, std::size_t)> system_memset{"memset"};

/// Until the loader is done, nothing can be looked up.
bool loaded = false;
[[gnu::constructor]] void find_functions() {
  system_memmove.find();
  system_memset.find();
  loaded = true;
}

void* move(void* to, const void* from, std::size_t bytes) {
  if (loaded) return system_memmove(to, from, bytes);
  auto* const target = static_cast<volatile char*>(to);
  const auto* const source = static_cast<const char*>(from);
  const bool forwards = target < source;
  for (std::size_t i = 0; i < bytes; ++i) {
    const std::size_t at = forwards ? i : bytes - 1 - i;
    target[at] = source[at];
  }
  return to;
}

void* fill(void* to, int value, std::size_t bytes) {
  if (loaded) return system_memset(to, value, bytes);
  auto* const target = static_cast<volatile char*>(to);
  for (std::size_t i = 0; i < bytes; ++i) target[i] = static_cast<char>(value);
  return to;
}

void note(void* to, const void* from, std::size_t bytes, std::uintptr_t by) {
  if (!runs_client_code() || bytes == 0) return;
  const checker_code inside;
  session& here = session::here();
  if (from != nullptr) here.access(from, bytes, false, by);
  here.access(to, bytes, true, by);
}

}  // namespace

extern "C" {

void* memcpy(void* to, const void* from, std::size_t bytes) {
  note(to, from, bytes, caller());
  return move(to, from, bytes);
}
void* memmove(void* to, const void* from, std::size_t bytes) {
  note(to, from, bytes, caller());
  return move(to, from, bytes);
}
void* memset(void* to, int value, std::size_t bytes) {
  note(to, nullptr, bytes, caller());
  return fill(to, value, bytes);
}

// Newer compilers call these.
void* __tsan_memcpy(void* to, const void* from, std::size_t bytes) {
  note(to, from, bytes, caller());
  return move(to, from, bytes);
}
void* __tsan_memmove(void* to, const void* from, std::size_t bytes) {
  note(to, from, bytes, caller());
  return move(to, from, bytes);
}
void* __tsan_memset(void* to, int value, std::size_t bytes) {
  note(to, nullptr, bytes, caller());
  return fill(to, value, bytes);
}
}
