// SPDX-License-Identifier: MIT
/// @file
/// The processors that this process may use, and binding a thread to one of them.
#pragma once

#include <vector>

namespace interlock::bench {

/// The kernel's numbers of the processors in this process's affinity mask. Never empty.
[[nodiscard]] const std::vector<int>& allowed_processors();

/// Binds the calling thread to the allowed processor `index`, counting round robin.
void bind_this_thread(unsigned index);

}  // namespace interlock::bench
