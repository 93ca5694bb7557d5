// SPDX-License-Identifier: MIT
/// @file
/// What is done once: pthread_once (and std::call_once with it) and the guards of static objects.
/// One piece of memory with three states: not yet, in progress, done.
#include "native.hpp"
#include "session.hpp"

#include <cstdint>
#include <pthread.h>

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

namespace {

native<int(pthread_once_t*, void (*)())> system_once{"pthread_once"};
native<int(std::uint64_t*)> system_acquire{"__cxa_guard_acquire"};
native<void(std::uint64_t*)> system_release{"__cxa_guard_release"};
native<void(std::uint64_t*)> system_abort{"__cxa_guard_abort"};

// The system's own numbers for pthread_once_t: one that was done before stays done.
constexpr word not_yet = PTHREAD_ONCE_INIT;
constexpr word in_progress = 1;
constexpr word done = 2;

/// Waits while it is in progress; whether the caller is the one to do it.
[[nodiscard]] bool begins(session& here, void* state, std::uint8_t size, std::uintptr_t from) {
  operation wanted;
  wanted.kind = event_kind::read;
  wanted.order = wanted.failure = std::memory_order::acquire;
  wanted.modify = modification::compare_exchange;
  wanted.expected = not_yet;
  wanted.operand = in_progress;
  const auto is_over = [](word value) { return value != in_progress; };
  wanted.ready = condition{is_over};
  return here.perform(wanted, state, size, from).modified;
}

void set(session& here, void* state, std::uint8_t size, word value, std::uintptr_t from) {
  operation wanted;
  wanted.kind = event_kind::write;
  wanted.order = std::memory_order::release;
  wanted.operand = value;
  (void)here.perform(wanted, state, size, from);
}

/// The second byte of a guard has the state; compilers look at the first one, which says done.
[[nodiscard]] std::uint8_t* state_of(std::uint64_t* guard) noexcept {
  return reinterpret_cast<std::uint8_t*>(guard) + 1;
}

}  // namespace

extern "C" {

int pthread_once(pthread_once_t* control, void (*initialize)()) {
  if (!runs_client_code()) return system_once(control, initialize);
  const std::uintptr_t from = caller();
  const checker_code inside;
  session& here = session::here();
  if (!begins(here, control, sizeof(*control), from)) return 0;
  try {
    const client_code now;
    initialize();
  } catch (...) {
    set(here, control, sizeof(*control), not_yet, from);
    throw;
  }
  set(here, control, sizeof(*control), done, from);
  return 0;
}

int __cxa_guard_acquire(std::uint64_t* guard) {
  if (!runs_client_code()) return system_acquire(guard);
  const checker_code inside;
  return begins(session::here(), state_of(guard), 1, caller()) ? 1 : 0;
}

void __cxa_guard_release(std::uint64_t* guard) {
  if (!runs_client_code()) {
    system_release(guard);
    return;
  }
  const checker_code inside;
  set(session::here(), state_of(guard), 1, done, caller());
  set(session::here(), guard, 1, 1, caller());
}

void __cxa_guard_abort(std::uint64_t* guard) {
  if (!runs_client_code()) {
    system_abort(guard);
    return;
  }
  const checker_code inside;
  set(session::here(), state_of(guard), 1, not_yet, caller());
}
}
