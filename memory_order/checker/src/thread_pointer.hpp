// SPDX-License-Identifier: MIT
/// @file
/// The register through which the processor finds thread-local objects. A fiber that takes over the
/// thread pointer of another thread of the system has that thread's thread-local objects.
#pragma once

namespace interlock::checker {

[[nodiscard]] void* thread_pointer() noexcept;
void set_thread_pointer(void* to) noexcept;

}  // namespace interlock::checker
