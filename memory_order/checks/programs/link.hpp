// SPDX-License-Identifier: MIT
/// @file
/// `link`: names a node by its number, with a count against ABA.
#pragma once

#include <cstdint>

namespace interlock::programs {

struct link {
  std::uint32_t node;   ///< 0 stands for none
  std::uint32_t count;  ///< how often the place that holds this has changed
  friend bool operator==(const link&, const link&) = default;
};

}  // namespace interlock::programs
