// SPDX-License-Identifier: MIT
/// @file
/// What a read may read, and where a write may stand in its location's modification order, given
/// what happens before it.
#pragma once

#include "graph.hpp"

#include <vector>

namespace interlock::checker {

/// The newest place of `where` that is known to whoever has `happens_before`: of a write in it, or
/// read by a read in it. Nothing older may be read, and nothing may be written before it. -1: only
/// the initial write is.
[[nodiscard]] int newest_known(const graph& g, location_id where,
                               const view& happens_before) noexcept;

/// The places at which write `w`, which has none yet, may stand, in ascending order.
[[nodiscard]] std::vector<int> possible_places(const graph& g, event_id w);

/// Whether each read-modify-write of `where` directly follows the write that it read.
[[nodiscard]] bool is_atomic(const graph& g, location_id where) noexcept;

/// Whether happens-before and the order of modifications agree everywhere. New events are coherent
/// by construction; this is for graphs in which a read has been given a newer write.
[[nodiscard]] bool is_coherent(const graph& g) noexcept;

}  // namespace interlock::checker
