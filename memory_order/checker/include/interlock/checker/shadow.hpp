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
  struct access {
    std::int16_t date = -1;
    source_location where;
  };

  std::int16_t writer = -1;
  bool initialized = false;
  bool dead = false;
  access last_write;
  std::array<access, max_threads> last_reads{};
};

}  // namespace interlock::checker
