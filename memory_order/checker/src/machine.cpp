// SPDX-License-Identifier: MIT
/// @file
/// The search, one run after another, and who runs next.
#include "machine.hpp"

#include "section.hpp"
#include "thread_pointer.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <exception>
#include <iterator>
#include <utility>

namespace interlock::checker {

machine::machine(const options& wanted, const std::function<void()>& body)
    : wanted_{wanted}, body_{body}, explorer_{wanted.memory == model::sc}, random_{wanted.seed} {
  spare_.restart(nullptr);
  if (front_end_ == nullptr) return;
  home_.use_thread_pointer(thread_pointer());
  front_end_state_ = front_end_->exploration_begins(*this);
}

machine::~machine() {
  if (front_end_ != nullptr) front_end_->exploration_ends(front_end_state_);
}

view machine::now() const noexcept {
  return here().happened_before(current_, at(current_).replayed);
}

void machine::start() {
  explorer_.restart();
  random_ = dice{wanted_.seed};
  has_notes_ = false;
  sites_.clear();
  seen_.clear();
  cut_short_ = false;
}

result machine::explore() {
  start();
  result total;
  while (run_and_judge(total) && explorer_.advance()) {
    if (!is_over_bound(total.complete)) continue;
    total.outcome = verdict::incomplete;
    break;
  }
  return finish(total);
}

bool machine::run_and_judge(result& total) {
  running_ = this;
  ++total.runs;
  total.deepest = std::max<std::uint64_t>(total.deepest, explorer_.depth());
  run_once();
  running_ = nullptr;
  if (ending_ == ending::new_start) throw new_start{};
  conclude(total);
  return total.kind == failure::none;
}

double machine::seconds_since_start() const {
  return std::chrono::duration<double>(clock::now() - start_).count();
}

bool machine::is_over_bound(std::uint64_t complete) const {
  return (wanted_.max_executions != 0 && complete >= wanted_.max_executions) ||
         (wanted_.max_seconds > 0 && seconds_since_start() >= wanted_.max_seconds);
}

std::vector<explorer::task> machine::begin(std::size_t parts, result& total) {
  start();
  std::deque<explorer::task> open;
  const auto run = [&] {
    if (!run_and_judge(total)) return false;
    for (explorer::task& each : explorer_.take_tasks()) open.push_back(std::move(each));
    return !is_over_bound(total.complete);
  };
  bool more = run();
  while (more && !open.empty() && open.size() < parts) {
    explorer_.restart(open.front());
    open.pop_front();
    if (explorer_.advance()) more = run();
  }
  if (!more && !open.empty()) total.outcome = verdict::incomplete;
  return {std::make_move_iterator(open.begin()), std::make_move_iterator(open.end())};
}

bool machine::explore_part(const explorer::task& part, result& total,
                           const std::function<bool(std::uint64_t)>& is_over) {
  explorer_.restart(part);
  while (explorer_.advance()) {
    const std::uint64_t before = total.complete;
    if (!run_and_judge(total)) return false;
    if (!is_over(total.complete - before)) continue;
    total.outcome = verdict::incomplete;
    return false;
  }
  return true;
}

result& machine::finish(result& total) const {
  for (const site& each : sites_) {
    if (std::find(total.sites.begin(), total.sites.end(), each) == total.sites.end()) {
      total.sites.push_back(each);
    }
  }
  total.seconds = seconds_since_start();
  const bool unreached = std::any_of(total.outcomes.begin(), total.outcomes.end(),
                                     [](const auto& each) { return each.second == 0; });
  if (total.kind != failure::none) {
    total.outcome = verdict::failed;
  } else if (cut_short_) {
    total.outcome = verdict::incomplete;
  } else if (total.outcome != verdict::incomplete) {
    total.outcome = total.complete == 0 || unreached ? verdict::vacuous : verdict::passed;
  }
  return total;
}

void machine::run_once() {
  memory_.reset();
  if (front_end_ != nullptr) front_end_->run_begins(front_end_state_);
  outcomes_.clear();
  thread_count_ = 0;
  ending_ = ending::none;
  failure_ = failure::none;
  to_replay_ = here().event_count();
  turns_.clear();
  repeats_ = 0;
  culprits_.clear();
  guided_ = 0;
  const auto run_body = [](void* self) { static_cast<machine*>(self)->body_(); };
  new_thread({run_body, this}, event_id{});
  make_globals();
  current_ = -1;
  pass_control(-1);
  current_section = section::engine;
}

void machine::new_thread(runtime::thread_body body, event_id spawned_by) {
  if (thread_count_ == static_cast<int>(max_threads)) {
    fail(failure::too_many_threads, "more than " + std::to_string(max_threads) + " threads");
  }
  auto& place = threads_[index(thread_count_)];
  if (!place) place = std::make_unique<thread>();
  thread& t = *place;
  t.body = body;
  t.begin_or_end = {};
  t.begin_or_end.kind = event_kind::begin;
  t.pending = &t.begin_or_end;
  t.spawned_by = spawned_by;
  t.replayed = 0;
  t.locations = 0;
  t.blocked = t.yielded = t.gave_up = t.resumed = t.finished = t.started = t.locals_ended = false;
  t.iteration = 0;
  t.spurious_wakeups = t.weak_failures = 0;
  t.locals.clear();
  borrow_thread_pointer(t, thread_count_);
  ++thread_count_;
}

void machine::thread_entry() {
  machine& self = *running_;
  fiber::arrived(self.at(self.current_).stack);
  self.run_thread_body();
}

void machine::run_thread_body() {
  thread& t = at(current_);
  std::string escaped;
  try {
    if (front_end_ != nullptr) front_end_->thread_begins(front_end_state_);
    const section_scope scope{section::client};
    t.body.run(t.body.object);
    end_all(t.locals);
    t.locals_ended = true;
    if (current_ == 0) end_globals();
  } catch (const std::exception& error) {
    escaped = std::string{"an exception left the thread: "} + error.what();
  } catch (...) {
    escaped = "an exception left the thread";
  }
  if (!escaped.empty()) fail(failure::exception, std::move(escaped));
  t.begin_or_end = {};
  t.begin_or_end.kind = event_kind::end;
  (void)perform(t.begin_or_end);
  std::terminate();
}

/// An object may ask for others while it ends: they end in turn.
void machine::end_all(std::vector<local>& objects) {
  while (!objects.empty()) {
    const local last = objects.back();
    objects.pop_back();
    last.end(last.object);
  }
}

/// The first thread makes them, before it does anything else.
void machine::make_globals() {
  current_ = 0;
  making_globals_ = true;
  for (global_object& each : globals_) each.object = each.make();
  making_globals_ = false;
}

/// A global object is still found while it ends.
void machine::end_globals() {
  for (std::size_t i = globals_.size(); i-- > 0;) globals_[i].end(globals_[i].object);
}

void machine::pass_control(int self) {
  for (;;) {
    const int next = ending_ == ending::none ? next_thread(self) : -1;
    if (next < 0) {
      if (ending_ == ending::none) ending_ = ending::stuck;
      if (self >= 0) change_to(home_);
      return;
    }
    thread& chosen = at(next);
    if (!std::exchange(chosen.resumed, false)) execute(next);
    if (ending_ != ending::none || chosen.blocked || chosen.finished) continue;
    current_ = next;
    if (next == self) return;
    if (!chosen.started) {
      chosen.started = true;
      chosen.stack.restart(&machine::thread_entry);
    }
    change_to(chosen.stack);
    return;  // control has come back: to run_once, or to a thread whose operation has been
             // performed
  }
}

int machine::next_thread(int preferred) {
  if (to_replay_ != 0) return next_to_replay(preferred);
  if (guide_ != nullptr) return guided_thread();
  if (wanted_.samples != 0) return next_sampled_thread();
  int reader = -1;
  for (int t = 0; t < thread_count_; ++t) {
    if (!is_enabled(t)) continue;
    if (at(t).pending->kind != event_kind::read) return t;
    if (reader < 0) reader = t;
  }
  return reader;
}

/// Whichever thread `preferred` waits for, if that one waits for no other, and so on: so each runs
/// as far as it can before the next does. Control changes stacks seldom, and no time goes into a
/// search for somebody who can run.
int machine::next_to_replay(int preferred) const noexcept {
  int t = std::max(preferred, 0);
  for (std::size_t hops = 0; hops < max_threads && t < thread_count_; ++hops) {
    if (can_replay(t)) return t;
    const int other = waits_for(t);
    if (other < 0) break;
    t = other;
  }
  for (t = 0; t < thread_count_; ++t) {
    if (can_replay(t)) return t;
  }
  return -1;
}

/// The thread whose recorded event thread `t` needs for its next one; -1 if there is none.
int machine::waits_for(int t) const noexcept {
  const int next = at(t).replayed;
  if (next >= here().size(t)) return -1;
  const event& e = here().thread(t)[index(next)];
  if (e.kind == event_kind::join) return e.child;
  return e.is_read() ? e.reads_from.thread : -1;
}

bool machine::can_replay(int t) const noexcept {
  const thread& each = at(t);
  if (each.pending == nullptr || each.blocked || each.finished) return false;
  if (each.replayed >= here().size(t)) return false;
  const event& e = here().thread(t)[index(each.replayed)];
  if (e.is_read()) return is_performed(e.reads_from);
  return e.kind != event_kind::join || (e.child < thread_count_ && at(e.child).finished);
}

bool machine::is_enabled(int t) const noexcept {
  const thread& each = at(t);
  if (each.pending == nullptr || each.blocked || each.finished) return false;
  return each.pending->kind != event_kind::join || at(each.pending->child).finished;
}

void machine::stop(ending how) { ending_ = how; }

void machine::change_to(fiber& to) noexcept {
  fiber& from = *stack_;
  stack_ = &to;
  fiber::change(from, to);
}

void machine::leave_run(ending how) {
  stop(how);
  change_to(home_);
  std::terminate();
}

void machine::fail(failure kind, std::string message) {
  failure_ = kind;
  std::string{}.swap(message_);  // or `message` would get its memory in exchange
  message_ = std::move(message);
  leave_run(ending::failed);
}

void machine::report(failure kind, std::string message) {
  if (!wanted_.keep_going) fail(kind, std::move(message));
  raced_ = raced_ || kind == failure::data_race;
  culprits_.clear();
}

void machine::abandon() {
  stop(ending::abandoned);
  change_to(home_);
  std::terminate();
}

void machine::give_up() {
  // The others go on: a store of theirs may revisit what this thread has read.
  operation end;
  thread& self = at(current_);
  self.pending = &end;
  self.blocked = self.gave_up = true;
  pass_control(current_);
  std::terminate();
}

}  // namespace interlock::checker
