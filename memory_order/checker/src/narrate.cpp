// SPDX-License-Identifier: MIT
/// @file
/// See narrate.hpp.
#include "narrate.hpp"

#include "coherence.hpp"
#include "draft.hpp"
#include "linear_order.hpp"
#include "missing_edge.hpp"
#include "missing_text.hpp"
#include "object_table.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace interlock::checker {
namespace {

constexpr int none = draft::none;

[[nodiscard]] event_id id_of(int thread, int index) noexcept {
  return {static_cast<std::int16_t>(thread), static_cast<std::int16_t>(index)};
}

template <class Visit>
void for_each_event(const graph& g, Visit visit) {
  for (int t = 0; t < g.thread_count(); ++t) {
    for (int i = 0; i < g.size(t); ++i) visit(id_of(t, i), g.at(id_of(t, i)));
  }
}

/// What must come before what, besides program order.
[[nodiscard]] std::vector<precedence> rules_of(const graph& g, const draft& steps) {
  std::vector<precedence> rules;
  for_each_event(g, [&](event_id id, const event& e) {
    int before = none;
    int after = steps.of(id);
    if (e.is_read()) before = steps.of(e.reads_from);
    if (e.kind == event_kind::begin) {
      const auto& own = steps.threads()[static_cast<std::size_t>(id.thread)];
      before = steps.of(e.reads_from);
      after = own.empty() ? none : own.front();
    }
    if (e.kind == event_kind::join) {
      const auto& of_child = steps.threads()[static_cast<std::size_t>(e.child)];
      before = of_child.empty() ? none : of_child.back();
    }
    if (before != none && after != none && before != after) rules.push_back({before, after});
  });
  return rules;
}

/// What an interleaving keeps to: the modification order, and reads before newer writes.
[[nodiscard]] std::vector<precedence> wishes_of(const graph& g, const draft& steps) {
  std::vector<precedence> wishes;
  for_each_event(g, [&](event_id id, const event& e) {
    if (!e.is_access()) return;
    const int place = e.is_write() ? e.place : g.place_of(e.reads_from);
    if (place == g.last_place(e.location)) return;
    const int before = steps.of(id);
    const int after = steps.of(g.write_at(e.location, place + 1));
    if (before != after) wishes.push_back({before, after});
  });
  return wishes;
}

/// Puts the steps of a draft into an order, and connects them.
class narrator {
 public:
  narrator(const graph& g, object_table& objects, draft& steps)
      : graph_{g}, objects_{objects}, draft_{steps} {}

  void order(int last) {
    const linear_order order =
        linearize(draft_.threads(), rules_of(graph_, draft_), wishes_of(graph_, draft_), last);
    told.threads = graph_.thread_count();
    told.interleaving = order.keeps_wishes;
    position_.assign(draft_.steps().size(), none);
    for (const int each : order.steps) {
      position_[static_cast<std::size_t>(each)] = static_cast<int>(told.steps.size());
      told.steps.push_back(std::move(draft_.steps()[static_cast<std::size_t>(each)]));
    }
  }

  void connect() {
    for_each_event(graph_, [this](event_id id, const event& e) {
      if (e.is_read()) connect_read(id, at(of(id)));
      if (e.is_write() && e.place == 0) {
        auto& object = objects_.objects()[static_cast<std::size_t>(objects_.at(e.location))];
        for (const event_id w : graph_.at(e.location).writes) object.writes.push_back(of(w));
      }
    });
    for (const synchronization& each : synchronizations(graph_)) {
      told.synchronizations.push_back({of(each.release), of(each.acquire)});
    }
  }

  void blame(const culprit& who, int drafted) {
    if (drafted == none) return;
    const int number = position_[static_cast<std::size_t>(drafted)];
    step& guilty = at(number);
    guilty.guilty = true;
    std::string text = "thread " + std::to_string(who.thread) + " " +
                       (who.verb.empty() ? verb_of(guilty) : who.verb);
    if (guilty.object >= 0) {
      text += " " + objects_.objects()[static_cast<std::size_t>(guilty.object)].name;
    }
    told.guilty.push_back({number, std::move(text)});
  }

  void finish(const suspects& who) {
    told.objects = std::move(objects_.objects());
    for (const step& each : told.steps) {
      if (each.object >= 0) told.objects[static_cast<std::size_t>(each.object)].appears = true;
    }
    told.missing = missing_edges(
        graph_, told, [this](event_id e) { return of(e); }, who);
  }

  execution told;

 private:
  [[nodiscard]] int of(event_id e) const {
    const int drafted = draft_.of(e);
    return drafted == none ? none : position_[static_cast<std::size_t>(drafted)];
  }
  [[nodiscard]] step& at(int number) { return told.steps[static_cast<std::size_t>(number)]; }

  [[nodiscard]] static std::string verb_of(const step& guilty) {
    switch (guilty.kind) {
      case step_kind::read:
        return "reads";
      case step_kind::write:
        return "writes";
      case step_kind::construct:
        return "makes";
      case step_kind::destroy:
        return "ends";
      case step_kind::allocate:
        return "allocates";
      case step_kind::free:
        return "frees";
      default:
        return "performs '" + guilty.what + "' on";
    }
  }

  void connect_read(event_id read, step& here) {
    const event& e = graph_.at(read);
    const int source = graph_.place_of(e.reads_from);
    here.read->step = of(e.reads_from);
    if (e.modifies()) return;
    for (int newer = source + 1; newer <= graph_.last_place(e.location); ++newer) {
      here.stale = here.stale || of(graph_.write_at(e.location, newer)) < of(read);
    }
    if (e.blocking && !e.wait) return;  // whether it would have gone on is not known
    const view known = graph_.happened_before(read.thread, read.index);
    for (int place = newest_known(graph_, e.location, known);
         place <= graph_.last_place(e.location); ++place) {
      const event_id w = graph_.write_at(e.location, place);
      if (place == source || (!w.is_initial() && graph_.at(w).before.contains(read))) continue;
      here.alternatives.push_back(
          {objects_.text_of(graph_.value_of(e.location, w), e.size), of(w)});
    }
  }

  const graph& graph_;
  object_table& objects_;
  draft& draft_;
  std::vector<int> position_;
};

/// Between which events there should have been an order.
[[nodiscard]] suspects suspects_of(failure kind, const std::vector<culprit>& culprits) {
  suspects who;
  if (culprits.empty()) return who;
  const culprit& last = culprits.back();
  who.last = id_of(last.thread, last.when == culprit::time::event ? last.date : last.date - 1);
  if (kind == failure::data_race && culprits.size() == 2) {
    who.first = id_of(culprits.front().thread, culprits.front().date);
  }
  return who;
}

}  // namespace

execution narrate(failure kind, const graph& g, const notebook& notes,
                  const std::vector<culprit>& culprits) {
  object_table objects{g, notes};
  draft steps{g, notes, culprits, objects};
  narrator teller{g, objects, steps};
  teller.order(culprits.empty() ? none : steps.of_culprit(culprits.size() - 1));
  teller.connect();
  for (std::size_t i = 0; i < culprits.size(); ++i) {
    teller.blame(culprits[i], steps.of_culprit(i));
  }
  teller.finish(suspects_of(kind, culprits));
  teller.told.kind = kind;
  return std::move(teller.told);
}

}  // namespace interlock::checker
