// SPDX-License-Identifier: MIT
/// @file
/// Stacks, and the switch between them.
#include "fiber.hpp"

#include <cstdint>
#include <cstring>
#include <new>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

/// Saves the callee-saved registers on the current stack, stores its pointer in `*save`, and
/// continues on stack `to`.
extern "C" void interlock_checker_switch(void** save, void* to) noexcept;

#if defined(__x86_64__)
__asm__(
    ".text\n"
    ".type interlock_checker_switch,@function\n"
    ".globl interlock_checker_switch\n"
    ".hidden interlock_checker_switch\n"
    "interlock_checker_switch:\n"
    "  pushq %rbp\n"
    "  pushq %rbx\n"
    "  pushq %r12\n"
    "  pushq %r13\n"
    "  pushq %r14\n"
    "  pushq %r15\n"
    "  movq %rsp, (%rdi)\n"
    "  movq %rsi, %rsp\n"
    "  popq %r15\n"
    "  popq %r14\n"
    "  popq %r13\n"
    "  popq %r12\n"
    "  popq %rbx\n"
    "  popq %rbp\n"
    "  ret\n"
    ".size interlock_checker_switch,.-interlock_checker_switch\n");
#elif defined(__aarch64__)
__asm__(
    ".text\n"
    ".type interlock_checker_switch,@function\n"
    ".globl interlock_checker_switch\n"
    ".hidden interlock_checker_switch\n"
    "interlock_checker_switch:\n"
    "  sub sp, sp, #160\n"
    "  stp x19, x20, [sp, #0]\n"
    "  stp x21, x22, [sp, #16]\n"
    "  stp x23, x24, [sp, #32]\n"
    "  stp x25, x26, [sp, #48]\n"
    "  stp x27, x28, [sp, #64]\n"
    "  stp x29, x30, [sp, #80]\n"
    "  stp d8, d9, [sp, #96]\n"
    "  stp d10, d11, [sp, #112]\n"
    "  stp d12, d13, [sp, #128]\n"
    "  stp d14, d15, [sp, #144]\n"
    "  mov x9, sp\n"
    "  str x9, [x0]\n"
    "  mov sp, x1\n"
    "  ldp x19, x20, [sp, #0]\n"
    "  ldp x21, x22, [sp, #16]\n"
    "  ldp x23, x24, [sp, #32]\n"
    "  ldp x25, x26, [sp, #48]\n"
    "  ldp x27, x28, [sp, #64]\n"
    "  ldp x29, x30, [sp, #80]\n"
    "  ldp d8, d9, [sp, #96]\n"
    "  ldp d10, d11, [sp, #112]\n"
    "  ldp d12, d13, [sp, #128]\n"
    "  ldp d14, d15, [sp, #144]\n"
    "  add sp, sp, #160\n"
    "  ret\n"
    ".size interlock_checker_switch,.-interlock_checker_switch\n");
#else
#error "interlock::checker needs a context switch for this processor"
#endif

namespace interlock::checker {
namespace {

#if defined(__x86_64__)
constexpr std::size_t entry_word = 6;
constexpr std::size_t frame_words =
    8;  // and a null return address for `run`, which keeps the stack aligned
#else
constexpr std::size_t entry_word = 11;  // x30
constexpr std::size_t frame_words = 20;
#endif

}  // namespace

fiber::~fiber() {
  if (stack_ != nullptr) ::munmap(stack_, stack_size_);
}

void fiber::restart(entry run) {
  if (stack_ == nullptr) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    stack_size_ = stack_bytes + page;
    void* const memory = ::mmap(nullptr, stack_size_, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc{};
    stack_ = static_cast<std::byte*>(memory);
    ::mprotect(stack_, page, PROT_NONE);
  }
#if defined(__SANITIZE_ADDRESS__)
  const auto guard = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  ASAN_UNPOISON_MEMORY_REGION(stack_ + guard, stack_size_ - guard);
#endif
  auto* const top = reinterpret_cast<std::uintptr_t*>(stack_ + stack_size_);
  std::uintptr_t* const frame = top - frame_words;
  std::memset(frame, 0, frame_words * sizeof(*frame));
  frame[entry_word] = reinterpret_cast<std::uintptr_t>(run);
  stack_pointer_ = frame;
}

void fiber::change(fiber& from, fiber& to) noexcept {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&from.sanitizer_state_, to.stack_, to.stack_size_);
#endif
  interlock_checker_switch(&from.stack_pointer_, to.stack_pointer_);
  arrived(from);
}

void fiber::arrived([[maybe_unused]] fiber& here) noexcept {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(here.sanitizer_state_, nullptr, nullptr);
#endif
}

}  // namespace interlock::checker
