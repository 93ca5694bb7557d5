// SPDX-License-Identifier: MIT
/// @file
/// What a memory model allows a litmus program to do, and how two such answers differ.
#pragma once

#include "program.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace interlock::litmus {

enum class model : std::uint8_t { cpp20, sc };

/// The values of `observed_columns`: a register that was never set is 0, a location has the value
/// of its last write in modification order.
using final_state = std::vector<int>;

struct outcome {
  std::uint64_t executions = 0;  ///< consistent execution graphs in which every thread ends
  bool race = false;  ///< a consistent execution has a data race: the states mean nothing
  bool hang = false;  ///< in a consistent execution no thread can move, but not all ended
  std::set<final_state> states;

  bool operator==(const outcome&) const = default;
};

/// What differs, with the states of only one side in columns; empty if nothing does. If there is a
/// race, only that is compared.
[[nodiscard]] std::string difference(const outcome& expected, const outcome& actual,
                                     const std::vector<std::string>& columns);

}  // namespace interlock::litmus
