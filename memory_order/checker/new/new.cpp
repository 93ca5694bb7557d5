// SPDX-License-Identifier: MIT
/// @file
/// The global operator new and delete: for the code of a client, its execution's memory, whose
/// leaks, double and invalid frees are found; for everything else, that of the C library.
#include <interlock/checker/runtime.hpp>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace {

namespace runtime = interlock::checker::runtime;

/// What is read before it is written is the same in every execution.
constexpr int never_written = 0xa5;

[[nodiscard]] void* from_system(std::size_t bytes, std::size_t alignment) noexcept {
  if (alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__) return std::malloc(bytes);
  return std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
}

[[nodiscard]] void* allocate(std::size_t bytes, std::size_t alignment, const void* caller) {
  const std::size_t wanted = std::max<std::size_t>(bytes, 1);
  if (void* const memory = runtime::allocate_for_new(wanted, alignment, caller)) {
    return std::memset(memory, never_written, bytes);
  }
  for (;;) {
    if (void* const memory = from_system(wanted, alignment)) return memory;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc{};
    handler();
  }
}

[[nodiscard]] void* allocate_or_null(std::size_t bytes, std::size_t alignment,
                                     const void* caller) noexcept {
  try {
    return allocate(bytes, alignment, caller);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void deallocate(void* memory, const void* caller) noexcept {
  if (memory != nullptr && !runtime::deallocate_for_delete(memory, caller)) std::free(memory);
}

constexpr std::size_t usual = __STDCPP_DEFAULT_NEW_ALIGNMENT__;
[[nodiscard]] constexpr std::size_t number(std::align_val_t alignment) noexcept {
  return static_cast<std::size_t>(alignment);
}

}  // namespace

/// For the linker to ask for: it then takes the operators of this file.
extern "C" {
extern const char interlock_checker_new;
const char interlock_checker_new = 0;
}

void* operator new(std::size_t bytes) {
  return allocate(bytes, usual, __builtin_return_address(0));
}
void* operator new[](std::size_t bytes) {
  return allocate(bytes, usual, __builtin_return_address(0));
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return allocate(bytes, number(alignment), __builtin_return_address(0));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return allocate(bytes, number(alignment), __builtin_return_address(0));
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  return allocate_or_null(bytes, usual, __builtin_return_address(0));
}
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept {
  return allocate_or_null(bytes, usual, __builtin_return_address(0));
}
void* operator new(std::size_t bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return allocate_or_null(bytes, number(alignment), __builtin_return_address(0));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment,
                     const std::nothrow_t&) noexcept {
  return allocate_or_null(bytes, number(alignment), __builtin_return_address(0));
}

void operator delete(void* memory) noexcept { deallocate(memory, __builtin_return_address(0)); }
void operator delete[](void* memory) noexcept { deallocate(memory, __builtin_return_address(0)); }
void operator delete(void* memory, std::size_t) noexcept {
  deallocate(memory, __builtin_return_address(0));
}
void operator delete[](void* memory, std::size_t) noexcept {
  deallocate(memory, __builtin_return_address(0));
}
void operator delete(void* memory, std::align_val_t) noexcept {
  deallocate(memory, __builtin_return_address(0));
}
void operator delete[](void* memory, std::align_val_t) noexcept {
  deallocate(memory, __builtin_return_address(0));
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  deallocate(memory, __builtin_return_address(0));
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
  deallocate(memory, __builtin_return_address(0));
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
  deallocate(memory, __builtin_return_address(0));
}
void operator delete[](void* memory, const std::nothrow_t&) noexcept {
  deallocate(memory, __builtin_return_address(0));
}
void operator delete(void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
  deallocate(memory, __builtin_return_address(0));
}
void operator delete[](void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
  deallocate(memory, __builtin_return_address(0));
}
