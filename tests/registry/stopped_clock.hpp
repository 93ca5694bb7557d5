// SPDX-License-Identifier: MIT
/// @file
/// A clock for a checker, which has no time.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <chrono>
#include <type_traits>

namespace interlock::registry {

struct stopped_clock {
  using duration = std::chrono::nanoseconds;
  using time_point = std::chrono::time_point<stopped_clock, duration>;
  static time_point now() noexcept { return {}; }
};

/// The steady clock where there is one.
template <backend B>
using clock_of = std::conditional_t<B::checked, stopped_clock, std::chrono::steady_clock>;

}  // namespace interlock::registry
