// SPDX-License-Identifier: MIT
/// @file
/// See missing_edge.hpp.
#include "missing_edge.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <limits>

namespace interlock::checker {
namespace {

[[nodiscard]] event_id id_of(int thread, int index) noexcept {
  return {static_cast<std::int16_t>(thread), static_cast<std::int16_t>(index)};
}

/// Whether a fence takes part in synchronization: light ones only order what is seq_cst.
[[nodiscard]] bool synchronizes(const event& e) noexcept {
  return e.kind == event_kind::fence && e.fence != fence_kind::light;
}

/// The operation that releases on behalf of `write`: itself, or the last release fence before it.
[[nodiscard]] std::optional<event_id> release_of(const graph& g, event_id write) {
  if (releases(g.at(write).order)) return write;
  for (int i = write.index; i-- > 0;) {
    const event& e = g.at(id_of(write.thread, i));
    if (synchronizes(e) && releases(e.order)) return id_of(write.thread, i);
  }
  return std::nullopt;
}

/// The operation that acquires on behalf of `read`: itself, or the first acquire fence after it.
[[nodiscard]] std::optional<event_id> acquire_of(const graph& g, event_id read) {
  if (acquires(g.at(read).order)) return read;
  for (int i = read.index + 1; i < g.size(read.thread); ++i) {
    const event& e = g.at(id_of(read.thread, i));
    if (synchronizes(e) && acquires(e.order)) return id_of(read.thread, i);
  }
  return std::nullopt;
}

/// Calls `visit(write)` for the write that `read` reads, and all whose release sequence that write
/// continues.
template <class Visit>
void for_each_source(const graph& g, event_id read, Visit visit) {
  event_id write = g.at(read).reads_from;
  while (!write.is_initial()) {
    visit(write);
    if (g.at(write).modify == modification::none) return;
    write = g.at(id_of(write.thread, write.index - 1)).reads_from;
  }
}

template <class Visit>
void for_each_read(const graph& g, Visit visit) {
  for (int t = 0; t < g.thread_count(); ++t) {
    for (int i = 0; i < g.size(t); ++i) {
      if (g.at(id_of(t, i)).is_read()) visit(id_of(t, i));
    }
  }
}

/// The way with the fewest weak links, by breadth-first search over edges of length 0 and 1.
class way_finder {
 public:
  explicit way_finder(const graph& g) : graph_{g} {
    std::size_t nodes = 0;
    for (int t = 0; t < g.thread_count(); ++t) {
      first_[static_cast<std::size_t>(t)] = nodes;
      nodes += g.thread(t).size();
    }
    edges_.resize(nodes);
    for (int t = 0; t < g.thread_count(); ++t) add_thread(t);
    for_each_read(g, [this](event_id read) { add_read(read); });
  }

  [[nodiscard]] std::optional<std::vector<weak_link>> find(event_id from, event_id to) {
    search(from);
    if (distance_[node(to)] == unreached) return std::nullopt;
    return links_to(from, to);
  }

 private:
  struct edge {
    event_id to;
    int length;  ///< 1: a weak link
  };
  struct hop {
    event_id from;
    bool weak = false;
  };
  static constexpr int unreached = std::numeric_limits<int>::max();

  [[nodiscard]] std::size_t node(event_id e) const noexcept {
    return first_[static_cast<std::size_t>(e.thread)] + static_cast<std::size_t>(e.index);
  }
  void add(event_id from, event_id to, int length) { edges_[node(from)].push_back({to, length}); }

  void add_thread(int t) {
    for (int i = 0; i < graph_.size(t); ++i) {
      const event& e = graph_.at(id_of(t, i));
      if (i > 0) add(id_of(t, i - 1), id_of(t, i), 0);
      if (e.kind == event_kind::begin && !e.reads_from.is_initial()) {
        add(e.reads_from, id_of(t, i), 0);
      }
      if (e.kind == event_kind::join) {
        add(id_of(e.child, graph_.size(e.child) - 1), id_of(t, i), 0);
      }
    }
  }

  void add_read(event_id read) {
    const auto acquire = acquire_of(graph_, read);
    for_each_source(graph_, read, [&](event_id write) {
      const auto release = release_of(graph_, write);
      if (release && acquire) add(*release, *acquire, 0);
      add(write, read, 1);
    });
  }

  void search(event_id from) {
    distance_.assign(edges_.size(), unreached);
    hops_.assign(edges_.size(), {});
    std::deque<event_id> reached{from};
    distance_[node(from)] = 0;
    while (!reached.empty()) {
      const event_id here = reached.front();
      reached.pop_front();
      for (const edge& each : edges_[node(here)]) {
        const int length = distance_[node(here)] + each.length;
        if (length >= distance_[node(each.to)]) continue;
        distance_[node(each.to)] = length;
        hops_[node(each.to)] = {here, each.length != 0};
        each.length == 0 ? reached.push_front(each.to) : reached.push_back(each.to);
      }
    }
  }

  [[nodiscard]] std::vector<weak_link> links_to(event_id from, event_id to) const {
    std::vector<weak_link> links;
    event_id leaves = to;  // the last event of its thread on this way
    for (event_id at = to; at != from;) {
      const hop& last = hops_[node(at)];
      if (last.from.thread != at.thread) {
        if (last.weak) links.push_back(link(last.from, at, entered(last.from, from), leaves));
        leaves = last.from;
      }
      at = last.from;
    }
    std::reverse(links.begin(), links.end());
    return links;
  }

  /// The first event of `at`'s thread on the way to it.
  [[nodiscard]] event_id entered(event_id at, event_id from) const {
    while (at != from && hops_[node(at)].from.thread == at.thread) at = hops_[node(at)].from;
    return at;
  }

  [[nodiscard]] weak_link link(event_id write, event_id read, event_id enters,
                               event_id leaves) const {
    const auto release = release_of(graph_, write);
    const auto acquire = acquire_of(graph_, read);
    weak_link result{write,
                     read,
                     !release || release->index < enters.index,
                     !acquire || acquire->index > leaves.index,
                     std::nullopt,
                     std::nullopt};
    if (result.lacks_release) result.early_fence = release;
    if (result.lacks_acquire) result.late_fence = acquire;
    return result;
  }

  const graph& graph_;
  std::array<std::size_t, max_threads> first_{};
  std::vector<std::vector<edge>> edges_;
  std::vector<int> distance_;
  std::vector<hop> hops_;
};

}  // namespace

std::optional<std::vector<weak_link>> weak_links(const graph& g, event_id from, event_id to) {
  if (from.index >= g.size(from.thread) || to.index < 0) return std::nullopt;
  return way_finder{g}.find(from, to);
}

std::vector<synchronization> synchronizations(const graph& g) {
  std::vector<synchronization> all;
  for_each_read(g, [&](event_id read) {
    const auto acquire = acquire_of(g, read);
    if (!acquire) return;
    for_each_source(g, read, [&](event_id write) {
      const auto release = release_of(g, write);
      if (release && release->thread != acquire->thread) all.push_back({*release, *acquire});
    });
  });
  return all;
}

}  // namespace interlock::checker
