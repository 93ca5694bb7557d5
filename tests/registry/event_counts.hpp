// SPDX-License-Identifier: MIT
/// @file
/// THE list of event counts.
#pragma once

#include <interlock/sync/event_count.hpp>

#include "registry/type_list.hpp"

#include <string_view>

namespace interlock::registry {

struct event_count_contract {
  bool timed = false;        ///< commit_wait_for, commit_wait_until, wait_for, wait_until
  bool destroyable = false;  ///< by a thread whose wait has returned
};

struct event_count_row {
  static constexpr std::string_view name = "event_count";
  static constexpr std::string_view header = "interlock/sync/event_count.hpp";
  template <backend B>
  using type = basic_event_count<event_count_fences::symmetric, B>;
  static constexpr event_count_contract contract{.timed = true};
};

struct light_event_count_row {
  static constexpr std::string_view name = "light_event_count";
  static constexpr std::string_view header = "interlock/sync/event_count.hpp";
  template <backend B>
  using type = basic_event_count<event_count_fences::light, B>;
  static constexpr event_count_contract contract{.timed = true};
};

using event_counts = type_list<event_count_row, light_event_count_row>;

}  // namespace interlock::registry
