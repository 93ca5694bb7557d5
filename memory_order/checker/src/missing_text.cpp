// SPDX-License-Identifier: MIT
/// @file
/// See missing_text.hpp.
#include "missing_text.hpp"

#include "missing_edge.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace interlock::checker {
namespace {

/// Old values that are told; more of them would not help.
constexpr std::size_t most_stale = 3;

class teller {
 public:
  teller(const graph& g, const execution& told, const std::function<int(event_id)>& step_of)
      : graph_{g}, told_{told}, step_of_{step_of} {}

  [[nodiscard]] std::vector<missing_edge> race(const suspects& who) const {
    const auto links = weak_links(graph_, who.first, who.last);
    if (!links) {
      view known = past_of(who.last);
      known.join(past_of({who.first.thread, static_cast<std::int16_t>(who.first.index - 1)}));
      std::vector<missing_edge> all = stale_reads(known);
      const std::string first = std::to_string(who.first.thread);
      const std::string last = std::to_string(who.last.thread);
      all.insert(all.begin(), {{},
                               true,
                               true,
                               "nothing orders them: no way leads from what thread " + first +
                                   " does afterwards to what thread " + last + " has read"});
      return all;
    }
    std::vector<missing_edge> all;
    for (const weak_link& each : *links) all.push_back(edge_of(each));
    return all;
  }

  /// `last` and what precedes it.
  [[nodiscard]] view past_of(event_id last) const {
    view past;
    if (last.is_initial() || last.index < 0) return past;
    past = graph_.at(last).before;
    past.add(last);
    return past;
  }

  /// Of the loads in `known`, those that read an old value, the last ones only.
  [[nodiscard]] std::vector<missing_edge> stale_reads(const view& known) const {
    std::vector<missing_edge> all;
    std::size_t count = 0;
    for (int t = graph_.thread_count(); t-- > 0;) {
      for (int i = known.count(t); i-- > 0 && count < most_stale;) {
        const event_id id{static_cast<std::int16_t>(t), static_cast<std::int16_t>(i)};
        if (!graph_.at(id).is_read() || !at(id).stale) continue;
        ++count;
        explain_stale(id, all);
      }
    }
    return all;
  }

 private:
  [[nodiscard]] const step& at(event_id e) const {
    return told_.steps[static_cast<std::size_t>(step_of_(e))];
  }
  [[nodiscard]] std::string number(event_id e) const {
    return "#" + std::to_string(step_of_(e) + 1);
  }
  [[nodiscard]] std::string name(event_id e) const {
    const step& s = at(e);
    std::string text = "T" + std::to_string(s.thread) + "'s " + s.what;
    if (s.object >= 0) text += " of " + told_.objects[static_cast<std::size_t>(s.object)].name;
    text += " (" + number(e);
    if (!s.where.text().empty()) text += ", " + s.where.text();
    return text + ")";
  }

  [[nodiscard]] missing_edge edge_of(const weak_link& link) const {
    missing_edge made{
        {step_of_(link.write), step_of_(link.read)}, link.lacks_release, link.lacks_acquire, {}};
    const std::string write = name(link.write);
    const std::string read = name(link.read);
    if (link.lacks_release && link.lacks_acquire) {
      made.text = write + " is not a release and " + read +
                  " is not an acquire, so they do not synchronize";
    } else if (link.lacks_release) {
      made.text = write + " is not a release, so " + read + " does not synchronize with it";
    } else {
      made.text = read + " is not an acquire, so it does not synchronize with " + write;
    }
    if (link.early_fence) {
      made.text += "; the release fence " + number(*link.early_fence) + " comes too early";
    }
    if (link.late_fence) {
      made.text +=
          "; the acquire " + std::string{"fence "} + number(*link.late_fence) + " comes too late";
    }
    return made;
  }

  void explain_stale(event_id read, std::vector<missing_edge>& all) const {
    const event& e = graph_.at(read);
    const event_id before{read.thread, static_cast<std::int16_t>(read.index - 1)};
    event_id newest;
    for (int place = graph_.last_place(e.location); place > graph_.place_of(e.reads_from);
         --place) {
      const event_id w = graph_.write_at(e.location, place);
      if (step_of_(w) > step_of_(read)) continue;
      if (newest.is_initial()) newest = w;
      const auto links = weak_links(graph_, w, before);
      if (!links) continue;
      for (const weak_link& each : *links) {
        all.push_back(edge_of(each));
        all.back().text = number(read) + " may read an old value although " + number(w) +
                          " has written a newer one: " + all.back().text;
      }
      return;
    }
    all.push_back(
        {{step_of_(newest), step_of_(read)},
         true,
         true,
         number(read) + " may read an old value: nothing orders " + name(newest) + " before it"});
  }

  const graph& graph_;
  const execution& told_;
  const std::function<int(event_id)>& step_of_;
};

}  // namespace

std::vector<missing_edge> missing_edges(const graph& g, const execution& told,
                                        const std::function<int(event_id)>& step_of,
                                        const suspects& who) {
  const teller says{g, told, step_of};
  if (!who.first.is_initial()) return says.race(who);
  return says.stale_reads(says.past_of(who.last));
}

}  // namespace interlock::checker
