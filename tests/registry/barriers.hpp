// SPDX-License-Identifier: MIT
/// @file
/// THE list of barriers.
#pragma once

#include <interlock/sync/barrier.hpp>

#include "registry/type_list.hpp"

#include <string_view>

namespace interlock::registry {

struct barrier_contract {
  bool timed = false;        ///< wait_for, wait_until
  bool destroyable = false;  ///< by the only thread that waits, when its wait has returned
};

struct barrier_row {
  static constexpr std::string_view name = "barrier";
  static constexpr std::string_view header = "interlock/sync/barrier.hpp";
  template <class CompletionFunction, backend B>
  using type = basic_barrier<CompletionFunction, B>;
  static constexpr barrier_contract contract{.timed = true, .destroyable = true};
};

using barriers = type_list<barrier_row>;

}  // namespace interlock::registry
