// SPDX-License-Identifier: MIT
/// @file
/// In which orders locks have been taken: a graph without cycles, kept in a topological order that
/// is mended where a new edge contradicts it [PK06].
///
/// An edge that agrees with the order costs a look-up, logarithmic in the edges of its node. One
/// that does not costs a search of the nodes between its ends in the order. For one thread at a
/// time.
#pragma once

#include <interlock/sync/lock_order_report.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace interlock::detail {

/// A lock or a class of locks, as the graph knows it. Numbers are never used again.
struct lock_identity {
  std::uint64_t number = 0;
  const char* name = nullptr;
  const void* address = nullptr;

  [[nodiscard]] std::string text() const {
    std::ostringstream out;
    if (name != nullptr) {
      out << '"' << name << '"';
    } else {
      out << "lock " << address;
    }
    return out.str();
  }
};

class lock_graph {
 public:
  /// What a thread did when an edge was seen first.
  struct evidence {
    lock_acquisition first_taken;
    lock_acquisition second_asked;
    lock_order_thread thread;
  };

  /// Remembers that `second` was asked for while `first` was held. If that closes a cycle, returns
  /// it, beginning with this step, and keeps the edge out of the order, so that each edge closes a
  /// cycle once.
  [[nodiscard]] std::vector<lock_order_step> connect(const lock_identity& first,
                                                     const lock_identity& second,
                                                     const evidence& how) {
    node& from = node_of(first);
    node& to = node_of(second);
    if (from.after.contains(&to)) return {};
    std::unordered_map<const node*, node*> reached_from;
    const bool cyclic = &from == &to || (to.place < from.place && !order(from, to, reached_from));
    from.after.emplace(&to, edge{how, cyclic});
    to.before.insert(&from);
    if (!cyclic) return {};
    std::vector<lock_order_step> cycle;
    for (node* at = &from; at != &to;) {
      node* const previous = reached_from.at(at);
      cycle.push_back(step(*previous, *at));
      at = previous;
    }
    cycle.push_back(step(from, to));
    std::reverse(cycle.begin(), cycle.end());
    return cycle;
  }

  /// Forgets a lock and all edges to and from it.
  void remove(std::uint64_t number) noexcept {
    const auto found = nodes_.find(number);
    if (found == nodes_.end()) return;
    node& gone = found->second;
    for (const auto& [next, how] : gone.after) {
      if (next != &gone) next->before.erase(&gone);
    }
    for (node* previous : gone.before) {
      if (previous != &gone) previous->after.erase(&gone);
    }
    nodes_.erase(found);
  }

  [[nodiscard]] std::size_t locks() const noexcept { return nodes_.size(); }

 private:
  struct node;
  struct edge {
    evidence how;
    bool closes_cycle;
  };
  // Invariant: along every edge that closes no cycle, `place` grows.
  struct node {
    std::string name;
    std::uint64_t place;
    std::map<node*, edge> after;
    std::set<node*> before;
  };

  [[nodiscard]] node& node_of(const lock_identity& lock) {
    const auto found = nodes_.find(lock.number);
    if (found != nodes_.end()) return found->second;
    return nodes_.emplace(lock.number, node{lock.text(), ++last_place_, {}, {}}).first->second;
  }

  [[nodiscard]] static lock_order_step step(const node& first, node& second) {
    const evidence& how = first.after.at(&second).how;
    return {first.name, second.name, how.first_taken, how.second_asked, how.thread};
  }

  /// Gives `from` a place before that of `to`, unless a path leads from `to` to it; the nodes of
  /// that path are in `reached_from` then. Requires: the place of `to` is before that of `from`.
  [[nodiscard]] static bool order(node& from, node& to,
                                  std::unordered_map<const node*, node*>& reached_from) {
    std::vector<node*> later{&to};
    reached_from.emplace(&to, nullptr);
    for (std::size_t i = 0; i < later.size(); ++i) {
      for (const auto& [next, how] : later[i]->after) {
        if (how.closes_cycle || next->place > from.place) continue;
        if (!reached_from.emplace(next, later[i]).second) continue;
        if (next == &from) return false;
        later.push_back(next);
      }
    }
    std::vector<node*> earlier{&from};
    std::set<const node*> reached{&from};
    for (std::size_t i = 0; i < earlier.size(); ++i) {
      for (node* previous : earlier[i]->before) {
        if (previous->place < to.place || previous->after.at(earlier[i]).closes_cycle) continue;
        if (reached.insert(previous).second) earlier.push_back(previous);
      }
    }
    exchange_places(earlier, later);
    return true;
  }

  /// The places of both go to `earlier` first, in the order that they have.
  static void exchange_places(std::vector<node*>& earlier, std::vector<node*>& later) {
    const auto by_place = [](const node* a, const node* b) { return a->place < b->place; };
    std::sort(earlier.begin(), earlier.end(), by_place);
    std::sort(later.begin(), later.end(), by_place);
    std::vector<std::uint64_t> places;
    for (const auto* side : {&earlier, &later}) {
      for (const node* each : *side) places.push_back(each->place);
    }
    std::sort(places.begin(), places.end());
    auto next = places.begin();
    for (const auto* side : {&earlier, &later}) {
      for (node* each : *side) each->place = *next++;
    }
  }

  std::map<std::uint64_t, node> nodes_;
  std::uint64_t last_place_ = 0;
};

}  // namespace interlock::detail
