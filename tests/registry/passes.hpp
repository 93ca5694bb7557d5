// SPDX-License-Identifier: MIT
/// @file
/// How contracts say how many threads that come later may pass one that waits.
#pragma once

#include <cstdint>
#include <limits>

namespace interlock::registry {

inline constexpr std::uint32_t any_number_of_passes = std::numeric_limits<std::uint32_t>::max();

}  // namespace interlock::registry
