// SPDX-License-Identifier: MIT
/// @file
/// When an execution is stuck: whether some thread waits for what it will get (then the execution
/// is only one in which it looked too early, and another one goes on from there), or for ever.
#pragma once

#include "graph.hpp"

#include <vector>

namespace interlock::checker {

/// A read on which a thread is blocked.
struct blocked_read {
  event_id read;
  condition ready;
};

enum class prospect : std::uint8_t { goes_on, waits_for_ever, was_not_woken };

/// What becomes of a blocked thread, if it goes on looking at its location for ever: an await sees
/// the newest value; a wait sees it if a wake-up is bound to reach it. With `short_wakes`, a
/// wake-up is bound to reach one thread only, whatever it was meant to.
[[nodiscard]] prospect prospect_of(const graph& g, const blocked_read& blocked,
                                   const std::vector<blocked_read>& all, bool short_wakes);

}  // namespace interlock::checker
