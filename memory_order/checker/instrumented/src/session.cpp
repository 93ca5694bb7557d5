// SPDX-License-Identifier: MIT
/// @file
/// See session.hpp.
#include "session.hpp"

#include "trace.hpp"

#include <cstring>
#include <cxxabi.h>
#include <utility>

namespace interlock::checker::instrumented {
namespace {

/// Of `__cxa_eh_globals`, whose members the C++ ABI gives: the caught exceptions and how many are
/// on their way.
constexpr std::size_t exception_state_bytes = sizeof(void*) + sizeof(unsigned);

/// What a thread of the system needs for all its explorations.
struct resources {
  call_paths calls;
  carriers threads;
};

[[nodiscard]] resources& of_this_thread() {
  static thread_local resources own;
  return own;
}

void* exploration_begins(machine& here) {
  resources& own = of_this_thread();
  own.threads.start();
  return new session{here, own.calls, own.threads};
}

[[nodiscard]] session& from(void* state) noexcept { return *static_cast<session*>(state); }

void exploration_ends(void* state) {
  from(state).memory().restore();
  delete &from(state);
}

void run_begins(void* state) { from(state).begin_run(); }

void* thread_pointer(void* state, int t) { return from(state).threads().thread_pointer_of(t); }

void thread_begins(void* state) { from(state).begin_thread(); }

front_end::finding run_completes(void* state) {
  session& here = from(state);
  if (!here.engine().wanted().leaks) return {};
  client_memory& memory = here.memory();
  const int abandoned = here.client().abandoned();
  if (abandoned >= 0) {
    return {failure::leak, "leak: thread " + std::to_string(abandoned) + ", started" +
                               memory.place_of(here.client()[abandoned].start) +
                               ", is neither joined nor detached"};
  }
  const heap_block* const leaked = memory.leaked();
  if (leaked == nullptr) return {};
  memory.blame(step_kind::allocate, leaked->allocated);
  return {failure::leak, "leak: " + std::to_string(leaked->bytes) + " bytes that thread " +
                             std::to_string(leaked->allocated.thread) + " allocated" +
                             memory.place_of(leaked->allocated.path) + " are never freed"};
}

constexpr front_end hooks{&exploration_begins, &exploration_ends, &run_begins,
                          &thread_pointer,     &thread_begins,    &run_completes};

[[maybe_unused]] const bool installed = (machine::install(hooks), true);

}  // namespace

void session::begin_run() {
  memory_.restore();
  memory_.begin_run();
  calls_.begin_run();
  loops_.begin_run();
  client_.begin_run();
  clock_.begin_run();
  system_ = {};
}

void session::begin_thread() {
  here_ = this;
  // What an execution that was given up in the middle of an exception has left behind.
  std::memset(__cxxabiv1::__cxa_get_globals(), 0, exception_state_bytes);
}

outcome session::perform(const operation& wanted) {
  const section_scope scope{section::engine};
  engine_.check_stack();
  return engine_.perform(wanted);
}

outcome session::perform(operation wanted, const volatile void* address, std::uint8_t size,
                         std::uintptr_t caller) {
  const auto place = reinterpret_cast<std::uintptr_t>(address);
  const path_id path = this->path(caller);
  wanted.size = size;
  wanted.where = calls_.where(path);
  wanted.location = memory_.atomic_at(place, size, path);
  if (const std::optional<word> again = loops_.repeated(wanted, path)) {
    outcome got;
    got.value = *again;
    got.modified = wanted.modify != modification::none &&
                   (wanted.modify != modification::compare_exchange || *again == wanted.expected);
    return got;
  }
  const outcome got = perform(wanted);
  loops_.performed(wanted, got, path);
  if (wanted.kind == event_kind::notify) return got;  // uses the address only
  const bool writes = wanted.kind == event_kind::write || got.modified;
  memory_.accessed_atomically(place, size, writes, path);
  return got;
}

void session::fence(std::memory_order order, std::uintptr_t caller) {
  operation wanted;
  wanted.kind = event_kind::fence;
  wanted.order = order;
  wanted.where = where(caller);
  if (loops_.is_second(wanted)) return;
  const outcome got = perform(wanted);
  loops_.performed(wanted, got, 0);
}

void session::blame(std::string deed, std::uintptr_t caller) {
  engine_.blame({thread(), engine_.date(), culprit::time::now, step_kind::stop, std::move(deed),
                 place_of(where(caller))});
}

void session::fail_misuse(const std::string& what, std::uintptr_t caller) {
  const std::string place = text_of(where(caller));
  blame("breaks a rule: " + what, caller);
  engine_.fail(failure::requirement, "broken rule: thread " + std::to_string(thread()) + ", " +
                                         what + (place.empty() ? "" : " at " + place));
}

void session::fail_not_modelled(const std::string& what, std::uintptr_t caller) {
  const std::string place = text_of(where(caller));
  blame("needs what is not modelled: " + what, caller);
  engine_.fail(failure::not_modelled,
               "not modelled: " + what + (place.empty() ? "" : " at " + place));
}

}  // namespace interlock::checker::instrumented
