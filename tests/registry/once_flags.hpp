// SPDX-License-Identifier: MIT
/// @file
/// THE list of flags for `call_once`.
#pragma once

#include <interlock/sync/call_once.hpp>

#include "registry/type_list.hpp"

#include <string_view>

namespace interlock::registry {

struct once_flag_contract {
  bool destroyable = false;  ///< by a thread whose call has returned
};

struct once_flag_row {
  static constexpr std::string_view name = "once_flag";
  static constexpr std::string_view header = "interlock/sync/call_once.hpp";
  template <backend B>
  using type = basic_once_flag<B>;
  static constexpr once_flag_contract contract{.destroyable = true};
};

using once_flags = type_list<once_flag_row>;

}  // namespace interlock::registry
