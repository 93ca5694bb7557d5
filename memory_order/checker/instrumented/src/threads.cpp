// SPDX-License-Identifier: MIT
/// @file
/// Threads of the client: what pthread_create and its family do, and std::thread with them.
#include "native.hpp"
#include "session.hpp"

#include <cerrno>
#include <pthread.h>
#include <string>

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

namespace {

using start_function = void* (*)(void*);

native<int(pthread_t*, const pthread_attr_t*, start_function, void*)> create{"pthread_create"};
native<int(pthread_t, void**)> join{"pthread_join"};
native<int(pthread_t)> detach{"pthread_detach"};
native<void(void*)> leave{"pthread_exit"};

/// Ends a thread from within its functions.
struct exit_request {
  void* result;
};

[[nodiscard]] bool is_detached(const pthread_attr_t* attributes) {
  int state = PTHREAD_CREATE_JOINABLE;
  if (attributes != nullptr) (void)::pthread_attr_getdetachstate(attributes, &state);
  return state == PTHREAD_CREATE_DETACHED;
}

void run_thread(void* object) {
  const client_threads::start_request wanted = *static_cast<client_threads::start_request*>(object);
  void* result = nullptr;
  try {
    result = wanted.function(wanted.argument);
  } catch (const exit_request& request) {
    result = request.result;
  }
  const checker_code inside;
  session& here = session::here();
  here.client()[here.thread()].result = result;
}

/// The thread that `handle` stands for, which must be there to be joined or detached.
[[nodiscard]] int joinable(session& here, pthread_t handle, const char* function,
                           std::uintptr_t from) {
  const int t = here.threads().thread_of(handle);
  if (t >= 0 && here.client()[t].started && !here.client()[t].joined && !here.client()[t].detached)
    return t;
  here.fail_misuse(std::string{function} + " of what is not a thread that can be joined", from);
}

}  // namespace

extern "C" {

int pthread_create(pthread_t* handle, const pthread_attr_t* attributes, start_function start,
                   void* argument) {
  if (!runs_client_code()) return create(handle, attributes, start, argument);
  const checker_code inside;
  session& here = session::here();
  const path_id path = here.path(caller());
  here.loops().progress();
  const int child = here.engine().start_thread(
      {&run_thread, here.client().request(start, argument)}, here.calls().where(path));
  client_thread& made = here.client()[child];
  made.started = true;
  made.start = path;
  made.detached = is_detached(attributes);
  here.access(handle, sizeof(*handle), true, caller());
  *handle = here.threads().handle_of(child);
  return 0;
}

int pthread_join(pthread_t handle, void** result) {
  if (!runs_client_code()) return join(handle, result);
  const checker_code inside;
  session& here = session::here();
  const int t = joinable(here, handle, "pthread_join", caller());
  if (t == here.thread()) return EDEADLK;
  here.client()[t].joined = true;
  here.loops().progress();
  here.engine().join_thread(t, here.where(caller()));
  if (result == nullptr) return 0;
  here.access(result, sizeof(*result), true, caller());
  *result = here.client()[t].result;
  return 0;
}

int pthread_detach(pthread_t handle) {
  if (!runs_client_code()) return detach(handle);
  const checker_code inside;
  session& here = session::here();
  here.client()[joinable(here, handle, "pthread_detach", caller())].detached = true;
  return 0;
}

void pthread_exit(void* result) {
  if (!runs_client_code()) leave(result);
  throw exit_request{result};
}

int pthread_cancel(pthread_t handle) {
  static native<int(pthread_t)> cancel{"pthread_cancel"};
  if (!runs_client_code()) return cancel(handle);
  const checker_code inside;
  session::here().fail_not_modelled("pthread_cancel", caller());
}

int pthread_kill(pthread_t handle, int signal) {
  static native<int(pthread_t, int)> kill{"pthread_kill"};
  if (!runs_client_code()) return kill(handle, signal);
  const checker_code inside;
  session::here().fail_not_modelled("pthread_kill", caller());
}
}
