// SPDX-License-Identifier: MIT
/// @file
/// `shadow`: who has accessed an object, and when, so that an unordered conflicting access is
/// noticed [FF09].
///
/// An access is dated by the index of its thread's next event. It happens before whoever's view
/// contains that event.
#pragma once

#include <interlock/checker/operation.hpp>
#include <interlock/checker/source_location.hpp>

#include <array>
#include <cstdint>

namespace interlock::checker {

struct shadow {
  static constexpr auto never = [] {
    std::array<std::int16_t, max_threads> dates{};
    dates.fill(-1);
    return dates;
  }();

  // What remains of an object that has ended may say anything: on a stack, other functions have
  // used its memory since. A shadow that does not know where it is, is none.
  const shadow* self = this;
  std::int16_t writer = -1;
  bool initialized = false;
  bool dead = false;
  std::int16_t last_write = -1;
  source_location written_at;
  // By thread. Apart, so that all dates are compared at once.
  std::array<std::int16_t, max_threads> last_reads = never;
  std::array<source_location, max_threads> read_at{};
};

}  // namespace interlock::checker
