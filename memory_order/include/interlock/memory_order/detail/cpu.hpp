// SPDX-License-Identifier: MIT
/// @file
/// What an instruction set offers to a spinning thread.
#pragma once

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

}  // namespace interlock::detail
