// SPDX-License-Identifier: MIT
/// @file
/// THE list of semaphores.
#pragma once

#include <interlock/sync/semaphore.hpp>

#include "registry/type_list.hpp"

#include <string_view>

namespace interlock::registry {

struct semaphore_contract {
  bool timed = false;   ///< try_acquire_for, try_acquire_until
  bool binary = false;  ///< the counter is 0 or 1
};

struct counting_semaphore_row {
  static constexpr std::string_view name = "counting_semaphore";
  static constexpr std::string_view header = "interlock/sync/semaphore.hpp";
  template <backend B>
  using type = basic_counting_semaphore<std::numeric_limits<std::int32_t>::max(), B>;
  static constexpr semaphore_contract contract{.timed = true};
};

struct binary_semaphore_row {
  static constexpr std::string_view name = "binary_semaphore";
  static constexpr std::string_view header = "interlock/sync/semaphore.hpp";
  template <backend B>
  using type = basic_counting_semaphore<1, B>;
  static constexpr semaphore_contract contract{.timed = true, .binary = true};
};

using semaphores = type_list<counting_semaphore_row, binary_semaphore_row>;

}  // namespace interlock::registry
