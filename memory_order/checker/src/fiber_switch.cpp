// SPDX-License-Identifier: MIT
/// @file
/// The switch between two stacks, for each processor.
#include "fiber_switch.hpp"

#include <cstring>
#include <ucontext.h>

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
// And a null return address for `run`, which keeps the stack aligned.
constexpr std::size_t frame_words = 8;
#else
constexpr std::size_t entry_word = 11;  // x30
constexpr std::size_t frame_words = 20;
#endif

}  // namespace

void* prepare_stack(std::byte* top, void (*run)()) noexcept {
  std::uintptr_t* const frame = reinterpret_cast<std::uintptr_t*>(top) - frame_words;
  std::memset(frame, 0, frame_words * sizeof(*frame));
  frame[entry_word] = reinterpret_cast<std::uintptr_t>(run);
  return frame;
}

std::uintptr_t interrupted_at(const void* context) noexcept {
  const auto& machine = static_cast<const ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
  return static_cast<std::uintptr_t>(machine.gregs[REG_RIP]);
#else
  return machine.pc;
#endif
}

void return_into(void* context, std::byte* top, void (*run)()) noexcept {
  auto& machine = static_cast<ucontext_t*>(context)->uc_mcontext;
  const auto start = reinterpret_cast<std::uintptr_t>(run);
#if defined(__x86_64__)
  // As a call would leave it: with a return address, here null, on the aligned stack.
  std::uintptr_t* const stack = reinterpret_cast<std::uintptr_t*>(top) - 1;
  *stack = 0;
  machine.gregs[REG_RSP] = reinterpret_cast<greg_t>(stack);
  machine.gregs[REG_RBP] = 0;
  machine.gregs[REG_RIP] = static_cast<greg_t>(start);
  constexpr greg_t direction_flag = 0x400;
  machine.gregs[REG_EFL] &= ~direction_flag;
#else
  machine.sp = reinterpret_cast<std::uintptr_t>(top);
  machine.regs[29] = 0;
  machine.regs[30] = 0;
  machine.pc = start;
#endif
}

}  // namespace interlock::checker
