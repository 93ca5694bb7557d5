// SPDX-License-Identifier: MIT
/// @file
/// Who is to blame for a failure, and the failed execution as the user gets to see it.
#include <interlock/checker/render.hpp>

#include "machine.hpp"
#include "narrate.hpp"
#include "trace.hpp"

#include <utility>

namespace interlock::checker {
namespace {

/// Whether it is safe to run the execution a second time in this process, to take notes.
[[nodiscard]] bool is_harmless(failure kind) noexcept {
  return kind != failure::nondeterminism && kind != failure::crash;
}

}  // namespace

/// Whoever cannot go on, and at what.
void machine::blame_sleepers() {
  std::vector<culprit> joins;  // later: they wait for the others
  for (int t = 0; t < thread_count_; ++t) {
    const thread& each = at(t);
    if (each.finished) continue;
    const operation& stopped = *each.pending;
    culprit who{t, each.replayed, culprit::time::now, step_kind::stop, {}, place_of(stopped.where)};
    if (each.yielded) {
      who.verb = "repeats itself, and nobody changes what it reads";
    } else if (each.blocked) {
      who.date = blocked_at(t).index;
      who.when = culprit::time::event;
      who.verb = stopped.wait ? "sleeps on" : "waits for another value of";
    } else if (stopped.kind == event_kind::join) {
      who.verb = "joins thread " + std::to_string(stopped.child) + ", which does not end";
    }
    const bool joins_another = !each.blocked && stopped.kind == event_kind::join;
    (joins_another ? joins : culprits_).push_back(std::move(who));
  }
  for (culprit& each : joins) blame(std::move(each));
}

void machine::explain(result& total) {
  if (culprits_.empty()) {
    // Whoever was running has failed, between two operations.
    blame({current_, at(current_).replayed, culprit::time::now, step_kind::stop,
           std::string{"fails: "} + name_of(failure_)});
  }
  const std::vector<culprit> culprits = culprits_;
  graph performed;
  performed.assign_part(here(), [this](event_id e) {
    return e.thread < thread_count_ && e.index < at(e.thread).replayed;
  });
  const bool harmless = is_harmless(total.kind);
  if (total.kind != failure::nondeterminism) {
    note_repeats();
    const script steps = script_of(performed, turns_);
    total.replay = token_of(steps);
    // If the client is not deterministic, what it now does differently is not noted.
    if (harmless && !has_notes_) run_guided(steps);
  }
  const notebook nothing;
  total.execution =
      narrate(total.kind, performed, harmless && has_notes_ ? notes_ : nothing, culprits);
  total.execution.message = total.message;
  total.execution.replay = total.replay;
  total.trace = to_text(total.execution);
}

}  // namespace interlock::checker
