// SPDX-License-Identifier: MIT
/// @file
/// See coherence.hpp.
#include "coherence.hpp"

#include <algorithm>

namespace interlock::checker {
namespace {

[[nodiscard]] event_id half_before(event_id write) noexcept {
  return {write.thread, static_cast<std::int16_t>(write.index - 1)};
}

}  // namespace

int newest_known(const graph& g, location_id where, const view& happens_before) noexcept {
  const location& here = g.at(where);
  int newest = -1;
  for (int place = static_cast<int>(here.writes.size()) - 1; place >= 0; --place) {
    if (happens_before.contains(g.write_at(where, place))) {
      newest = place;
      break;
    }
  }
  for (event_id r : here.readers) {
    if (happens_before.contains(r)) newest = std::max(newest, g.place_of(g.at(r).reads_from));
  }
  return newest;
}

bool is_atomic(const graph& g, location_id where) noexcept {
  for (int place = 0; place <= g.last_place(where); ++place) {
    const event_id w = g.write_at(where, place);
    if (g.at(w).modify == modification::none) continue;
    if (g.at(half_before(w)).reads_from != g.write_at(where, place - 1)) return false;
  }
  return true;
}

bool is_coherent(const graph& g, event_id r) noexcept {
  const event& e = g.at(r);
  return newest_known(g, e.location, e.happens_before) <= g.place_of(e.reads_from);
}

}  // namespace interlock::checker
