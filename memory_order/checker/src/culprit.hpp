// SPDX-License-Identifier: MIT
/// @file
/// `culprit`: an operation that is to blame for a failure.
#pragma once

#include <interlock/checker/execution.hpp>
#include <interlock/checker/shadow.hpp>

#include <cstdint>
#include <string>

namespace interlock::checker {

struct culprit {
  /// `event`: an event of the graph. `earlier`: something that was done before, and may be in the
  /// notes. `now`: what its thread is at now, or what else nothing but this tells of.
  enum class time : std::uint8_t { event, earlier, now };

  int thread = 0;
  /// Of an event, its index; of anything else, that of its thread's next event.
  int date = 0;
  time when = time::now;
  step_kind kind = step_kind::stop;
  /// What its thread does or fails to do: `joins thread 1, which never ends`. Empty: what `kind`
  /// says.
  std::string verb{};
  source_place where{};
  const shadow* object = nullptr;
  const void* block = nullptr;
};

}  // namespace interlock::checker
