// SPDX-License-Identifier: MIT
/// @file
/// Rows next to the wrap of their counters.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <cstdint>

namespace interlock::checks {

/// A row that `starts_anywhere`, with counters that start next to their wrap.
template <class Row>
struct wrapping_row : Row {
  template <backend B>
  struct type : Row::template type<B> {
    type() : Row::template type<B>{std::uint32_t{0} - 1} {}
  };
};

}  // namespace interlock::checks
