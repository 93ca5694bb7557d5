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

std::vector<int> possible_places(const graph& g, event_id w) {
  const event& e = g.at(w);
  if (e.modify != modification::none) return {g.place_of(g.at(half_before(w)).reads_from) + 1};
  std::vector<int> places;
  const int last = g.last_place(e.location);
  for (int after = newest_known(g, e.location, e.happens_before); after <= last; ++after) {
    if (!g.is_followed_by_its_modification(e.location, after)) places.push_back(after + 1);
  }
  return places;
}

bool is_atomic(const graph& g, location_id where) noexcept {
  for (int place = 0; place <= g.last_place(where); ++place) {
    const event_id w = g.write_at(where, place);
    if (g.at(w).modify == modification::none) continue;
    if (g.at(half_before(w)).reads_from != g.write_at(where, place - 1)) return false;
  }
  return true;
}

bool is_coherent(const graph& g) noexcept {
  for (int t = 0; t < g.thread_count(); ++t) {
    for (const event& e : g.thread(t)) {
      if (e.is_read() && newest_known(g, e.location, e.happens_before) > g.place_of(e.reads_from)) {
        return false;
      }
      if (e.is_write() && newest_known(g, e.location, e.happens_before) >= e.place) return false;
    }
  }
  return true;
}

}  // namespace interlock::checker
