// SPDX-License-Identifier: MIT
/// @file
/// Wake-ups follow [atomics.wait]: a wait that saw the write at place x is *eligible* for a wake-up
/// N if some write after x happens before N. (With a futex: had N come first, the wait would have
/// seen that write. So it came first and N must count it among the sleepers.) A wake-up of one
/// thread may have gone to any other eligible wait that has completed, and the question whether all
/// of them may have is a matching.
#include "progress.hpp"

#include "coherence.hpp"

#include <algorithm>

namespace interlock::checker {
namespace {

[[nodiscard]] bool is_eligible(const graph& g, location_id where, int seen, const event& wake) {
  for (int place = seen + 1; place <= g.last_place(where); ++place) {
    if (wake.happens_before.contains(g.write_at(where, place))) return true;
  }
  return false;
}

/// Whether the wait `r` timed out, or returned for no reason: then no wake-up has reached it.
[[nodiscard]] bool was_not_woken(const graph& g, event_id r) {
  if (r.index + 1 >= g.size(r.thread)) return false;
  const event& next = g.at(event_id{r.thread, static_cast<std::int16_t>(r.index + 1)});
  const bool of_wait = next.about == choice_about::sleep || next.about == choice_about::timed_sleep;
  return of_wait && next.value != 0;
}

/// A completed wait that may have slept, having seen the write at `seen`.
struct sleeper {
  event_id read;
  int seen;
};

[[nodiscard]] std::vector<sleeper> completed_sleepers(const graph& g, location_id where,
                                                      const std::vector<blocked_read>& blocked) {
  std::vector<sleeper> found;
  for (event_id r : g.at(where).readers) {
    const event& e = g.at(r);
    const bool still_blocked = std::any_of(blocked.begin(), blocked.end(),
                                           [r](const blocked_read& b) { return b.read == r; });
    if (!e.wait || still_blocked || was_not_woken(g, r)) continue;
    const int end = g.place_of(e.reads_from);
    const int oldest = newest_known(g, where, g.happened_before(r.thread, r.index));
    for (int place = oldest; place < end; ++place) {
      // Compared as the wait does: by the half word that it sleeps on.
      const word value = g.value_of(where, g.write_at(where, place));
      if (static_cast<std::uint32_t>(value) == static_cast<std::uint32_t>(e.expected)) {
        found.push_back({r, place});
        break;
      }
    }
  }
  return found;
}

/// Whether the wake-ups can be given to different sleepers, one each.
class matching {
 public:
  matching(std::size_t wakes, std::size_t sleepers)
      : may_take_(wakes, std::vector<bool>(sleepers)), owner_(sleepers, none) {}

  void allow(std::size_t wake, std::size_t sleeper) { may_take_[wake][sleeper] = true; }

  [[nodiscard]] bool is_complete() {
    for (std::size_t wake = 0; wake < may_take_.size(); ++wake) {
      std::vector<bool> tried(owner_.size());
      if (!place(wake, tried)) return false;
    }
    return true;
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  bool place(std::size_t wake, std::vector<bool>& tried) {
    for (std::size_t s = 0; s < owner_.size(); ++s) {
      if (!may_take_[wake][s] || tried[s]) continue;
      tried[s] = true;
      if (owner_[s] == none || place(owner_[s], tried)) {
        owner_[s] = wake;
        return true;
      }
    }
    return false;
  }

  std::vector<std::vector<bool>> may_take_;
  std::vector<std::size_t> owner_;
};

/// What had ended when `wake` came: whatever precedes it, or precedes the wait of a thread that was
/// asleep by then.
[[nodiscard]] view ended_before(const graph& g, const event& wake, location_id where,
                                const std::vector<blocked_read>& blocked) {
  view past = wake.before;
  for (const blocked_read& each : blocked) {
    const event& wait = g.at(each.read);
    if (!wait.wait || wait.location != where) continue;
    if (is_eligible(g, where, g.place_of(wait.reads_from), wake)) past.join(wait.before);
  }
  return past;
}

/// Whether some wake-up is bound to reach `blocked`, or another thread that still sleeps.
[[nodiscard]] bool is_woken(const graph& g, const blocked_read& blocked,
                            const std::vector<blocked_read>& all, bool short_wakes) {
  const event& wait = g.at(blocked.read);
  const int seen = g.place_of(wait.reads_from);
  std::vector<const event*> wakes;
  for (int t = 0; t < g.thread_count(); ++t) {
    for (const event& e : g.thread(t)) {
      if (e.kind != event_kind::notify || e.location != wait.location) continue;
      if (!is_eligible(g, wait.location, seen, e)) continue;
      if (e.wake_everyone && !short_wakes) return true;
      const word reached = short_wakes ? std::min<word>(e.operand, 1) : e.operand;
      for (word i = 0; i < reached; ++i) wakes.push_back(&e);
    }
  }
  if (wakes.empty()) return false;
  const std::vector<sleeper> others = completed_sleepers(g, wait.location, all);
  matching consumed{wakes.size(), others.size()};
  for (std::size_t w = 0; w < wakes.size(); ++w) {
    const view past = ended_before(g, *wakes[w], wait.location, all);
    for (std::size_t s = 0; s < others.size(); ++s) {
      if (past.contains(others[s].read)) continue;
      if (is_eligible(g, wait.location, others[s].seen, *wakes[w])) consumed.allow(w, s);
    }
  }
  return !consumed.is_complete();
}

}  // namespace

prospect prospect_of(const graph& g, const blocked_read& blocked,
                     const std::vector<blocked_read>& all, bool short_wakes) {
  const event& e = g.at(blocked.read);
  const word newest = g.value_of(e.location, g.write_at(e.location, g.last_place(e.location)));
  if (!blocked.ready(newest)) return prospect::waits_for_ever;
  if (!e.wait || is_woken(g, blocked, all, short_wakes)) return prospect::goes_on;
  return prospect::was_not_woken;
}

}  // namespace interlock::checker
