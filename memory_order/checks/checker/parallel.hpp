// SPDX-License-Identifier: MIT
/// @file
/// Independent work on several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace interlock::checks {

/// Calls `work(i)` for each i below `count`, on at most `jobs` threads (at least one). The first
/// exception ends the work and is thrown again.
void for_each_index(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& work);

}  // namespace interlock::checks
