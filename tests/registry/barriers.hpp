// SPDX-License-Identifier: MIT
/// @file
/// THE list of barriers.
#pragma once

#include <interlock/sync/barrier.hpp>
#include <interlock/sync/tree_barrier.hpp>

#include "registry/type_list.hpp"

#include <string_view>

namespace interlock::registry {

struct barrier_contract {
  bool timed = false;        ///< wait_for, wait_until
  bool destroyable = false;  ///< by the only thread that waits, when its wait has returned
  bool constant_initialised = false;
};

struct barrier_row {
  static constexpr std::string_view name = "barrier";
  static constexpr std::string_view header = "interlock/sync/barrier.hpp";
  template <class CompletionFunction, backend B>
  using type = basic_barrier<CompletionFunction, B>;
  static constexpr barrier_contract contract{
      .timed = true, .destroyable = true, .constant_initialised = true};
};

/// Under a checker two arrivals fill a word, so that three threads need two levels.
struct tree_barrier_row {
  static constexpr std::string_view name = "tree_barrier";
  static constexpr std::string_view header = "interlock/sync/tree_barrier.hpp";
  template <class CompletionFunction, backend B>
  using type = basic_tree_barrier<CompletionFunction,
                                  tree_barrier_options{.fan_in = B::checked ? 2U : 4U}, B>;
  static constexpr barrier_contract contract{.timed = true, .destroyable = true};
};

using barriers = type_list<barrier_row, tree_barrier_row>;

}  // namespace interlock::registry
