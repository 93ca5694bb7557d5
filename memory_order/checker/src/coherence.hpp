// SPDX-License-Identifier: MIT
/// @file
/// What a read may read, and where a write may stand in its location's modification order, given
/// what happens before it.
#pragma once

#include "graph.hpp"

#include <cstdint>

namespace interlock::checker {

/// The newest place of `where` that is known to whoever has `happens_before`: of a write in it, or
/// read by a read in it. Nothing older may be read, and nothing may be written before it. -1: only
/// the initial write is.
[[nodiscard]] int newest_known(const graph& g, location_id where,
                               const view& happens_before) noexcept;

/// Calls `visit(place)` for each place at which write `w`, which has none yet, may stand, in
/// ascending order.
template <class Visit>
void for_each_place(const graph& g, event_id w, Visit visit);

/// Whether each read-modify-write of `where` directly follows the write that it read.
[[nodiscard]] bool is_atomic(const graph& g, location_id where) noexcept;

/// Whether read `r`, the last event of its thread, reads nothing older than what it knows.
[[nodiscard]] bool is_coherent(const graph& g, event_id r) noexcept;

template <class Visit>
void for_each_place(const graph& g, event_id w, Visit visit) {
  const event& e = g.at(w);
  if (e.modify != modification::none) {
    const event_id read_half{w.thread, static_cast<std::int16_t>(w.index - 1)};
    visit(g.place_of(g.at(read_half).reads_from) + 1);
    return;
  }
  const int last = g.last_place(e.location);
  for (int after = newest_known(g, e.location, e.happens_before); after <= last; ++after) {
    if (!g.is_followed_by_its_modification(e.location, after)) visit(after + 1);
  }
}

}  // namespace interlock::checker
