// SPDX-License-Identifier: MIT
/// @file
/// What `fiber` needs to know of the processor.
#pragma once

#include <cstddef>
#include <cstdint>

/// Saves the callee-saved registers on the current stack, stores its pointer in `*save`, and
/// continues on stack `to`.
extern "C" void interlock_checker_switch(void** save, void* to) noexcept;

namespace interlock::checker {

/// Prepares the stack that ends at `top` so that a switch to the result calls `run`.
[[nodiscard]] void* prepare_stack(std::byte* top, void (*run)()) noexcept;

/// Where the code that a signal has interrupted was; `context` is the third argument of the
/// handler.
[[nodiscard]] std::uintptr_t interrupted_at(const void* context) noexcept;

/// Makes the handler return into `run`, on the stack that ends at `top`.
void return_into(void* context, std::byte* top, void (*run)()) noexcept;

}  // namespace interlock::checker
