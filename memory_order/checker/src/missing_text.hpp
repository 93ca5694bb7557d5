// SPDX-License-Identifier: MIT
/// @file
/// The missing edges of a failed execution, in words.
#pragma once

#include <interlock/checker/execution.hpp>

#include "graph.hpp"

#include <functional>
#include <vector>

namespace interlock::checker {

/// Events around what has failed: of a data race, the first one after the first access (`first`),
/// and the last one up to the second access; of anything else, the last one up to the failure.
/// Initial: there is none.
struct suspects {
  event_id first;
  event_id last;
};

/// Why `first` does not happen before `last`; without `first`, why the old values that `last` knows
/// could be read. `step_of` gives the step of an event.
[[nodiscard]] std::vector<missing_edge> missing_edges(const graph& g, const execution& told,
                                                      const std::function<int(event_id)>& step_of,
                                                      const suspects& who);

}  // namespace interlock::checker
