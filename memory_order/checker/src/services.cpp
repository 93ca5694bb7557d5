// SPDX-License-Identifier: MIT
/// @file
/// What clients ask for besides operations: locations, threads, objects of a thread or of the
/// execution.
#include "machine.hpp"
#include "section.hpp"

#include <utility>

namespace interlock::checker {
namespace {

[[nodiscard]] void* make_for_client(void* (*make)()) {
  const section_scope scope{section::client};
  return make();
}

}  // namespace

location_id machine::new_location(word initial) {
  thread& self = at(current_);
  const location_id id{static_cast<std::uint16_t>(current_), self.locations++};
  here().at(id).initial = initial;
  return id;
}

int machine::start_thread(runtime::thread_body body, source_location where) {
  operation op;
  op.kind = event_kind::spawn;
  op.where = where;
  const int child = static_cast<int>(perform(op).value);
  const event_id spawn{static_cast<std::int16_t>(current_), static_cast<std::int16_t>(date() - 1)};
  if (child != thread_count_) {
    fail(failure::nondeterminism, "threads are started in another order");
  }
  new_thread(body, spawn);
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
  void* const object = make_for_client(make);
  at(current_).locals.push_back({key, object, end});
  return object;
}

void* machine::global(const void* key, void* (*make)(), void (*end)(void*)) {
  for (const global_object& each : globals_) {
    if (each.key == key) return each.object;
  }
  // Constant-initialised: it was there before the first thread, whoever asks for it first. So this
  // run is not one of the client's, and all to come begin with the object.
  globals_.push_back({key, make, end, nullptr});
  leave_run(ending::new_start);
}

void machine::yield(source_location where) {
  thread& self = at(current_);
  bool idle = true;
  for (int i = self.iteration; i < self.replayed; ++i) {
    const event& e = here().thread(current_)[index(i)];
    idle = idle && !e.is_write() && !e.is_spurious();
  }
  if (!idle || self.iteration == self.replayed) {
    self.iteration = self.replayed;
    return;
  }
  wait_for_news(self.iteration, where);
}

}  // namespace interlock::checker
