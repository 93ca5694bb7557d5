// SPDX-License-Identifier: MIT
/// @file
/// Memory for the client, or for the checker, whoever runs.
#pragma once

#include <cstddef>
#include <cstdint>

namespace interlock::checker::instrumented {

/// Null if there is no memory left.
[[nodiscard]] void* allocate_object(std::size_t bytes, std::size_t alignment, std::uintptr_t from);

/// Gives back what this, malloc or any of its family has returned; null is allowed.
void release(void* memory, std::uintptr_t from);

}  // namespace interlock::checker::instrumented
