// SPDX-License-Identifier: MIT
/// @file
/// The checks on data and memory, and the way from client code to the machine.
#include <interlock/checker/runtime.hpp>

#include "machine.hpp"
#include "place.hpp"
#include "section.hpp"
#include "trace.hpp"

#include <string>
#include <utility>

namespace interlock::checker::runtime {
namespace {

[[nodiscard]] machine& here() { return *machine::running(); }

/// The way from the client's code into the engine and back.
class engine_call {
 public:
  explicit engine_call(section entered = section::engine) : scope_{entered}, engine_{here()} {
    engine_.check_stack();
  }
  [[nodiscard]] machine& operator*() const noexcept { return engine_; }
  [[nodiscard]] machine* operator->() const noexcept { return &engine_; }

 private:
  section_scope scope_;
  machine& engine_;
};

/// What a thread does to an object.
struct deed {
  step_kind kind;
  const char* verb;
};
constexpr deed reading{step_kind::read, "reads"};
constexpr deed writing{step_kind::write, "writes"};
constexpr deed ending{step_kind::destroy, "ends an object"};
constexpr deed using_it{step_kind::load, "uses an atomic object"};

void blame_earlier(int thread, int date, step_kind kind, source_location where,
                   const shadow& object) {
  here().blame({thread, date, culprit::time::earlier, kind, {}, place_of(where), &object});
}

/// An atomic operation has been performed, and is the event before the next one.
void blame_me(const deed& mine, source_location where, const shadow& object) {
  machine& m = here();
  const bool event = mine.kind == step_kind::load;
  m.blame({m.current_thread(),
           event ? m.date() - 1 : m.date(),
           event ? culprit::time::event : culprit::time::now,
           mine.kind,
           {},
           place_of(where),
           &object});
}

notebook::author author() { return {here().current_thread(), here().date()}; }

void note(machine& m, const shadow& object, step_kind how, source_location where) {
  if (notebook* const notes = m.notes()) notes->accessed(author(), object, how, place_of(where));
}

// The texts of failures: in functions of their own, as what a caller of `fail` owns is lost.

[[nodiscard]] std::string current() { return "thread " + std::to_string(here().current_thread()); }

[[nodiscard]] std::string text_of_race(const char* mine, source_location where, const char* theirs,
                                       int thread, source_location other) {
  return "data race: " + current() + " " + mine + at(where) + ", unordered with thread " +
         std::to_string(thread) + " that " + theirs + at(other);
}

[[nodiscard]] std::string text_of_late_use(const shadow& object, const deed& mine,
                                           source_location where) {
  return "use after the end of an object: " + current() + " " + mine.verb + at(where) +
         ", after thread " + std::to_string(object.writer) + " has ended it" +
         at(object.written_at);
}

[[nodiscard]] std::string text_of_early_read(source_location where) {
  return "read of an object that was never written: " + current() + at(where);
}

[[nodiscard]] std::string text_of_broken(const char* rule, const char* file, int line) {
  return std::string{"broken rule: "} + rule + " (" + file + ":" + std::to_string(line) + ")";
}

[[gnu::cold]] void report_race(machine& m, const char* mine, source_location where,
                               const char* theirs, int thread, source_location other) {
  m.report(failure::data_race, text_of_race(mine, where, theirs, thread, other));
}

[[gnu::cold]] void report_unordered_write(machine& m, const shadow& object, const deed& mine,
                                          source_location where) {
  blame_earlier(object.writer, object.last_write,
                object.dead ? step_kind::destroy : step_kind::write, object.written_at, object);
  blame_me(mine, where, object);
  report_race(m, mine.verb, where, object.dead ? "destroys it" : "writes", object.writer,
              object.written_at);
}

[[gnu::cold]] void fail_after_end(machine& m, const shadow& object, const deed& mine,
                                  source_location where) {
  blame_earlier(object.writer, object.last_write, step_kind::destroy, object.written_at, object);
  blame_me(mine, where, object);
  m.fail(failure::use_after_free, text_of_late_use(object, mine, where));
}

[[gnu::cold]] void report_unordered_reads(machine& m, const shadow& object, const deed& mine,
                                          source_location where) {
  const view now = m.now();
  for (int t = 0; t < static_cast<int>(max_threads); ++t) {
    const std::int16_t date = object.last_reads[static_cast<std::size_t>(t)];
    if (t == m.current_thread() || now.count(t) > date) continue;
    const source_location other = object.read_at[static_cast<std::size_t>(t)];
    blame_earlier(t, date, step_kind::read, other, object);
    blame_me(mine, where, object);
    report_race(m, mine.verb, where, "accesses it", t, other);
  }
}

[[nodiscard]] bool follows_last_write(const machine& m, const shadow& object) {
  if (object.writer < 0 || object.writer == m.current_thread()) return true;
  return m.past().count(object.writer) > object.last_write;
}

void must_follow_last_write(machine& m, const shadow& object, const deed& mine,
                            source_location where) {
  if (!follows_last_write(m, object)) report_unordered_write(m, object, mine, where);
}

void must_follow_reads(machine& m, const shadow& object, const deed& mine, source_location where) {
  if (!m.past().contains_all(object.last_reads)) report_unordered_reads(m, object, mine, where);
}

void must_be_alive(machine& m, const shadow& object, const deed& mine, source_location where) {
  if (object.dead) fail_after_end(m, object, mine, where);
}

[[nodiscard]] std::string text_of_overwritten(int thread, source_location where) {
  return "thread " + std::to_string(thread) + " uses an object that has ended, at " +
         text_of(where) + ": its memory has been used for something else since";
}

[[gnu::cold]] void fail_overwritten(machine& m, source_location where) {
  m.fail(failure::use_after_free, text_of_overwritten(m.current_thread(), where));
}

/// Before anything else in `object` is looked at.
void must_exist(machine& m, const shadow& object, source_location where) {
  if (object.self != &object) fail_overwritten(m, where);
}

[[gnu::cold]] void fail_uninitialized(machine& m, const shadow& object, source_location where) {
  blame_me(reading, where, object);
  m.fail(failure::uninitialized_read, text_of_early_read(where));
}

void record_write(const machine& m, shadow& object, source_location where) {
  object.writer = static_cast<std::int16_t>(m.current_thread());
  object.last_write = static_cast<std::int16_t>(m.date());
  object.written_at = where;
}

void record_read(const machine& m, shadow& object, int date, source_location where) {
  const auto self = static_cast<std::size_t>(m.current_thread());
  object.last_reads[self] = static_cast<std::int16_t>(date);
  object.read_at[self] = where;
}

/// `object` is as it was constructed.
void begin_life(const machine& m, shadow& object, bool initialized, source_location where) {
  object.initialized = initialized;
  if (!m.makes_globals()) record_write(m, object, where);
}

}  // namespace

outcome perform(const operation& wanted) {
  const engine_call engine;
  return engine->perform(wanted);
}

outcome perform(const operation& wanted, shadow& object) {
  const engine_call engine;
  must_exist(*engine, object, wanted.where);
  if (!engine->knows(wanted.location)) fail_overwritten(*engine, wanted.where);
  const outcome got = engine->perform(wanted);
  // What is left to do is with the client's memory.
  current_section = section::on_behalf;
  if (object.dead || !follows_last_write(*engine, object)) {
    must_follow_last_write(*engine, object, using_it, wanted.where);
    must_be_alive(*engine, object, using_it, wanted.where);
  }
  // The operation has been performed: its date is the one before the next event's.
  record_read(*engine, object, engine->date() - 1, wanted.where);
  return got;
}

location_id new_location(word initial) {
  const engine_call engine;
  return engine->new_location(initial);
}

void born(shadow& object, bool initialized, source_location where) {
  const engine_call engine{section::on_behalf};
  begin_life(*engine, object, initialized, where);
  if (notebook* const notes = engine->notes()) {
    notes->made_plain(author(), object, engine->makes_globals(), place_of(where));
  }
}

void born(shadow& object, location_id location, const void* address, source_location where) {
  const engine_call engine{section::on_behalf};
  begin_life(*engine, object, true, where);
  if (notebook* const notes = engine->notes()) {
    notes->made_atomic(author(), object, location, address, engine->makes_globals(),
                       place_of(where));
  }
}

void named(const shadow& object, std::string_view name) {
  const engine_call engine{section::on_behalf};
  if (notebook* const notes = engine->notes()) notes->named(object, name);
}

void read(shadow& object, source_location where) {
  const engine_call engine{section::on_behalf};
  must_exist(*engine, object, where);
  must_follow_last_write(*engine, object, reading, where);
  must_be_alive(*engine, object, reading, where);
  if (!object.initialized) fail_uninitialized(*engine, object, where);
  record_read(*engine, object, engine->date(), where);
  note(*engine, object, step_kind::read, where);
}

void write(shadow& object, source_location where) {
  const engine_call engine{section::on_behalf};
  must_exist(*engine, object, where);
  must_follow_last_write(*engine, object, writing, where);
  must_be_alive(*engine, object, writing, where);
  must_follow_reads(*engine, object, writing, where);
  object.initialized = true;
  record_write(*engine, object, where);
  note(*engine, object, step_kind::write, where);
}

void died(shadow& object, source_location where) {
  const engine_call engine{section::on_behalf};
  must_exist(*engine, object, where);
  must_follow_last_write(*engine, object, ending, where);
  must_follow_reads(*engine, object, ending, where);
  record_write(*engine, object, where);
  note(*engine, object, step_kind::destroy, where);
  object.dead = true;
}

int start_thread(thread_body body, source_location where) {
  const engine_call call;
  return here().start_thread(body, where);
}
void join_thread(int thread, source_location where) {
  const engine_call call;
  here().join_thread(thread, where);
}
int current_thread() noexcept { return here().current_thread(); }

void* allocate(std::size_t bytes, std::size_t alignment, source_location where) {
  const engine_call call;
  return here().allocate(bytes, alignment, where, 0);
}

void* allocate_unrecorded(std::size_t bytes, std::size_t alignment) {
  const engine_call call;
  return here().memory().allocate_unrecorded(here().current_thread(), bytes, alignment);
}

void deallocate(void* memory, source_location where) {
  const engine_call call;
  here().deallocate(memory, where, 0);
}

void* allocate_for_new(std::size_t bytes, std::size_t alignment, const void* code) {
  if (current_section != section::client) return nullptr;
  const engine_call call;
  return here().allocate(bytes, alignment, source_location{},
                         reinterpret_cast<std::uintptr_t>(code));
}

bool deallocate_for_delete(void* memory, const void* code) noexcept {
  arena* const latest = arena::latest();
  if (latest == nullptr || !latest->contains(memory)) return false;
  if (current_section != section::client) {
    // The engine has been given something of the client's.
    arena::block* const found = latest->find(memory);
    if (found != nullptr) found->freed = true;
    return true;
  }
  const engine_call call;
  here().deallocate(memory, source_location{}, reinterpret_cast<std::uintptr_t>(code));
  return true;
}

void* per_thread(const void* key, void* (*make)(), void (*end)(void*)) {
  const engine_call call;
  return here().per_thread(key, make, end);
}
void* global(const void* key, void* (*make)(), void (*end)(void*)) {
  const engine_call call;
  return here().global(key, make, end);
}
void yield(source_location where) {
  const engine_call call;
  here().yield(where);
}

clock now() {
  const engine_call call;
  const view past = here().now();
  clock result;
  for (std::size_t t = 0; t < max_threads; ++t) {
    result.events[t] = static_cast<std::int16_t>(past.count(static_cast<int>(t)));
  }
  return result;
}

void require_linearizable(std::string (*problem_of)(const void* history), const void* history,
                          source_location where) {
  const engine_call call{section::on_behalf};
  std::string problem = problem_of(history);
  if (problem.empty()) return;
  problem.insert(0, "not linearizable" + at(where) + ": ");
  machine& m = here();
  m.blame({m.current_thread(), m.date(), culprit::time::now, step_kind::stop,
           "checks a history that is not linearizable", place_of(where)});
  m.fail(failure::not_linearizable, std::move(problem));
}

void reachable(const char* name, bool condition) { here().declare_outcome(name, condition); }

void fail(const char* rule, const char* file, int line) {
  const engine_call call;
  machine& m = here();
  m.blame({m.current_thread(),
           m.date(),
           culprit::time::now,
           step_kind::stop,
           std::string{"breaks the rule: "} + rule,
           {file, static_cast<unsigned>(line), 0}});
  m.fail(failure::requirement, text_of_broken(rule, file, line));
}

}  // namespace interlock::checker::runtime
