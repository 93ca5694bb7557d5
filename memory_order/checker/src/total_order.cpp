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
#include <array>
#include <cstddef>
#include <limits>
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

  [[nodiscard]] bool is_fence() const noexcept { return what->kind == event_kind::fence; }
  [[nodiscard]] bool is(fence_kind kind) const noexcept { return what->fence == kind; }
};

/// Whether S relates `a` and `b` at all: a light fence is ordered with heavy ones alone.
[[nodiscard]] bool are_related(const participant& a, const participant& b) noexcept {
  return (!a.is(fence_kind::light) || b.is(fence_kind::heavy)) &&
         (!b.is(fence_kind::light) || a.is(fence_kind::heavy));
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

/// The relation that S must contain.
class required_order {
 public:
  explicit required_order(const graph& g);

  [[nodiscard]] bool is_acyclic() const;

 private:
  /// What fences know of a location.
  struct surroundings {
    int least_out_after =
        std::numeric_limits<int>::max();  ///< of accesses that the fence happens before
    int greatest_in_before =
        std::numeric_limits<int>::min();  ///< of accesses that happen before it
  };

  void learn_surroundings();
  [[nodiscard]] bool strongly_happens_before(const participant& a, const participant& b) const;
  [[nodiscard]] bool is_observed_before(std::size_t a, std::size_t b) const;
  [[nodiscard]] const surroundings& around(std::size_t fence, std::size_t where) const noexcept {
    return around_[fence * locations_ + where];
  }
  [[nodiscard]] std::size_t number_of(location_id id) const noexcept {
    return first_location_[id.thread] + id.number;
  }

  const graph& graph_;
  std::vector<participant> all_;
  std::array<std::size_t, by_address + 1> first_location_{};
  std::size_t locations_ = 0;
  std::vector<surroundings> around_;  ///< of each participant, if some are fences, each location
};

required_order::required_order(const graph& g) : graph_{g} {
  bool fences = false;
  for_each_event(g, [&](event_id id, const event& e) {
    const bool fence = e.kind == event_kind::fence;
    if (e.order != std::memory_order::seq_cst) return;
    if (!fence && !(e.is_access() && is_representative(g, id, e))) return;
    all_.push_back({id, &e});
    if (!fence) all_.back().key = keys_of(g, e);
    fences = fences || fence;
  });
  if (fences && all_.size() > 1) learn_surroundings();
}

void required_order::learn_surroundings() {
  for (std::size_t t = 0; t < first_location_.size(); ++t) {
    first_location_[t] = locations_;
    locations_ += graph_.location_count(static_cast<int>(t));
  }
  around_.resize(all_.size() * locations_);
  for_each_event(graph_, [&](event_id id, const event& e) {
    if (!e.is_access() || !is_representative(graph_, id, e)) return;
    const keys key = keys_of(graph_, e);
    surroundings* here = around_.data() + number_of(e.location);
    for (const participant& each : all_) {
      if (each.is_fence()) {
        if (e.happens_before.contains(each.id)) {
          here->least_out_after = std::min(here->least_out_after, key.out);
        }
        if (each.what->happens_before.contains(id)) {
          here->greatest_in_before = std::max(here->greatest_in_before, key.in);
        }
      }
      here += locations_;
    }
  });
}

/// Program order, then happens-before, then program order: of a read-modify-write, up to its read
/// half.
bool required_order::strongly_happens_before(const participant& a, const participant& b) const {
  if (a.id.thread == b.id.thread) return a.id.index < b.id.index;
  const bool write_half = b.what->is_write() && b.what->modify != modification::none;
  const int previous = b.id.index - (write_half ? 2 : 1);
  if (previous < 0) return false;
  const event& before_b = graph_.at(event_id{b.id.thread, static_cast<std::int16_t>(previous)});
  return before_b.happens_before.count(a.id.thread) > a.id.index + 1;
}

bool required_order::is_observed_before(std::size_t from, std::size_t to) const {
  const participant& a = all_[from];
  const participant& b = all_[to];
  if (!a.is_fence() && !b.is_fence()) {
    return a.what->location == b.what->location && a.key.out < b.key.in;
  }
  if (!a.is_fence()) {
    return a.key.out < around(to, number_of(a.what->location)).greatest_in_before;
  }
  if (!b.is_fence()) {
    return around(from, number_of(b.what->location)).least_out_after < b.key.in;
  }
  for (std::size_t where = 0; where < locations_; ++where) {
    if (around(from, where).least_out_after < around(to, where).greatest_in_before) return true;
  }
  return false;
}

bool required_order::is_acyclic() const {
  if (all_.size() < 2) return true;
  relation order{all_.size()};
  for (std::size_t a = 0; a < all_.size(); ++a) {
    for (std::size_t b = 0; b < all_.size(); ++b) {
      if (a == b || !are_related(all_[a], all_[b])) continue;
      if (strongly_happens_before(all_[a], all_[b]) || is_observed_before(a, b)) order.relate(a, b);
    }
  }
  return order.is_acyclic();
}

}  // namespace

bool has_seq_cst_order(const graph& g) {
  return g.seq_cst_count() < 2 || required_order{g}.is_acyclic();
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
