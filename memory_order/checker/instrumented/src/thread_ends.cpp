// SPDX-License-Identifier: MIT
/// @file
/// What is to be done when a thread ends, or the program: destructors of thread-local and of static
/// objects, and values of pthread_key_t.
#include "native.hpp"
#include "session.hpp"

#include <array>
#include <cerrno>
#include <limits.h>
#include <pthread.h>
#include <utility>
#include <vector>

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

namespace {

using destructor = void (*)(void*);

native<int(destructor, void*, void*)> thread_atexit{"__cxa_thread_atexit"};
native<int(destructor, void*, void*)> atexit_of{"__cxa_atexit"};
native<int(pthread_key_t*, destructor)> key_create{"pthread_key_create"};
native<int(pthread_key_t)> key_delete{"pthread_key_delete"};
native<void*(pthread_key_t)> getspecific{"pthread_getspecific"};
native<int(pthread_key_t, const void*)> setspecific{"pthread_setspecific"};

/// Destructors of the keys that were made outside of explorations.
std::array<destructor, PTHREAD_KEYS_MAX> destructors{};

/// Newest first; each may ask for others.
void call_all(std::vector<client_thread::last_call>& calls) {
  while (!calls.empty()) {
    const client_thread::last_call last = calls.back();
    calls.pop_back();
    const client_code now;
    last.function(last.argument);
  }
}

void end_specific(session& here) {
  auto& values = here.client()[here.thread()].specific;
  for (int round = 0; round < PTHREAD_DESTRUCTOR_ITERATIONS && !values.empty(); ++round) {
    for (const auto& [key, value] : std::exchange(values, {})) {
      const destructor end =
          key < destructors.size() ? destructors[key] : here.client().destructor_of(key);
      if (end == nullptr || value == nullptr) continue;
      const client_code now;
      end(value);
    }
  }
}

void* no_object() { return nullptr; }

/// Once for each thread that has something to do at its end.
void expect_end_of_thread(session& here) {
  static const char key = 0;
  (void)here.engine().per_thread(&key, &no_object, [](void*) {
    const checker_code inside;
    session& mine = session::here();
    call_all(mine.client()[mine.thread()].last_calls);
    end_specific(mine);
  });
}

void expect_end_of_program(session& here) {
  static const char key = 0;
  (void)here.engine().global(&key, &no_object, [](void*) {
    const checker_code inside;
    call_all(session::here().client().at_exit());
  });
}

}  // namespace

extern "C" {

int __cxa_thread_atexit(destructor function, void* object, void* module) {
  if (!runs_client_code()) return thread_atexit(function, object, module);
  const checker_code inside;
  session& here = session::here();
  expect_end_of_thread(here);
  here.client()[here.thread()].last_calls.push_back({function, object});
  return 0;
}

int __cxa_atexit(destructor function, void* object, void* module) {
  if (!runs_client_code()) return atexit_of(function, object, module);
  const checker_code inside;
  session& here = session::here();
  expect_end_of_program(here);
  here.client().at_exit().push_back({function, object});
  return 0;
}

int pthread_key_create(pthread_key_t* key, destructor end) {
  if (!runs_client_code()) {
    const int error = key_create(key, end);
    if (error == 0 && *key < destructors.size()) destructors[*key] = end;
    return error;
  }
  const checker_code inside;
  session& here = session::here();
  here.access(key, sizeof(*key), true, caller());
  *key = here.client().add_key(end);
  return 0;
}

int pthread_key_delete(pthread_key_t key) {
  if (!runs_client_code()) return key_delete(key);
  const checker_code inside;
  return session::here().client().forget_key(key) ? 0 : EINVAL;
}

void* pthread_getspecific(pthread_key_t key) {
  if (!runs_client_code()) return getspecific(key);
  const checker_code inside;
  session& here = session::here();
  const auto& values = here.client()[here.thread()].specific;
  const auto found = values.find(key);
  return found == values.end() ? nullptr : found->second;
}

int pthread_setspecific(pthread_key_t key, const void* value) {
  if (!runs_client_code()) return setspecific(key, value);
  const checker_code inside;
  session& here = session::here();
  expect_end_of_thread(here);
  here.client()[here.thread()].specific[key] = const_cast<void*>(value);
  return 0;
}
}
