// SPDX-License-Identifier: MIT
/// @file
/// malloc and its family, and operator new on top of it: in an exploration, memory of the
/// execution.
#include "allocation.hpp"

#include "modules.hpp"
#include "native.hpp"
#include "session.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <malloc.h>
#include <string>

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

// The C library's own, under names that nobody redefines: needed before anything can be looked up.
extern "C" {
void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t bytes);
void* __libc_realloc(void* memory, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);
void __libc_free(void* memory);
}

namespace {

native<std::size_t(void*)> system_usable_size{"malloc_usable_size"};

constexpr std::size_t natural = alignof(std::max_align_t);

/// Whether a request is the client's: not the checker's, and not one of the C library for itself,
/// whose buffers outlive the execution.
[[nodiscard]] bool is_of_client(std::uintptr_t from) noexcept {
  return runs_client_code() && !is_in_system_library(from);
}

[[nodiscard]] bool is_of_execution(const void* memory) noexcept {
  // A thread of the client has no arena of its own, and the engine may free after a run.
  machine* const engine = machine::running();
  if (engine != nullptr) return engine->memory().contains(memory);
  return arena::latest() != nullptr && arena::latest()->contains(memory);
}

/// Memory of the system, which the client may be going to free.
[[nodiscard]] void* known_to_client(void* memory) {
  if (!runs_client_code()) return memory;
  const checker_code inside;
  session::here().system().made.insert(memory);
  return memory;
}

[[nodiscard]] void* allocate(std::size_t bytes, std::size_t alignment, std::uintptr_t from) {
  const checker_code inside;
  session& here = session::here();
  void* const memory = here.memory().allocate(bytes, std::max(alignment, natural), here.path(from));
  if (memory == nullptr) errno = ENOMEM;
  return memory;
}

void deallocate(void* memory, std::uintptr_t from) {
  const checker_code inside;
  session& here = session::here();
  system_memory& others = here.system();
  if (is_of_execution(memory)) {
    here.memory().deallocate(reinterpret_cast<std::uintptr_t>(memory), here.path(from));
  } else if (others.made.erase(memory) != 0) {
    __libc_free(memory);
  } else if (!others.released.insert(memory).second) {
    // It was there before the run, and will be in the next one.
    const heap_moment now{here.thread(), here.engine().date(), here.path(from)};
    here.memory().blame(step_kind::free, now);
    here.engine().fail(
        failure::double_free,
        "double free: thread " + std::to_string(here.thread()) + here.memory().place_of(now.path));
  }
}

[[nodiscard]] std::size_t size_of(void* memory) {
  const checker_code inside;
  if (!is_of_execution(memory)) return system_usable_size(memory);
  const heap_block* const block =
      session::here().memory().block_at(reinterpret_cast<std::uintptr_t>(memory));
  return block == nullptr ? 0 : block->bytes;
}

[[nodiscard]] void* cleared(void* memory, std::size_t bytes, std::uintptr_t from) {
  if (memory == nullptr || bytes == 0) return memory;
  const checker_code inside;
  session::here().access(memory, bytes, true, from);
  return std::memset(memory, 0, bytes);
}

[[nodiscard]] void* reallocate(void* memory, std::size_t bytes, std::uintptr_t from) {
  const std::size_t common = std::min(size_of(memory), bytes);
  void* const moved = allocate(bytes, natural, from);
  if (moved == nullptr) return nullptr;
  if (common != 0) {
    const checker_code inside;
    session::here().access(memory, common, false, from);
    session::here().access(moved, common, true, from);
    std::memcpy(moved, memory, common);
  }
  deallocate(memory, from);
  return moved;
}

[[nodiscard]] void* align(std::size_t alignment, std::size_t bytes, std::uintptr_t from) {
  return is_of_client(from) ? allocate(bytes, alignment, from)
                            : known_to_client(__libc_memalign(alignment, bytes));
}

[[nodiscard]] bool overflows(std::size_t count, std::size_t bytes) noexcept {
  return bytes != 0 && count > std::numeric_limits<std::size_t>::max() / bytes;
}

}  // namespace

namespace interlock::checker::instrumented {

void* allocate_object(std::size_t bytes, std::size_t alignment, std::uintptr_t from) {
  if (is_of_client(from)) return allocate(bytes, alignment, from);
  const std::size_t count = std::max<std::size_t>(bytes, 1);
  return known_to_client(alignment <= natural ? __libc_malloc(count)
                                              : __libc_memalign(alignment, count));
}

void release(void* memory, std::uintptr_t from) {
  if (memory == nullptr) return;
  if (runs_client_code()) {
    deallocate(memory, from);
  } else if (!is_of_execution(memory)) {
    __libc_free(memory);
  }
}

}  // namespace interlock::checker::instrumented

extern "C" {

void* malloc(std::size_t bytes) noexcept {
  return is_of_client(caller()) ? allocate(bytes, natural, caller())
                                : known_to_client(__libc_malloc(bytes));
}

void free(void* memory) noexcept { release(memory, caller()); }

void* calloc(std::size_t count, std::size_t bytes) noexcept {
  if (!is_of_client(caller())) return known_to_client(__libc_calloc(count, bytes));
  if (overflows(count, bytes)) return nullptr;
  return cleared(allocate(count * bytes, natural, caller()), count * bytes, caller());
}

void* realloc(void* memory, std::size_t bytes) noexcept {
  if (memory == nullptr) {
    return is_of_client(caller()) ? allocate(bytes, natural, caller())
                                  : known_to_client(__libc_malloc(bytes));
  }
  if (runs_client_code() && (is_of_client(caller()) || is_of_execution(memory)))
    return reallocate(memory, bytes, caller());
  return known_to_client(__libc_realloc(memory, bytes));
}

void* reallocarray(void* memory, std::size_t count, std::size_t bytes) noexcept {
  return overflows(count, bytes) ? nullptr : realloc(memory, count * bytes);
}

void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
  return align(alignment, bytes, caller());
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  return align(alignment, bytes, caller());
}

int posix_memalign(void** result, std::size_t alignment, std::size_t bytes) noexcept {
  void* const memory = align(alignment, bytes, caller());
  if (memory == nullptr) return ENOMEM;
  *result = memory;
  return 0;
}

std::size_t malloc_usable_size(void* memory) noexcept {
  if (memory == nullptr) return 0;
  return runs_client_code() ? size_of(memory) : system_usable_size(memory);
}
}
