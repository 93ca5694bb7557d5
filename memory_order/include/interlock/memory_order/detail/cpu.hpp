// SPDX-License-Identifier: MIT
/// @file
/// What an instruction set offers to a thread that spins, or that asks who it is.
#pragma once

#include <cstdint>

namespace interlock::detail {

/// Tells the processor that this is a spin loop: saves power, frees the sibling hardware thread,
/// and delays the next load. On aarch64 `isb` really waits (`yield` is a no-op on most cores).
inline void cpu_relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("isb" ::: "memory");
#else
  __asm__ __volatile__("" ::: "memory");
#endif
}

/// The register that the calling thread finds its thread-local variables by: unlike the address of
/// such a variable it is the same in every module of a program, and it costs one instruction.
inline std::uintptr_t thread_pointer() noexcept {
  return reinterpret_cast<std::uintptr_t>(__builtin_thread_pointer());
}

}  // namespace interlock::detail
