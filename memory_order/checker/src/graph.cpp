// SPDX-License-Identifier: MIT
/// @file
/// Growing, changing and cutting an execution graph, and keeping the views of its events.
#include "graph.hpp"

#include <algorithm>

namespace interlock::checker {

std::size_t graph::event_count() const noexcept {
  std::size_t count = 0;
  for (int t = 0; t < thread_count_; ++t) count += thread(t).size();
  return count;
}

location& graph::at(location_id id) {
  auto& of_thread = locations_[id.thread];
  if (of_thread.size() <= id.number) of_thread.resize(id.number + std::size_t{1});
  return of_thread[id.number];
}

event_id graph::append(int t, const event_label& e) {
  const event_id id{static_cast<std::int16_t>(t), static_cast<std::int16_t>(size(t))};
  event& added = events(t).emplace_back();
  static_cast<event_label&>(added) = e;
  added.stamp = ++stamp_;
  thread_count_ = std::max(thread_count_, t + 1);
  seq_cst_count_ += added.may_be_seq_cst() ? 1U : 0U;
  if (added.is_read()) at(added.location).readers.push_back(id);
  update_views(id);
  return id;
}

void graph::set_source(event_id r, event_id w) {
  event& e = at(r);
  e.reads_from = w;
  e.value = value_of(e.location, w);
  if (e.modify == modification::compare_exchange) {
    e.order = e.value == e.expected ? e.success : e.failure;
  }
  update_views(r);
}

void graph::place(event_id w, int place) {
  location& where = at(at(w).location);
  where.writes.insert(where.writes.begin() + place, w);
  renumber(where, static_cast<std::size_t>(place));
}

void graph::unplace(event_id w) {
  event& e = at(w);
  location& where = at(e.location);
  const auto place = static_cast<std::size_t>(e.place);
  where.writes.erase(where.writes.begin() + e.place);
  e.place = -1;
  renumber(where, place);
}

void graph::renumber(location& where, std::size_t from) noexcept {
  for (std::size_t i = from; i < where.writes.size(); ++i) {
    at(where.writes[i]).place = static_cast<std::int32_t>(i);
  }
}

bool graph::is_followed_by_its_modification(location_id where, int place) const noexcept {
  if (place >= last_place(where)) return false;
  const event_id next = write_at(where, place + 1);
  const event& e = at(next);
  if (e.modify == modification::none) return false;
  const event_id read_half{next.thread, static_cast<std::int16_t>(next.index - 1)};
  return at(read_half).reads_from == write_at(where, place);
}

view graph::happened_before(int t, int index) const noexcept {
  if (index == 0) return {};
  const event_id previous{static_cast<std::int16_t>(t), static_cast<std::int16_t>(index - 1)};
  view result = at(previous).happens_before;
  result.add(previous);
  return result;
}

void graph::clear() noexcept {
  for (auto& events : threads_) events.clear();
  for (auto& of_thread : locations_) {
    for (location& each : of_thread) {
      each.writes.clear();
      each.readers.clear();
    }
  }
  thread_count_ = 0;
  stamp_ = 0;
  seq_cst_count_ = 0;
}

void graph::cut(std::uint32_t stamp) {
  for (int t = 0; t < thread_count_; ++t) {
    while (size(t) > 0 && thread(t).back().stamp > stamp) drop_last(t);
  }
  stamp_ = stamp;
  while (thread_count_ > 0 && size(thread_count_ - 1) == 0) --thread_count_;
}

void graph::drop_last(int t) {
  const event_id id{static_cast<std::int16_t>(t), static_cast<std::int16_t>(size(t) - 1)};
  const event& e = at(id);
  if (e.is_read()) {
    std::vector<event_id>& readers = at(e.location).readers;
    // From the end: what was added last is cut first.
    const auto found = std::find(readers.rbegin(), readers.rend(), id);
    *found = readers.back();
    readers.pop_back();
  } else if (e.is_write() && e.place >= 0) {
    unplace(id);
  }
  seq_cst_count_ -= e.may_be_seq_cst() ? 1U : 0U;
  events(t).pop_back();
}

void graph::update_views(event_id id) noexcept {
  event& e = at(id);
  e.message = view{};
  if (id.index == 0) {
    e.before = e.happens_before = e.acquire_pending = e.release_fence = view{};
  } else {
    const event_id previous{id.thread, static_cast<std::int16_t>(id.index - 1)};
    const event& p = at(previous);
    e.before = p.before;
    e.before.add(previous);
    e.happens_before = p.happens_before;
    e.happens_before.add(previous);
    e.acquire_pending = p.acquire_pending;
    e.release_fence = p.release_fence;
  }
  const auto follow = [&e, this](event_id source) {
    e.before.join(at(source).before);
    e.before.add(source);
  };
  const auto synchronize = [&e, this, &follow](event_id source) {
    follow(source);
    e.happens_before.join(at(source).happens_before);
    e.happens_before.add(source);
  };
  switch (e.kind) {
    case event_kind::begin:
      if (!e.reads_from.is_initial()) synchronize(e.reads_from);
      break;
    case event_kind::join:
      synchronize(
          {static_cast<std::int16_t>(e.child), static_cast<std::int16_t>(size(e.child) - 1)});
      break;
    case event_kind::read:
      if (!e.reads_from.is_initial()) {
        follow(e.reads_from);
        (acquires(e.order) ? e.happens_before : e.acquire_pending).join(at(e.reads_from).message);
      }
      break;
    case event_kind::fence:
      // A light fence is no instruction: it counts in the order of seq_cst operations alone.
      if (e.fence == fence_kind::light) break;
      if (acquires(e.order)) e.happens_before.join(e.acquire_pending);
      if (releases(e.order)) {
        e.release_fence = e.happens_before;
        e.release_fence.add(id);
      }
      break;
    case event_kind::write:
      e.message = e.release_fence;
      if (releases(e.order)) {
        e.message.join(e.happens_before);
        e.message.add(id);
      }
      if (e.modify !=
          modification::none) {  // a release sequence goes on through read-modify-writes alone
        const event_id read_half{id.thread, static_cast<std::int16_t>(id.index - 1)};
        const event_id source = at(read_half).reads_from;
        if (!source.is_initial()) e.message.join(at(source).message);
      }
      break;
    case event_kind::spawn:
    case event_kind::end:
    case event_kind::notify:
    case event_kind::choice:
      break;
  }
}

}  // namespace interlock::checker
