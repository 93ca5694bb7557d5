// SPDX-License-Identifier: MIT
/// @file
/// Threads that an execution starts itself.
#include <interlock/memory_order/relacy/thread.hpp>

#include "execution.hpp"

#include <cstdlib>

namespace interlock::relacy {
namespace {

struct start {
  void (*run)(void*);
  void* task;
};

void* run_started(void* memory) {
  const auto* const what = static_cast<const start*>(memory);
  what->run(what->task);
  execution::current->end_thread();
  return nullptr;
}

}  // namespace

void* start_thread(void (*run)(void*), void* task, location where) {
  rl::context& context = relacy_context();
  execution& now = *execution::current;
  if (!now.concurrent) fail("thread: started in before() or after()", where);
  if (now.started_threads == 0) {
    fail("thread: the client starts more threads than its `started_threads` announces", where);
  }
  --now.started_threads;
  note(where, "starts a thread");
  auto* const what = static_cast<start*>(keep_storage(now, sizeof(start), alignof(start)));
  *what = {run, task};
  return context.create_thread(&run_started, what);
}

void join_thread(void* handle, location where) {
  note(where, "joins a thread");
  static_cast<rl::win_waitable_object*>(handle)->wait(false, false, place(where));
}

}  // namespace interlock::relacy
