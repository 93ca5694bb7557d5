// SPDX-License-Identifier: MIT
/// @file
/// Operations of client threads: replayed while the graph has them on record, added to it after
/// that.
#include "machine.hpp"
#include "section.hpp"
#include "trace.hpp"

#include <algorithm>
#include <utility>

namespace interlock::checker {
namespace {

[[nodiscard]] bool holds(const void* ready, word value) {
  const section_scope scope{section::on_behalf};
  return (*static_cast<const condition*>(ready))(value);
}

[[nodiscard]] bool is_access(event_kind kind) noexcept {
  return kind == event_kind::read || kind == event_kind::write;
}

}  // namespace

event_label label_of(const operation& op) {
  event_label e;
  e.kind = op.kind;
  e.modify = op.modify;
  e.fence = op.fence;
  e.order = e.success = op.order;
  e.failure = op.failure;
  e.size = op.size;
  e.blocking = static_cast<bool>(op.ready);
  e.wait = op.wait;
  e.about = op.about;
  e.wake_everyone = op.wake_everyone;
  e.location = op.location;
  e.child = op.child;
  e.operand = op.operand;
  e.expected = op.expected;
  if (op.kind == event_kind::write) e.value = op.operand;
  e.where = op.where;
  return e;
}

outcome machine::perform_at_length(const operation& wanted) {
  if (wanted_.collect_sites) note_site(wanted);
  if (wanted_.weaken && is_weakened(wanted)) return perform_weakened(wanted);
  return perform_in_turn(wanted);
}

outcome machine::perform_weakened(const operation& wanted) {
  if (wanted_.weaken->what == weakening::part::whole_fence) return {};
  operation weaker = wanted;
  const bool on_failure = wanted_.weaken->what == weakening::part::failure_order;
  (on_failure ? weaker.failure : weaker.order) = wanted_.weaken->to;
  return perform_in_turn(weaker);
}

outcome machine::perform_in_turn(const operation& wanted) {
  thread& self = at(current_);
  self.pending = &wanted;
  if (wanted.weak && fails_spuriously(wanted)) return perform_as_failure(wanted);
  pass_control(current_);
  return self.answer;
}

bool machine::fails_spuriously(const operation& op) {
  thread& self = at(current_);
  if (self.weak_failures == wanted_.weak_failures) return false;
  const operation* const asked = self.pending;
  operation choice;
  choice.kind = event_kind::choice;
  choice.about = choice_about::weak_failure;
  choice.operand = 2;
  choice.where = op.where;
  self.pending = &choice;
  pass_control(current_);
  self.pending = asked;
  if (self.answer.value == 0) return false;
  ++self.weak_failures;
  return true;
}

outcome machine::perform_as_failure(const operation& op) {
  operation load = op;
  load.modify = modification::none;
  load.order = op.failure;
  at(current_).pending = &load;
  pass_control(current_);
  // With another value it has a reason to fail, which is another execution.
  if (at(current_).answer.value != op.expected) give_up();
  return at(current_).answer;
}

void machine::note_site(const operation& op) {
  if (op.where.line() == 0 || op.wait) return;
  if (op.kind != event_kind::fence && !checker::is_access(op.kind)) return;
  site here{op.where.file_name(),
            op.where.line(),
            op.where.column(),
            op.kind,
            op.modify,
            op.fence,
            op.order,
            op.failure};
  if (std::find(sites_.begin(), sites_.end(), here) == sites_.end())
    sites_.push_back(std::move(here));
}

bool machine::is_weakened(const operation& op) const {
  const site& target = wanted_.weaken->where;
  return op.where.line() == target.line && op.where.column() == target.column &&
         op.kind == target.kind && op.modify == target.modify && op.order == target.order &&
         op.where.file_name() == target.file;
}

void machine::execute(int t) {
  thread& self = at(t);
  const operation& op = *self.pending;
  const int recorded = here().size(t);
  const int before = self.replayed;
  if (repeats_ != 0) note_repeats();
  current_ = t;
  turns_.push_back(static_cast<std::uint8_t>(t));
  if (before >= recorded) {
    extend(t, op);
  } else if (const event& e = here().thread(t)[index(before)]; !is_as_recorded(e, op)) {
    stop_as_nondeterministic(t, e, op);
  }
  if (ending_ != ending::none) return;
  finish_operation(t, op);
  to_replay_ -= index(std::max(0, std::min(self.replayed, recorded) - before));
}

void machine::stop_as_nondeterministic(int t, const event& recorded, const operation& op) {
  failure_ = failure::nondeterminism;
  message_ = "the client is not deterministic: thread " + std::to_string(t) + " did '" +
             describe(recorded) + "' in an execution with the same past, and now asks for '" +
             describe(label_of(op)) + "'";
  stop(ending::failed);
}

void machine::extend(int t, const operation& op) {
  if (here().size(t) >= static_cast<int>(wanted_.max_operations)) {
    failure_ = failure::unbounded_loop;
    message_ = "thread " + std::to_string(t) + " has performed " +
               std::to_string(wanted_.max_operations) +
               " operations: an unbounded loop? Loops that wait must use await()";
    stop(ending::failed);
    return;
  }
  event_label e = label_of(op);
  if (guide_ != nullptr && (checker::is_access(op.kind) || op.kind == event_kind::choice)) {
    follow(t, e);
    return;
  }
  switch (op.kind) {
    case event_kind::read:
      explorer_.set_filter(op.ready && !op.wait ? &holds : nullptr, &op.ready);
      if (!explorer_.add_read(t, e)) stop(ending::abandoned);
      return;
    case event_kind::write:
      explorer_.add_write(t, e);
      return;
    case event_kind::choice:
      explorer_.add_choice(t, e);
      return;
    case event_kind::begin:
      e.reads_from = at(t).spawned_by;
      break;
    case event_kind::spawn:
      e.child = thread_count_;
      break;
    default:
      break;
  }
  explorer_.add_other(t, e);
}

void machine::finish_operation(int t, const operation& op) {
  thread& self = at(t);
  const int before = self.replayed++;
  self.answer = {};
  switch (op.kind) {
    case event_kind::read:
      finish_read(t, op);
      break;
    case event_kind::choice:
      self.answer.value = here().thread(t)[index(before)].value;
      break;
    case event_kind::spawn:
      self.answer.value = static_cast<word>(thread_count_);
      break;
    case event_kind::end:
      self.finished = true;
      break;
    default:
      break;
  }
}

void machine::finish_read(int t, const operation& op) {
  thread& self = at(t);
  const event& e = here().thread(t)[index(self.replayed - 1)];
  self.answer.value = e.value;
  self.answer.modified = e.modifies();
  if (self.answer.modified) ++self.replayed;
  if (!op.ready || holds(&op.ready, e.value)) return;
  if (op.wait && returns_unwoken(t, op)) return;
  self.blocked = true;
}

bool machine::may_wake_spuriously(int t) const noexcept {
  return at(t).spurious_wakeups < wanted_.spurious_wakeups;
}

/// An event of its own, so that a wake-up can still revisit the read.
bool machine::returns_unwoken(int t, const operation& op) {
  thread& self = at(t);
  const bool may_time_out = op.timed && wanted_.timeouts;
  const unsigned ways = (may_time_out ? 1U : 0U) + (may_wake_spuriously(t) ? 1U : 0U);
  if (ways == 0) return false;
  if (self.replayed >= here().size(t)) {
    event_label choice;
    choice.kind = event_kind::choice;
    choice.about = may_time_out ? choice_about::timed_sleep : choice_about::sleep;
    choice.operand = word{1} + ways;
    choice.where = op.where;
    explorer_.add_choice(t, choice);
    if (guide_ != nullptr) decide_wait(t);
  }
  const event& chosen = here().thread(t)[index(self.replayed++)];
  if (chosen.is_spurious()) ++self.spurious_wakeups;
  self.answer.timed_out = chosen.value != 0 && !chosen.is_spurious();
  return chosen.value != 0;
}

}  // namespace interlock::checker
