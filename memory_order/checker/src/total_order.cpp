// SPDX-License-Identifier: MIT
/// @file
/// Both axioms ask for a total order that contains some edges, so both are tests for cycles.
///
/// Extended coherence order (eco) between two operations of one location is a comparison of keys
/// taken from the modification order: a write at place j has in = out = 2j; a read of it has in =
/// out = 2j + 1; a read-modify-write that writes place j has in = 2j and out = 2j - 1. Then a eco b
/// iff out(a) < in(b).
#include "total_order.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>
#include <vector>

namespace interlock::checker {
namespace {

/// A directed graph of few nodes; `edge(a, b)` is its adjacency matrix.
class relation {
 public:
  explicit relation(std::size_t nodes) : nodes_{nodes}, edges_(nodes * nodes) {}

  void relate(std::size_t a, std::size_t b) noexcept { edges_[a * nodes_ + b] = 1; }

  [[nodiscard]] bool is_acyclic() const {
    std::vector<mark> marks(nodes_, mark::fresh);
    for (std::size_t node = 0; node < nodes_; ++node) {
      if (marks[node] == mark::fresh && reaches_itself(node, marks)) return false;
    }
    return true;
  }

 private:
  enum class mark : std::uint8_t { fresh, open, done };

  bool reaches_itself(std::size_t node, std::vector<mark>& marks) const {
    marks[node] = mark::open;
    for (std::size_t next = 0; next < nodes_; ++next) {
      if (edges_[node * nodes_ + next] == 0) continue;
      if (marks[next] == mark::open) return true;
      if (marks[next] == mark::fresh && reaches_itself(next, marks)) return true;
    }
    marks[node] = mark::done;
    return false;
  }

  std::size_t nodes_;
  std::vector<char> edges_;
};

struct keys {
  int in;
  int out;
};

[[nodiscard]] keys keys_of(const graph& g, const event& e) noexcept {
  if (e.is_write()) {
    return {2 * e.place, e.modify == modification::none ? 2 * e.place : 2 * e.place - 1};
  }
  const int key = 2 * g.place_of(e.reads_from) + 1;
  return {key, key};
}

/// Whether `e` stands for its operation: of a read-modify-write, the write half does, once it is
/// there.
[[nodiscard]] bool is_representative(const graph& g, event_id id, const event& e) noexcept {
  return e.is_write() || (e.is_read() && !(e.modifies() && id.index + 1 < g.size(id.thread)));
}

/// An operation in the order S of [atomics.order].
struct participant {
  event_id id;
  const event* what;
  keys key{};
  /// Of a fence: per location, the least `out` of the accesses that it happens before, and the
  /// greatest `in` of those that happen before it.
  std::map<std::uint32_t, int> least_out_after{};
  std::map<std::uint32_t, int> greatest_in_before{};

  [[nodiscard]] bool is_fence() const noexcept { return what->kind == event_kind::fence; }
  [[nodiscard]] bool is_light() const noexcept { return what->fence == fence_kind::light; }
};

[[nodiscard]] std::uint32_t number_of(location_id id) noexcept {
  return (std::uint32_t{id.thread} << 16U) | id.number;
}

template <class Visit>
void for_each_event(const graph& g, Visit visit) {
  for (int t = 0; t < g.thread_count(); ++t) {
    for (int i = 0; i < g.size(t); ++i) {
      const event_id id{static_cast<std::int16_t>(t), static_cast<std::int16_t>(i)};
      visit(id, g.at(id));
    }
  }
}

void learn_surroundings(const graph& g, participant& fence) {
  for_each_event(g, [&](event_id id, const event& e) {
    if (!e.is_access() || !is_representative(g, id, e)) return;
    const keys key = keys_of(g, e);
    const std::uint32_t where = number_of(e.location);
    if (e.happens_before.contains(fence.id)) {
      const auto least = fence.least_out_after.try_emplace(where, key.out).first;
      least->second = std::min(least->second, key.out);
    }
    if (fence.what->happens_before.contains(id)) {
      const auto greatest = fence.greatest_in_before.try_emplace(where, key.in).first;
      greatest->second = std::max(greatest->second, key.in);
    }
  });
}

[[nodiscard]] std::vector<participant> participants_of(const graph& g) {
  std::vector<participant> all;
  bool fences = false;
  for_each_event(g, [&](event_id id, const event& e) {
    const bool fence = e.kind == event_kind::fence;
    if (e.order != std::memory_order::seq_cst) return;
    if (!fence && !(e.is_access() && is_representative(g, id, e))) return;
    all.push_back({id, &e});
    if (!fence) all.back().key = keys_of(g, e);
    fences = fences || fence;
  });
  if (fences && all.size() > 1) {
    for (participant& each : all) {
      if (each.is_fence()) learn_surroundings(g, each);
    }
  }
  return all;
}

/// Program order, then happens-before, then program order: of a read-modify-write, up to its read
/// half.
[[nodiscard]] bool strongly_happens_before(const graph& g, const participant& a,
                                           const participant& b) {
  if (a.id.thread == b.id.thread) return a.id.index < b.id.index;
  int index = b.id.index;
  if (b.what->is_write() && b.what->modify != modification::none) --index;
  return g.happened_before(b.id.thread, index).count(a.id.thread) > a.id.index + 1;
}

[[nodiscard]] bool is_observed_before(const participant& a, const participant& b) {
  if (!a.is_fence() && !b.is_fence()) {
    return a.what->location == b.what->location && a.key.out < b.key.in;
  }
  if (!a.is_fence()) {
    const auto found = b.greatest_in_before.find(number_of(a.what->location));
    return found != b.greatest_in_before.end() && a.key.out < found->second;
  }
  if (!b.is_fence()) {
    const auto found = a.least_out_after.find(number_of(b.what->location));
    return found != a.least_out_after.end() && found->second < b.key.in;
  }
  return std::any_of(a.least_out_after.begin(), a.least_out_after.end(), [&b](const auto& after) {
    const auto found = b.greatest_in_before.find(after.first);
    return found != b.greatest_in_before.end() && after.second < found->second;
  });
}

}  // namespace

bool has_seq_cst_order(const graph& g) {
  const std::vector<participant> all = participants_of(g);
  if (all.size() < 2) return true;
  relation order{all.size()};
  for (std::size_t a = 0; a < all.size(); ++a) {
    for (std::size_t b = 0; b < all.size(); ++b) {
      if (a == b) continue;
      const bool both_light = all[a].is_light() && all[b].is_light();
      if (!both_light &&
          (strongly_happens_before(g, all[a], all[b]) || is_observed_before(all[a], all[b]))) {
        order.relate(a, b);
      }
    }
  }
  return order.is_acyclic();
}

bool is_sequentially_consistent(const graph& g) {
  std::array<std::size_t, max_threads> first{};
  std::size_t nodes = 0;
  for (int t = 0; t < g.thread_count(); ++t) {
    first[static_cast<std::size_t>(t)] = nodes;
    nodes += static_cast<std::size_t>(g.size(t));
  }
  const auto node = [&first](event_id e) {
    return first[static_cast<std::size_t>(e.thread)] + static_cast<std::size_t>(e.index);
  };
  relation order{nodes};
  for_each_event(g, [&](event_id id, const event& e) {
    if (id.index > 0) order.relate(node(id) - 1, node(id));
    if (e.kind == event_kind::join) {
      order.relate(first[static_cast<std::size_t>(e.child)] + g.thread(e.child).size() - 1,
                   node(id));
    }
    if ((e.is_read() || e.kind == event_kind::begin) && !e.reads_from.is_initial()) {
      order.relate(node(e.reads_from), node(id));
    }
    if (e.is_write() && e.place > 0) {
      order.relate(node(g.write_at(e.location, e.place - 1)), node(id));
    }
    if (e.is_read()) {
      const int read = g.place_of(e.reads_from);
      for (int newer = read + 1; newer <= g.last_place(e.location); ++newer) {
        const event_id w = g.write_at(e.location, newer);
        const bool own_half = w.thread == id.thread && w.index == id.index + 1;
        if (!own_half) order.relate(node(id), node(w));
      }
    }
  });
  return order.is_acyclic();
}

}  // namespace interlock::checker
