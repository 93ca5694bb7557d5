// SPDX-License-Identifier: MIT
/// @file
/// `graph`: one execution, as the events of each thread in program order, from where each read
/// reads, and the order of modifications of each location. Plain data: copied to branch, cut to go
/// back.
#pragma once

#include "event.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

namespace interlock::checker {

struct location {
  word initial = 0;
  std::vector<event_id> writes;   ///< in modification order, without the initial write
  std::vector<event_id> readers;  ///< in no particular order
};

class graph {
 public:
  [[nodiscard]] event& at(event_id e) noexcept {
    return events(e.thread)[static_cast<std::size_t>(e.index)];
  }
  [[nodiscard]] const event& at(event_id e) const noexcept {
    return thread(e.thread)[static_cast<std::size_t>(e.index)];
  }

  [[nodiscard]] const std::vector<event>& thread(int t) const noexcept {
    return threads_[static_cast<std::size_t>(t)];
  }
  [[nodiscard]] int size(int t) const noexcept { return static_cast<int>(thread(t).size()); }
  [[nodiscard]] int thread_count() const noexcept { return thread_count_; }
  [[nodiscard]] std::uint32_t stamp() const noexcept { return stamp_; }
  [[nodiscard]] std::size_t event_count() const noexcept;
  /// How many events could have a place in the order of seq_cst operations.
  [[nodiscard]] std::size_t seq_cst_count() const noexcept { return seq_cst_count_; }
  /// How many locations thread `t` has made.
  [[nodiscard]] std::size_t location_count(int t) const noexcept {
    return locations_[static_cast<std::size_t>(t)].size();
  }

  [[nodiscard]] location& at(location_id id);
  [[nodiscard]] const location& at(location_id id) const noexcept {
    return locations_[id.thread][id.number];
  }

  /// Appends to thread `t`, with the next stamp and its views; a read reads nothing yet, a write is
  /// not yet placed.
  event_id append(int t, const event_label& e);

  /// Makes read `r` read from `w`: value, effective order and views follow.
  void set_source(event_id r, event_id w);

  /// Puts write `w` at position `place` of its location's modification order, or takes it out.
  void place(event_id w, int place);
  void unplace(event_id w);

  /// Position of a write in the modification order; the initial write is at -1.
  [[nodiscard]] int place_of(event_id w) const noexcept {
    return w.is_initial() ? -1 : at(w).place;
  }
  [[nodiscard]] word value_of(location_id where, event_id w) const noexcept {
    return w.is_initial() ? at(where).initial : at(w).value;
  }
  [[nodiscard]] event_id write_at(location_id where, int place) const noexcept {
    return place < 0 ? event_id{} : at(where).writes[static_cast<std::size_t>(place)];
  }
  [[nodiscard]] int last_place(location_id where) const noexcept {
    return static_cast<int>(at(where).writes.size()) - 1;
  }

  /// Whether the write at `place` is read by a read-modify-write that is next in modification
  /// order.
  [[nodiscard]] bool is_followed_by_its_modification(location_id where, int place) const noexcept;

  /// Everything that happens before the event that follows `e`'s predecessors: the view of thread
  /// `t` after `index` events.
  [[nodiscard]] view happened_before(int t, int index) const noexcept;

  /// Forgets the events added after `stamp`.
  void cut(std::uint32_t stamp);
  /// Forgets the last event of thread `t`, which no other depends on.
  void drop_last(int t);

  /// Becomes the part of `whole` whose events satisfy `keep`, which is closed under program order.
  /// Reuses the memory that this graph has.
  template <class Keep>
  void assign_part(const graph& whole, Keep keep);

  /// Becomes empty, and keeps its memory.
  void clear() noexcept;

 private:
  [[nodiscard]] std::vector<event>& events(int t) noexcept {
    return threads_[static_cast<std::size_t>(t)];
  }
  void update_views(event_id id) noexcept;
  void renumber(location& where, std::size_t from) noexcept;

  std::array<std::vector<event>, max_threads> threads_;
  std::array<std::vector<location>, by_address + 1> locations_;
  int thread_count_ = 0;
  std::uint32_t stamp_ = 0;
  std::size_t seq_cst_count_ = 0;
};

template <class Keep>
void graph::assign_part(const graph& whole, Keep keep) {
  clear();
  stamp_ = whole.stamp_;
  for (int t = 0; t < whole.thread_count_; ++t) {
    const std::vector<event>& from = whole.thread(t);
    std::size_t kept = 0;
    const auto thread = static_cast<std::int16_t>(t);
    while (kept < from.size() && keep(event_id{thread, static_cast<std::int16_t>(kept)})) ++kept;
    events(t).assign(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(kept));
    for (const event& e : events(t)) seq_cst_count_ += e.may_be_seq_cst() ? 1U : 0U;
    if (kept > 0) thread_count_ = t + 1;
  }
  const auto is_kept = [this](event_id e) { return e.index < size(e.thread); };
  for (std::size_t t = 0; t < locations_.size(); ++t) {
    locations_[t].resize(std::max(locations_[t].size(), whole.locations_[t].size()));
    for (std::size_t i = 0; i < whole.locations_[t].size(); ++i) {
      const location& each = whole.locations_[t][i];
      location& copy = locations_[t][i];
      copy.initial = each.initial;
      std::copy_if(each.writes.begin(), each.writes.end(), std::back_inserter(copy.writes),
                   is_kept);
      std::copy_if(each.readers.begin(), each.readers.end(), std::back_inserter(copy.readers),
                   is_kept);
      renumber(copy, 0);
    }
  }
}

}  // namespace interlock::checker
