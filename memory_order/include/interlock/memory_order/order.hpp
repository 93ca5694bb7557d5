// SPDX-License-Identifier: MIT
/// @file
/// Short names of the memory orders: `order::acquire`, `order::release`, ... Every atomic operation
/// of this library names its order, and the comment above it says why that order is needed.
#pragma once

#include <atomic>

namespace interlock::order {
using enum std::memory_order;
}  // namespace interlock::order
