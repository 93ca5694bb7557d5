// SPDX-License-Identifier: MIT
/// @file
/// THE list of latches.
#pragma once

#include <interlock/sync/latch.hpp>

#include "registry/type_list.hpp"

#include <string_view>

namespace interlock::registry {

struct latch_contract {
  bool timed = false;        ///< wait_for, wait_until
  bool destroyable = false;  ///< by a thread whose wait has returned
};

struct latch_row {
  static constexpr std::string_view name = "latch";
  static constexpr std::string_view header = "interlock/sync/latch.hpp";
  template <backend B>
  using type = basic_latch<B>;
  static constexpr latch_contract contract{.timed = true, .destroyable = true};
};

using latches = type_list<latch_row>;

}  // namespace interlock::registry
