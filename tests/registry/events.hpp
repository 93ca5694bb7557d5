// SPDX-License-Identifier: MIT
/// @file
/// THE list of events.
#pragma once

#include <interlock/sync/auto_reset_event.hpp>
#include <interlock/sync/manual_reset_event.hpp>

#include "registry/type_list.hpp"

#include <string_view>

namespace interlock::registry {

struct event_contract {
  bool timed = false;        ///< wait_for, wait_until
  bool auto_reset = false;   ///< a wait takes the signal, so a set lets one thread through
  bool destroyable = false;  ///< by a thread whose wait has returned
};

struct manual_reset_event_row {
  static constexpr std::string_view name = "manual_reset_event";
  static constexpr std::string_view header = "interlock/sync/manual_reset_event.hpp";
  template <backend B>
  using type = basic_manual_reset_event<B>;
  static constexpr event_contract contract{.timed = true, .destroyable = true};
};

struct auto_reset_event_row {
  static constexpr std::string_view name = "auto_reset_event";
  static constexpr std::string_view header = "interlock/sync/auto_reset_event.hpp";
  template <backend B>
  using type = basic_auto_reset_event<B>;
  static constexpr event_contract contract{.timed = true, .auto_reset = true, .destroyable = true};
};

using events = type_list<manual_reset_event_row, auto_reset_event_row>;

}  // namespace interlock::registry
