// SPDX-License-Identifier: MIT
/// @file
/// Which code belongs to the C library and the loader, and which to the program.
#pragma once

#include <cstdint>

namespace interlock::checker::instrumented {

[[nodiscard]] bool is_in_system_library(std::uintptr_t code) noexcept;

/// `code`, which is on the stack of calls, or the instruction of the program that has led to it if
/// it belongs to a library.
[[nodiscard]] std::uintptr_t in_program(std::uintptr_t code) noexcept;

}  // namespace interlock::checker::instrumented
