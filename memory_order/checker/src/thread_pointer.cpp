// SPDX-License-Identifier: MIT
/// @file
/// See thread_pointer.hpp.
#include "thread_pointer.hpp"

#if defined(__x86_64__)
#include <asm/prctl.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace interlock::checker {

#if defined(__x86_64__)
namespace {

/// Whether the kernel lets programs write the register themselves (HWCAP2_FSGSBASE).
[[nodiscard]] bool is_writable() noexcept { return (::getauxval(AT_HWCAP2) & 2U) != 0; }

const bool writable = is_writable();

}  // namespace

void* thread_pointer() noexcept {
  void* self = nullptr;
  asm("movq %%fs:0, %0" : "=r"(self));
  return self;
}

void set_thread_pointer(void* to) noexcept {
  if (writable) {
    asm volatile("wrfsbase %0" : : "r"(to) : "memory");
  } else {
    ::syscall(SYS_arch_prctl, ARCH_SET_FS, to);
  }
}
#else
void* thread_pointer() noexcept {
  void* self = nullptr;
  asm("mrs %0, tpidr_el0" : "=r"(self));
  return self;
}

void set_thread_pointer(void* to) noexcept {
  asm volatile("msr tpidr_el0, %0" : : "r"(to) : "memory");
}
#endif

}  // namespace interlock::checker
