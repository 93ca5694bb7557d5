// SPDX-License-Identifier: MIT
/// @file
/// Random executions. Where the exploration gives up a blocked execution, because another one goes
/// on from there, a random one has to go on itself: a blocked thread looks again.
#include "machine.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace interlock::checker {

result machine::sample() {
  start();
  result total;
  total.sampled = true;
  total.outcome = verdict::incomplete;
  explorer_.sample(&random_);
  for (std::uint64_t i = 0; i < wanted_.samples && !is_over_bound(total.complete); ++i) {
    explorer_.restart();
    schedule_.restart(random_, total.most_events, wanted_.priority_changes);
    if (!run_and_judge(total)) break;
  }
  if (total.complete == 0 && total.kind == failure::none) total.outcome = verdict::vacuous;
  return finish(total);
}

int machine::next_sampled_thread() {
  schedule::threads able;
  for (int t = 0; t < thread_count_; ++t) able.set(index(t), is_enabled(t) || could_resume(t));
  if (able.none()) {
    for (int t = 0; t < thread_count_; ++t) {
      if (!is_timed_sleeper(t)) continue;
      time_out(t);
      return t;
    }
    return -1;
  }
  const int chosen = schedule_.next(able);
  if (at(chosen).blocked) resume(chosen);
  return chosen;
}

/// Whether thread `t` is blocked and would go on if it looked again.
bool machine::could_resume(int t) const {
  const thread& each = at(t);
  if (!each.blocked || each.gave_up) return false;
  if (each.yielded) return sees_news(t);
  const std::vector<blocked_read> all = blocked_reads();
  const auto mine = std::find_if(all.begin(), all.end(),
                                 [t](const blocked_read& b) { return b.read.thread == t; });
  return prospect_of(here(), *mine, all, wanted_.short_wakes) == prospect::goes_on;
}

bool machine::is_timed_sleeper(int t) const {
  const thread& each = at(t);
  return wanted_.timeouts && each.blocked && !each.yielded && !each.gave_up && each.pending->timed;
}

/// It reads the newest value now. No event depends on its read, which is its thread's last.
void machine::resume(int t) {
  thread& self = at(t);
  self.blocked = false;
  self.resumed = true;
  if (std::exchange(self.yielded, false)) return;
  if (self.pending->modify != modification::none) {
    // It is to take effect, too.
    here().drop_last(t);
    --self.replayed;
    self.resumed = false;
    forget_turn(t);
    return;
  }
  delay_turn(t);
  const event_id read = blocked_at(t);
  if (read.index + 1 < here().size(t)) {
    here().drop_last(t);
    --self.replayed;
  }
  const location_id where = here().at(read).location;
  here().set_source(read, here().write_at(where, here().last_place(where)));
  self.answer = {here().at(read).value, false, false};
}

/// As if the last operation of thread `t` had not been performed.
void machine::forget_turn(int t) {
  const auto last = std::find(turns_.rbegin(), turns_.rend(), static_cast<std::uint8_t>(t));
  turns_.erase(std::next(last).base());
}

/// As if it were performed only now.
void machine::delay_turn(int t) {
  forget_turn(t);
  turns_.push_back(static_cast<std::uint8_t>(t));
}

void machine::time_out(int t) {
  thread& self = at(t);
  self.blocked = false;
  self.resumed = true;
  delay_turn(t);
  const event_id choice{static_cast<std::int16_t>(t), static_cast<std::int16_t>(self.replayed - 1)};
  here().at(choice).value = 1;
  self.answer = {here().at(blocked_at(t)).value, false, true};
}

}  // namespace interlock::checker
