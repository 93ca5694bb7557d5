// SPDX-License-Identifier: MIT
/// @file
/// Running one execution again, as a script says. Everything that the script cannot know must be as
/// it was; what differs is an error that names it, as the script is then another client's, or the
/// client is not deterministic.
#include "coherence.hpp"
#include "machine.hpp"
#include "total_order.hpp"
#include "trace.hpp"

#include <stdexcept>

namespace interlock::checker {
namespace {

/// Whether an operation with this letter may be what the script has recorded as `recorded`.
[[nodiscard]] bool is_same(char recorded, char asked) noexcept {
  return recorded == asked || recorded == 'o';
}

}  // namespace

void machine::does_not_fit(int t, const std::string& why) {
  const script& steps = *guide_;
  misfit_ = "options.replay: the token does not fit this client: ";
  if (guided_ < steps.size()) {
    misfit_ += "operation " + std::to_string(here().size(t) + 1) + " of thread " +
               std::to_string(t) + " is a " + operation_of(steps[guided_].operation) + " there, ";
  }
  misfit_ += why;
  stop(ending::replayed);
}

int machine::guided_thread() {
  const script& steps = *guide_;
  if (guided_ == steps.size()) {
    // It has not failed where it did. That it could go on says that it is not stuck either.
    for (int t = 0; t < thread_count_; ++t) {
      if (is_enabled(t)) stop(ending::replayed);
    }
    return -1;
  }
  const scripted_step& next = steps[guided_];
  const int t = next.thread;
  if (t >= thread_count_) {
    does_not_fit(t, "but that thread was not started");
  } else if (at(t).finished) {
    does_not_fit(t, "but that thread has ended");
  } else if (at(t).yielded) {
    // A random execution goes on from a yield, when there is something new to read.
    at(t).blocked = at(t).yielded = false;
    at(t).resumed = true;
    return t;
  } else if (!is_enabled(t)) {
    does_not_fit(t, "but that thread waits at " + text_of(at(t).pending->where));
  } else {
    const event_label asked = label_of(*at(t).pending);
    const bool is_more = here().size(t) >= static_cast<int>(wanted_.max_operations);
    if (!is_same(next.operation, letter_of(asked))) {
      does_not_fit(t, "and now '" + describe(asked) + "' at " + text_of(asked.where));
    } else if (next.operation == 'o' && !is_more) {
      does_not_fit(t, "which options.max_operations now allows");
    } else {
      ++guided_;
      return t;
    }
  }
  return -1;
}

void machine::follow(int t, const event_label& e) {
  graph& g = here();
  const std::uint32_t choice = (*guide_)[guided_ - 1].choice;
  std::string problem;
  if (e.kind == event_kind::choice) {
    if (choice >= e.operand) problem = "and takes an alternative that there is not";
    g.at(g.append(t, e)).value = choice;
  } else {
    (void)g.at(e.location);
    const bool reads = e.is_read();
    const event_id added = g.append(t, e);
    problem = reads ? guided_read(added) : guided_write(added);
  }
  if (problem.empty()) return;
  --guided_;
  does_not_fit(t, problem);
}

/// The last event of thread `t` is the choice of what a wait does that would sleep.
void machine::decide_wait(int t) {
  const event_id choice{static_cast<std::int16_t>(t),
                        static_cast<std::int16_t>(here().size(t) - 1)};
  const std::uint32_t decision = (*guide_)[guided_ - 1].decision;
  here().at(choice).value = decision;
  if (decision < here().at(choice).operand) return;
  --guided_;
  does_not_fit(t, "which now cannot end without a wake-up");
}

/// Gives read `r` its source; says why it cannot have it, if so.
std::string machine::guided_read(event_id r) {
  graph& g = here();
  const location_id where = g.at(r).location;
  const int place = g.last_place(where) - static_cast<int>((*guide_)[guided_ - 1].choice);
  const std::string read = "and '" + describe(g.at(r)) + "' at " + text_of(g.at(r).where);
  if (place < -1) return read + " has fewer values to read";
  if (place < newest_known(g, where, g.at(r).happens_before)) {
    return read + " must not read that old value";
  }
  g.set_source(r, g.write_at(where, place));
  if (!g.at(r).modifies()) return {};
  if (g.is_followed_by_its_modification(where, place)) {
    return read + " reads what another read-modify-write has already changed";
  }
  event_label write_half = g.at(r);
  write_half.kind = event_kind::write;
  write_half.value = g.at(r).modified_value();
  g.place(g.append(r.thread, write_half), place + 1);
  return {};
}

/// Gives write `w` its place; says why it cannot have it, if so.
std::string machine::guided_write(event_id w) {
  graph& g = here();
  const location_id where = g.at(w).location;
  const int behind = g.last_place(where) - static_cast<int>((*guide_)[guided_ - 1].choice);
  if (behind < newest_known(g, where, g.at(w).happens_before) ||
      g.is_followed_by_its_modification(where, behind)) {
    return "and '" + describe(g.at(w)) + "' at " + text_of(g.at(w).where) +
           " must not come that early in the modification order";
  }
  g.place(w, behind + 1);
  return {};
}

/// Runs what `steps` say, from the empty graph, and takes notes.
void machine::run_guided(const script& steps) {
  explorer_.restart();
  notes_ = notebook{};
  misfit_.clear();
  guide_ = &steps;
  takes_notes_ = true;
  running_ = this;
  run_once();
  running_ = nullptr;
  takes_notes_ = false;
  guide_ = nullptr;
  has_notes_ = misfit_.empty();
}

result machine::replay(const std::string& token) {
  const script steps = parse_token(token);
  result total;
  total.runs = total.deepest = 1;
  start();
  run_guided(steps);
  if (ending_ == ending::new_start) throw new_start{};
  const bool allowed =
      wanted_.memory == model::sc ? is_sequentially_consistent(here()) : has_seq_cst_order(here());
  if (misfit_.empty() && !allowed) {
    misfit_ = "options.replay: the memory model does not allow the execution of this token";
  }
  if (!misfit_.empty()) throw std::invalid_argument{misfit_};
  conclude(total);
  if (total.kind == failure::none) {
    total.outcome = verdict::incomplete;
    total.message = "options.replay: this execution does not fail, which says nothing of others";
  }
  return finish(total);
}

}  // namespace interlock::checker
