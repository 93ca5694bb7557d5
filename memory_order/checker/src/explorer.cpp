// SPDX-License-Identifier: MIT
/// @file
/// Adding events with their alternatives, and applying one alternative.
#include "explorer.hpp"

#include "coherence.hpp"
#include "total_order.hpp"

#include <algorithm>
#include <utility>

namespace interlock::checker {

bool explorer::is_consistent(location_id changed) const {
  const graph& g = current();
  return is_atomic(g, changed) &&
         (sequential_ ? is_sequentially_consistent(g) : has_seq_cst_order(g));
}

void explorer::set_depth(std::size_t depth) noexcept {
  depth_ = depth;
  top_ = depth == 0 ? nullptr : branches_.data() + (depth - 1);
}

bool explorer::advance() {
  while (depth_ != 0) {
    auto& alternatives = top().alternatives;
    if (alternatives.empty()) {
      set_depth(depth_ - 1);
      continue;
    }
    const alternative item = alternatives.back();
    alternatives.pop_back();
    if (apply(item)) return true;
  }
  return false;
}

bool explorer::add_read(int thread, const event_label& e) {
  graph& g = current();
  const location_id where = e.location;
  (void)g.at(where);
  const event_id r = g.append(thread, e);
  const event& read = g.at(r);
  const int newest = g.last_place(where);
  for (int place = newest_known(g, where, read.happens_before); place < newest; ++place) {
    const event_id w = g.write_at(where, place);
    const word value = g.value_of(where, w);
    if (accept_ != nullptr && !accept_(context_, value)) continue;
    const bool modifies = read.modify != modification::none &&
                          (read.modify != modification::compare_exchange || value == read.expected);
    if (modifies && g.is_followed_by_its_modification(where, place)) {
      // Another read-modify-write has taken this write. Ours may still come first, by a revisit of
      // the other one, unless the other one precedes us.
      const event_id taker = g.write_at(where, place + 1);
      if (read.before.contains({taker.thread, static_cast<std::int16_t>(taker.index - 1)}))
        continue;
    }
    keep({alternative::action::read, r, w, read.stamp});
  }
  const event_id source = g.write_at(where, newest);
  g.set_source(r, source);
  if (g.at(r).modifies() && !add_write_half(r)) return false;
  if (random_ != nullptr) stray({alternative::action::read, r, source, g.at(r).stamp});
  return true;
}

bool explorer::add_write_half(event_id read) {
  graph& g = current();
  event_label e = g.at(read);
  const event_id source = e.reads_from;
  e.kind = event_kind::write;
  e.value = g.at(read).modified_value();
  const location_id where = e.location;
  const event_id w = g.append(read.thread, e);
  keep_revisits(w);
  g.place(w, g.place_of(source) + 1);
  return is_atomic(g, where);
}

void explorer::add_write(int thread, const event_label& e) {
  graph& g = current();
  (void)g.at(e.location);
  const event_id w = g.append(thread, e);
  keep_revisits(w);
  const location_id where = g.at(w).location;
  const int newest = g.last_place(where) + 1;
  const event_id behind_all = g.write_at(where, newest - 1);
  for_each_place(g, w, [&](int place) {
    const event_id behind = g.write_at(where, place - 1);
    if (place != newest) keep({alternative::action::place, w, behind, g.at(w).stamp});
  });
  g.place(w, newest);
  if (random_ != nullptr) stray({alternative::action::place, w, behind_all, g.at(w).stamp});
}

void explorer::add_choice(int thread, const event_label& e) {
  graph& g = current();
  const word alternatives = e.operand;
  const event_id choice = g.append(thread, e);
  for (word value = alternatives; value-- > 1;) {
    keep({alternative::action::choose, choice, {}, g.at(choice).stamp, value});
  }
  if (random_ != nullptr) stray({alternative::action::choose, choice, {}, g.at(choice).stamp});
}

void explorer::keep_revisits(event_id w) {
  const graph& g = current();
  const event& write = g.at(w);
  for (event_id r : g.at(write.location).readers) {
    if (!write.before.contains(r) && may_revisit(r, w)) {
      keep({alternative::action::revisit, r, w, write.stamp});
    }
  }
}

/// Whether this graph, of all those in which `w` could revisit `r`, is the one that does it.
bool explorer::may_revisit(event_id r, event_id w) const {
  const graph& g = current();
  const view& kept = g.at(w).before;
  const std::uint32_t since = g.at(r).stamp;
  if (!is_newest_choice(r, w)) return false;
  for (int t = 0; t < g.thread_count(); ++t) {
    for (int i = g.size(t) - 1; i >= kept.count(t); --i) {
      const event_id x{static_cast<std::int16_t>(t), static_cast<std::int16_t>(i)};
      if (g.at(x).stamp <= since) break;
      if (x != w && !is_newest_choice(x, w)) return false;
    }
  }
  return true;
}

/// Whether `x`, which a revisit by `w` would throw away or change, is what the first way of adding
/// it gives when only the events that the revisit keeps, and those older than `x`, are there.
bool explorer::is_newest_choice(event_id x, event_id w) const {
  const graph& g = current();
  const event& e = g.at(x);
  const view& kept = g.at(w).before;
  const auto was_there = [&](event_id y) {
    return y != w && (g.at(y).stamp <= e.stamp || kept.contains(y));
  };
  if (e.kind == event_kind::choice) return e.value == 0;
  if (!e.is_access()) return true;
  event_id source = x;
  if (e.is_read()) {
    source = e.reads_from;
    if (!source.is_initial() && !was_there(source)) return false;
  } else {
    for (event_id r : g.at(e.location).readers) {
      if (g.at(r).reads_from == x && was_there(r)) return false;
    }
  }
  for (int place = g.place_of(source) + 1; place <= g.last_place(e.location); ++place) {
    if (was_there(g.write_at(e.location, place))) return false;
  }
  return true;
}

bool explorer::apply(const alternative& item) {
  using action = alternative::action;
  current().cut(item.stamp);
  graph& g = current();
  const location_id where = g.at(item.event).location;
  switch (item.what) {
    case action::read:
      g.set_source(item.event, item.source);
      if (g.at(item.event).modifies() && !add_write_half(item.event)) return false;
      return is_consistent(where);
    case action::place:
      g.unplace(item.event);
      g.place(item.event, g.place_of(item.source) + 1);
      return is_consistent(where);
    case action::choose:
      g.at(item.event).value = item.value;
      return true;
    case action::revisit:
      branch_to_revisit(item);
      return false;
    case action::revisit_place: {
      const event_id w = top().placed;
      if (g.at(w).place >= 0) g.unplace(w);
      g.place(w, g.place_of(item.source) + 1);
      g.set_source(item.event, w);
      // Nothing else can have become incoherent: no other event follows `w`, which stands behind
      // all that it knows.
      if (!is_coherent(g, item.event)) return false;
      if (g.at(item.event).modifies() && !add_write_half(item.event)) return false;
      return is_consistent(where);
    }
  }
  return false;
}

void explorer::branch_to_revisit(const alternative& item) {
  const event_id w = item.source;
  if (depth_ == branches_.size()) branches_.emplace_back();
  const graph& whole = branches_[depth_ - 1].here;
  set_depth(depth_ + 1);
  branch& next = top();
  const std::uint32_t since = whole.at(item.event).stamp;
  const view& kept = whole.at(w).before;
  next.here.assign_part(
      whole, [&](event_id e) { return kept.contains(e) || e == w || whole.at(e).stamp <= since; });
  next.placed = w;
  next.alternatives.clear();
  graph& g = next.here;
  if (g.at(w).place >= 0) g.unplace(w);
  for_each_place(g, w, [&](int place) {
    const event_id behind = g.write_at(g.at(w).location, place - 1);
    keep({alternative::action::revisit_place, item.event, behind, item.stamp});
  });
}

}  // namespace interlock::checker
