// SPDX-License-Identifier: MIT
/// @file
/// The checks on data and memory, and the way from client code to the machine.
#include <interlock/checker/runtime.hpp>

#include "machine.hpp"
#include "place.hpp"
#include "section.hpp"

#include <string>

namespace interlock::checker::runtime {
namespace {

[[nodiscard]] machine& here() { return *machine::running(); }

/// The way from the client's code into the engine and back.
class engine_call {
 public:
  explicit engine_call(section entered = section::engine) : scope_{entered} {
    here().check_stack();
  }

 private:
  section_scope scope_;
};

void report_race(const char* mine, source_location where, const char* theirs, int thread,
                 source_location other) {
  machine& m = here();
  m.report(failure::data_race, "data race: thread " + std::to_string(m.current_thread()) + " " +
                                   mine + at(where) + ", unordered with thread " +
                                   std::to_string(thread) + " that " + theirs + at(other));
}

void must_follow_last_write(const shadow& object, const view& now, const char* mine,
                            source_location where) {
  if (object.writer < 0 || object.writer == here().current_thread()) return;
  if (now.count(object.writer) > object.last_write.date) return;
  report_race(mine, where, object.dead ? "destroys it" : "writes", object.writer,
              object.last_write.where);
}

void must_follow_reads(const shadow& object, const view& now, const char* mine,
                       source_location where) {
  for (int t = 0; t < static_cast<int>(max_threads); ++t) {
    const shadow::access& last = object.last_reads[static_cast<std::size_t>(t)];
    if (last.date < 0 || t == here().current_thread() || now.count(t) > last.date) continue;
    report_race(mine, where, "accesses it", t, last.where);
  }
}

void must_be_alive(const shadow& object, const char* mine, source_location where) {
  if (!object.dead) return;
  here().fail(failure::use_after_free, std::string{"use after the end of an object: thread "} +
                                           std::to_string(here().current_thread()) + " " + mine +
                                           at(where) + ", after thread " +
                                           std::to_string(object.writer) + " has ended it" +
                                           at(object.last_write.where));
}

void record_write(shadow& object, source_location where) {
  object.writer = static_cast<std::int16_t>(here().current_thread());
  object.last_write = {static_cast<std::int16_t>(here().date()), where};
}

void record_read(shadow& object, source_location where) {
  object.last_reads[static_cast<std::size_t>(here().current_thread())] = {
      static_cast<std::int16_t>(here().date()), where};
}

}  // namespace

outcome perform(const operation& wanted) {
  const engine_call call;
  return here().perform(wanted);
}

location_id new_location(word initial) {
  const engine_call call;
  return here().new_location(initial);
}

void born(shadow& object, bool initialized, source_location where) {
  const engine_call call{section::on_behalf};
  object = shadow{};
  object.initialized = initialized;
  if (!here().makes_globals()) record_write(object, where);
}

void read(shadow& object, source_location where) {
  const engine_call call{section::on_behalf};
  const view now = here().now();
  must_follow_last_write(object, now, "reads", where);
  must_be_alive(object, "reads", where);
  if (!object.initialized) {
    here().fail(failure::uninitialized_read, "read of an object that was never written: thread " +
                                                 std::to_string(here().current_thread()) +
                                                 at(where));
  }
  record_read(object, where);
}

void write(shadow& object, source_location where) {
  const engine_call call{section::on_behalf};
  const view now = here().now();
  must_follow_last_write(object, now, "writes", where);
  must_be_alive(object, "writes", where);
  must_follow_reads(object, now, "writes", where);
  object.initialized = true;
  record_write(object, where);
}

void died(shadow& object, source_location where) {
  const engine_call call{section::on_behalf};
  const view now = here().now();
  must_follow_last_write(object, now, "ends an object", where);
  must_follow_reads(object, now, "ends an object", where);
  record_write(object, where);
  object.dead = true;
}

void touch(shadow& object, source_location where) {
  const engine_call call{section::on_behalf};
  // The operation has been performed: its date is the one before the next event's.
  const view now = here().now();
  must_follow_last_write(object, now, "uses an atomic object", where);
  must_be_alive(object, "uses an atomic object", where);
  object.last_reads[static_cast<std::size_t>(here().current_thread())] = {
      static_cast<std::int16_t>(here().date() - 1), where};
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

void run_aside(void (*run)(void* object), void* object) {
  const engine_call call{section::on_behalf};
  run(object);
}

void fail_not_linearizable(const std::string& why, source_location where) {
  const engine_call call;
  here().fail(failure::not_linearizable, "not linearizable" + at(where) + ": " + why);
}

void fail(const char* rule, const char* file, int line) {
  const engine_call call;
  here().fail(failure::requirement,
              std::string{"broken rule: "} + rule + " (" + file + ":" + std::to_string(line) + ")");
}

}  // namespace interlock::checker::runtime
