// SPDX-License-Identifier: MIT
/// @file
/// operator new and delete: as the library's own, but a report names who calls them.
#include "allocation.hpp"
#include "session.hpp"

#include <cstddef>
#include <new>

using namespace interlock::checker::instrumented;

namespace {

constexpr std::size_t natural = __STDCPP_DEFAULT_NEW_ALIGNMENT__;

[[nodiscard]] void* must_allocate(std::size_t bytes, std::size_t alignment, std::uintptr_t from) {
  void* const memory = allocate_object(bytes, alignment, from);
  if (memory == nullptr) throw std::bad_alloc{};
  return memory;
}

[[nodiscard]] std::size_t number(std::align_val_t alignment) noexcept {
  return static_cast<std::size_t>(alignment);
}

}  // namespace

void* operator new(std::size_t bytes) { return must_allocate(bytes, natural, caller()); }
void* operator new[](std::size_t bytes) { return must_allocate(bytes, natural, caller()); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return must_allocate(bytes, number(alignment), caller());
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return must_allocate(bytes, number(alignment), caller());
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  return allocate_object(bytes, natural, caller());
}
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept {
  return allocate_object(bytes, natural, caller());
}
void* operator new(std::size_t bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return allocate_object(bytes, number(alignment), caller());
}
void* operator new[](std::size_t bytes, std::align_val_t alignment,
                     const std::nothrow_t&) noexcept {
  return allocate_object(bytes, number(alignment), caller());
}

void operator delete(void* memory) noexcept { release(memory, caller()); }
void operator delete[](void* memory) noexcept { release(memory, caller()); }
void operator delete(void* memory, std::size_t) noexcept { release(memory, caller()); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory, caller()); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory, caller()); }
void operator delete[](void* memory, std::align_val_t) noexcept { release(memory, caller()); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  release(memory, caller());
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
  release(memory, caller());
}
void operator delete(void* memory, const std::nothrow_t&) noexcept { release(memory, caller()); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { release(memory, caller()); }
