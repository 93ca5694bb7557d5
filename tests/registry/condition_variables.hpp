// SPDX-License-Identifier: MIT
/// @file
/// THE list of condition variables, each with a mutex that it works with.
#pragma once

#include <interlock/sync/condition_variable.hpp>
#include <interlock/sync/condition_variable_any.hpp>
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/mutex.hpp>

#include "registry/type_list.hpp"

#include <string_view>

namespace interlock::registry {

struct condition_variable_contract {
  bool timed = false;        ///< wait_for, wait_until
  bool fifo = false;         ///< notify_one unblocks the thread that has waited longest
  bool no_spurious = false;  ///< a wait ends only with a notification or a timeout
  bool destroyable = false;  ///< destroyable once every waiter has been notified, returned or not
  bool stoppable = false;    ///< waits with a stop token
  unsigned at_once = 0;      ///< of those that notify_all unblocks, so many wake up at once; 0: all
  bool any_lock = false;     ///< waits with anything that has lock() and unlock()
};

struct condition_variable_row {
  static constexpr std::string_view name = "condition_variable";
  static constexpr std::string_view header = "interlock/sync/condition_variable.hpp";
  template <backend B>
  using type = basic_condition_variable<B::checked ? 1 : 4, B>;
  template <backend B>
  using in_pairs = basic_condition_variable<2, B>;
  template <backend B>
  using mutex_type = basic_mutex<B>;
  static constexpr condition_variable_contract contract{.timed = true,
                                                        .fifo = true,
                                                        .no_spurious = true,
                                                        .destroyable = true,
                                                        .stoppable = true,
                                                        .at_once = 4};
};

struct condition_variable_any_row {
  static constexpr std::string_view name = "condition_variable_any";
  static constexpr std::string_view header = "interlock/sync/condition_variable_any.hpp";
  template <backend B>
  using type = basic_condition_variable_any<B>;
  template <backend B>
  using mutex_type = basic_mutex<B>;
  static constexpr condition_variable_contract contract{.timed = true,
                                                        .fifo = true,
                                                        .no_spurious = true,
                                                        .destroyable = true,
                                                        .stoppable = true,
                                                        .any_lock = true};
};

using condition_variables = type_list<condition_variable_row, condition_variable_any_row>;

}  // namespace interlock::registry
