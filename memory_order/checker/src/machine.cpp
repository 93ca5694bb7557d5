// SPDX-License-Identifier: MIT
/// @file
#include "machine.hpp"

#include "coherence.hpp"
#include "trace.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace interlock::checker {
namespace {

[[nodiscard]] bool holds(const void* predicate, word value) {
  return (*static_cast<const std::function<bool(word)>*>(predicate))(value);
}

[[nodiscard]] bool is_access(event_kind kind) noexcept {
  return kind == event_kind::read || kind == event_kind::write;
}

[[nodiscard]] event event_of(const operation& op) {
  event e;
  e.kind = op.kind;
  e.modify = op.modify;
  e.fence = op.fence;
  e.order = e.success = op.order;
  e.failure = op.failure;
  e.size = op.size;
  e.blocking = static_cast<bool>(op.ready);
  e.wait = op.wait;
  e.timed = op.timed;
  e.wake_everyone = op.wake_everyone;
  e.location = op.location;
  e.child = op.child;
  e.operand = op.operand;
  e.expected = op.expected;
  if (op.kind == event_kind::write) e.value = op.operand;
  e.where = op.where;
  return e;
}

}  // namespace

machine::machine(const options& wanted, const std::function<void()>& body)
    : wanted_{wanted}, body_{body}, explorer_{wanted.memory == model::sc} {}

machine::~machine() = default;

view machine::now() const noexcept {
  return here().happened_before(current_, at(current_).replayed);
}

result machine::explore() {
  using clock = std::chrono::steady_clock;
  const auto start = clock::now();
  result total;
  running_ = this;
  for (bool more = true; more;) {
    ++total.runs;
    total.deepest = std::max<std::uint64_t>(total.deepest, explorer_.depth());
    run_once();
    conclude(total);
    total.seconds = std::chrono::duration<double>(clock::now() - start).count();
    if (total.kind != failure::none) break;
    const bool bounded =
        (wanted_.max_executions != 0 && total.complete >= wanted_.max_executions) ||
        (wanted_.max_seconds > 0 && total.seconds >= wanted_.max_seconds);
    more = explorer_.advance();
    if (more && bounded) {
      total.outcome = verdict::incomplete;
      total.sites = sites_;
      running_ = nullptr;
      return total;
    }
  }
  running_ = nullptr;
  total.sites = sites_;
  const bool unreached = std::any_of(total.outcomes.begin(), total.outcomes.end(),
                                     [](const auto& each) { return each.second == 0; });
  if (total.kind != failure::none) {
    total.outcome = verdict::failed;
  } else {
    total.outcome = total.complete == 0 || unreached ? verdict::vacuous : verdict::passed;
  }
  return total;
}

// ---- one run

void machine::run_once() {
  memory_.reset();
  globals_.clear();
  outcomes_.clear();
  thread_count_ = 0;
  ending_ = ending::none;
  failure_ = failure::none;
  to_replay_ = here().event_count();
  new_thread(body_, event_id{});
  current_ = -1;
  pass_control(-1);
}

void machine::new_thread(std::function<void()> body, event_id spawned_by) {
  if (thread_count_ == static_cast<int>(max_threads)) {
    fail(failure::too_many_threads, "more than " + std::to_string(max_threads) + " threads");
  }
  auto& place = threads_[index(thread_count_)];
  if (!place) place = std::make_unique<thread>();
  thread& t = *place;
  t.body = std::move(body);
  t.begin_or_end = {};
  t.begin_or_end.kind = event_kind::begin;
  t.pending = &t.begin_or_end;
  t.spawned_by = spawned_by;
  t.replayed = 0;
  t.locations = 0;
  t.blocked = t.yielded = t.finished = t.started = t.locals_ended = false;
  t.iteration = 0;
  t.locals.clear();
  ++thread_count_;
}

void machine::thread_entry() {
  machine& self = *running_;
  fiber::arrived(self.at(self.current_).stack);
  self.run_thread_body();
}

void machine::run_thread_body() {
  thread& t = at(current_);
  try {
    t.body();
    end_all(t.locals);
    t.locals_ended = true;
    if (current_ == 0) end_globals();
  } catch (const std::exception& error) {
    fail(failure::exception, std::string{"an exception left the thread: "} + error.what());
  } catch (...) {
    fail(failure::exception, "an exception left the thread");
  }
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

/// A global object is still found while it ends.
void machine::end_globals() {
  for (std::size_t i = globals_.size(); i-- > 0;) globals_[i].end(globals_[i].object);
}

outcome machine::perform(const operation& wanted) {
  thread& self = at(current_);
  if (wanted_.collect_sites) note_site(wanted);
  operation weaker;
  self.pending = &wanted;
  if (wanted_.weaken && is_weakened(wanted)) {
    if (wanted_.weaken->what == weakening::part::whole_fence) return {};
    weaker = wanted;
    const bool on_failure = wanted_.weaken->what == weakening::part::failure_order;
    (on_failure ? weaker.failure : weaker.order) = wanted_.weaken->to;
    self.pending = &weaker;
  }
  pass_control(current_);
  return self.answer;
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

void machine::pass_control(int self) {
  for (;;) {
    const int next = ending_ == ending::none ? next_thread(self) : -1;
    if (next < 0) {
      if (ending_ == ending::none) ending_ = ending::stuck;
      if (self >= 0) fiber::change(at(self).stack, home_);
      return;
    }
    execute(next);
    thread& chosen = at(next);
    if (ending_ != ending::none || chosen.blocked || chosen.finished) continue;
    if (next == self) return;
    current_ = next;
    fiber& from = self < 0 ? home_ : at(self).stack;
    if (!chosen.started) {
      chosen.started = true;
      chosen.stack.restart(&machine::thread_entry);
    }
    fiber::change(from, chosen.stack);
    return;  // control has come back: to run_once, or to a thread whose operation has been
             // performed
  }
}

int machine::next_thread(int preferred) const {
  if (to_replay_ != 0) {
    if (preferred >= 0 && can_replay(preferred)) return preferred;
    for (int t = 0; t < thread_count_; ++t) {
      if (can_replay(t)) return t;
    }
    return -1;
  }
  int reader = -1;
  for (int t = 0; t < thread_count_; ++t) {
    if (!is_enabled(t)) continue;
    if (at(t).pending->kind != event_kind::read) return t;
    if (reader < 0) reader = t;
  }
  return reader;
}

bool machine::can_replay(int t) const noexcept {
  const thread& each = at(t);
  if (each.pending == nullptr || each.blocked || each.finished) return false;
  if (each.replayed >= here().size(t)) return false;
  const event& e = here().thread(t)[index(each.replayed)];
  if (e.is_read()) {
    return e.reads_from.is_initial() || e.reads_from.index < at(e.reads_from.thread).replayed;
  }
  return e.kind != event_kind::join || (e.child < thread_count_ && at(e.child).finished);
}

bool machine::is_enabled(int t) const noexcept {
  const thread& each = at(t);
  if (each.pending == nullptr || each.blocked || each.finished) return false;
  return each.pending->kind != event_kind::join || at(each.pending->child).finished;
}

void machine::execute(int t) {
  thread& self = at(t);
  const operation& op = *self.pending;
  const int recorded = here().size(t);
  const int before = self.replayed;
  current_ = t;
  if (before < recorded) {
    check_replayed(t, op);
  } else {
    extend(t, op);
  }
  if (ending_ != ending::none) return;
  finish_operation(t, op);
  to_replay_ -= index(std::max(0, std::min(self.replayed, recorded) - before));
}

void machine::check_replayed(int t, const operation& op) {
  const event& e = here().thread(t)[index(at(t).replayed)];
  const bool same_value = op.kind != event_kind::write || e.value == op.operand;
  if (e.kind == op.kind && e.modify == op.modify && same_value &&
      (!checker::is_access(op.kind) || e.location == op.location)) {
    return;
  }
  failure_ = failure::nondeterminism;
  message_ = "the client is not deterministic: thread " + std::to_string(t) + " did '" +
             describe(e) + "' in an execution with the same past, and now asks for '" +
             describe(event_of(op)) + "'";
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
  event e = event_of(op);
  switch (op.kind) {
    case event_kind::read:
      explorer_.set_filter(op.ready && !op.wait ? &holds : nullptr, &op.ready);
      if (!explorer_.add_read(t, std::move(e))) stop(ending::abandoned);
      return;
    case event_kind::write:
      explorer_.add_write(t, std::move(e));
      return;
    case event_kind::choice:
      explorer_.add_choice(t, std::move(e));
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
  explorer_.add_other(t, std::move(e));
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
  const event e = here().thread(t)[index(self.replayed - 1)];
  self.answer.value = e.value;
  self.answer.modified = e.modifies();
  if (self.answer.modified) ++self.replayed;
  if (!op.ready || op.ready(e.value)) return;
  if (op.wait && op.timed && wanted_.timeouts) {
    // It sleeps, or gives up: an event of its own, so that a wake-up can still revisit the read.
    if (self.replayed >= here().size(t)) {
      event choice;
      choice.kind = event_kind::choice;
      choice.operand = 2;
      choice.where = op.where;
      explorer_.add_choice(t, std::move(choice));
    }
    const bool gives_up = here().thread(t)[index(self.replayed++)].value != 0;
    self.answer.timed_out = gives_up;
    if (gives_up) return;
  }
  self.blocked = true;
}

void machine::stop(ending how) { ending_ = how; }

void machine::fail(failure kind, std::string message) {
  failure_ = kind;
  message_ = std::move(message);
  stop(ending::failed);
  fiber::change(at(current_).stack, home_);
  std::terminate();
}

void machine::report(failure kind, std::string message) {
  if (!wanted_.keep_going) fail(kind, std::move(message));
  raced_ = raced_ || kind == failure::data_race;
}

void machine::give_up() {
  stop(ending::gave_up);
  fiber::change(at(current_).stack, home_);
  std::terminate();
}

// ---- what clients ask for

location_id machine::new_location(word initial) {
  thread& self = at(current_);
  const location_id id{static_cast<std::uint16_t>(current_), self.locations++};
  here().at(id).initial = initial;
  return id;
}

int machine::start_thread(std::function<void()> body, source_location where) {
  operation op;
  op.kind = event_kind::spawn;
  op.where = where;
  const int child = static_cast<int>(perform(op).value);
  const event_id spawn{static_cast<std::int16_t>(current_), static_cast<std::int16_t>(date() - 1)};
  if (child != thread_count_) {
    fail(failure::nondeterminism, "threads are started in another order");
  }
  new_thread(std::move(body), spawn);
  return child;
}

void machine::join_thread(int child, source_location where) {
  operation op;
  op.kind = event_kind::join;
  op.child = child;
  op.where = where;
  (void)perform(op);
}

void machine::declare_outcome(std::string_view name, bool reached) {
  outcomes_.emplace_back(name, reached);
}

void* machine::per_thread(const void* key, void* (*make)(), void (*end)(void*)) {
  thread& self = at(current_);
  for (const local& each : self.locals) {
    if (each.key == key) return each.object;
  }
  if (self.locals_ended) return nullptr;
  void* const object = make();
  at(current_).locals.push_back({key, object, end});
  return object;
}

void* machine::global(const void* key, void* (*make)(), void (*end)(void*)) {
  for (const local& each : globals_) {
    if (each.key == key) return each.object;
  }
  // Constant-initialised: it was there before the first thread, whoever asks for it first.
  making_globals_ = true;
  void* const object = make();
  making_globals_ = false;
  globals_.push_back({key, object, end});
  return object;
}

void machine::yield(source_location where) {
  thread& self = at(current_);
  bool idle = true;
  for (int i = self.iteration; i < self.replayed; ++i) {
    idle = idle && !here().thread(current_)[index(i)].is_write();
  }
  if (!idle || self.iteration == self.replayed) {
    self.iteration = self.replayed;
    return;
  }
  operation pause;
  pause.where = where;
  self.pending = &pause;
  self.blocked = self.yielded = true;
  pass_control(current_);
}

}  // namespace interlock::checker
