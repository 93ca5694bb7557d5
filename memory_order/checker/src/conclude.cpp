// SPDX-License-Identifier: MIT
/// @file
/// What one run contributes to the result.
#include "machine.hpp"
#include "place.hpp"
#include "progress.hpp"
#include "trace.hpp"

#include <algorithm>

namespace interlock::checker {

void machine::conclude(result& total) {
  total.races = total.races || raced_;
  total.most_events = std::max<std::uint64_t>(total.most_events, here().event_count());
  if (ending_ == ending::stuck && to_replay_ != 0) {
    failure_ = failure::nondeterminism;
    message_ = "the client is not deterministic: an execution cannot be repeated";
    ending_ = ending::failed;
  }
  switch (ending_) {
    case ending::abandoned:
      ++total.abandoned;
      return;
    case ending::stuck: {
      bool all_finished = true;
      for (int t = 0; t < thread_count_; ++t) all_finished = all_finished && at(t).finished;
      all_finished ? note_complete(total) : judge_blocked(total);
      break;
    }
    case ending::none:
    case ending::failed:
    case ending::new_start:
    case ending::replayed:
      break;
  }
  if (failure_ == failure::none) return;
  total.kind = failure_;
  total.message = message_;
  explain(total);
}

void machine::note_complete(result& total) {
  ++total.complete;
  if (front_end_ != nullptr) {
    const front_end::finding left = front_end_->run_completes(front_end_state_);
    failure_ = left.kind;
    message_ = left.message;
    if (failure_ != failure::none) return;
  }
  if (wanted_.leaks) {
    for (const arena::block& each : memory_.blocks()) {
      if (each.freed) continue;
      blame({each.allocated.thread,
             each.allocated.date,
             culprit::time::earlier,
             step_kind::allocate,
             {},
             place_of(each.allocated),
             nullptr,
             each.start});
      failure_ = failure::leak;
      message_ = "leak: " + std::to_string(each.bytes) + " bytes allocated by thread " +
                 std::to_string(each.allocated.thread) + checker::at(each.allocated) +
                 " are never freed";
      return;
    }
  }
  for (const auto& [name, reached] : outcomes_) total.outcomes[name] += reached ? 1 : 0;
  if (wanted_.detect_duplicates) {
    const std::string print = fingerprint(here());
    if (!seen_.insert(print).second) ++total.duplicates;
  }
  if (wanted_.on_complete) wanted_.on_complete();
}

/// The read on which thread `t` is blocked.
event_id machine::blocked_at(int t) const {
  int last = at(t).replayed - 1;
  if (here().thread(t)[index(last)].kind == event_kind::choice)
    --last;  // to sleep, not to time out
  return {static_cast<std::int16_t>(t), static_cast<std::int16_t>(last)};
}

std::vector<blocked_read> machine::blocked_reads() const {
  std::vector<blocked_read> all;
  for (int t = 0; t < thread_count_; ++t) {
    const thread& each = at(t);
    if (!each.blocked || each.yielded || each.gave_up) continue;
    all.push_back({blocked_at(t), each.pending->ready});
  }
  return all;
}

/// Whether thread `t`, which has yielded, would read another value if it tried again.
bool machine::sees_news(int t) const {
  const thread& each = at(t);
  if (!each.yielded) return false;
  for (int i = each.iteration; i < each.replayed; ++i) {
    const event& e = here().thread(t)[index(i)];
    if (!e.is_read()) continue;
    const word left = e.modifies() ? e.modified_value() : e.value;
    if (newest_value(e.location) != left) return true;
  }
  return false;
}

void machine::judge_blocked(result& total) {
  ++total.blocked;
  int stuck = -1;
  for (int t = thread_count_ - 1; t >= 0; --t) {
    const thread& each = at(t);
    if (each.finished) continue;
    if (each.blocked && (each.gave_up || each.pending->timed || sees_news(t))) return;
    if (stuck < 0 || each.yielded || !at(stuck).yielded) stuck = t;
  }
  const std::vector<blocked_read> sleeping = blocked_reads();
  bool lost_wakeup = false;
  event_id guilty{static_cast<std::int16_t>(stuck), -1};
  for (const blocked_read& each : sleeping) {
    const prospect future = prospect_of(here(), each, sleeping, wanted_.short_wakes);
    if (future == prospect::goes_on) return;
    if (guilty.index < 0 || (future == prospect::was_not_woken && !lost_wakeup)) guilty = each.read;
    lost_wakeup = lost_wakeup || future == prospect::was_not_woken;
  }
  total.hangs = true;
  if (wanted_.keep_going) return;
  blame_sleepers();
  const std::string who = "thread " + std::to_string(guilty.thread);
  if (lost_wakeup) {
    failure_ = failure::lost_wakeup;
    message_ = "lost wakeup: " + who + " sleeps at " + text_of(here().at(guilty).where) +
               " although the value has changed, and nobody is bound to wake it";
  } else if (guilty.index >= 0) {
    const event& e = here().at(guilty);
    failure_ = e.wait ? failure::deadlock : failure::endless_await;
    message_ = std::string{e.wait ? "deadlock: " : "endless await: "} + who + " waits at " +
               text_of(e.where) + " and nobody changes the value";
  } else if (at(stuck).yielded) {
    failure_ = failure::endless_await;
    message_ = "endless loop: " + who + " repeats itself at " + text_of(at(stuck).pending->where) +
               " and nobody changes what it reads";
  } else {
    failure_ = failure::deadlock;
    message_ = "deadlock: " + who + " joins a thread that never ends";
  }
}

}  // namespace interlock::checker
