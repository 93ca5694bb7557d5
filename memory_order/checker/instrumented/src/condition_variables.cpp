// SPDX-License-Identifier: MIT
/// @file
/// pthread_cond_t, and std::condition_variable with it.
///
/// One word counts the signals. Who waits remembers the count, gives up the mutex and sleeps until
/// the count is another one: a signal in between is not lost. That a sleeper may wake up although
/// nobody meant it is what the standard allows.
#include "locks.hpp"
#include "native.hpp"

#include <cerrno>
#include <pthread.h>

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

namespace {

using cond = pthread_cond_t;
using mutex = pthread_mutex_t;
native<int(cond*, const pthread_condattr_t*)> init{"pthread_cond_init"};
native<int(cond*)> destroy{"pthread_cond_destroy"};
native<int(cond*)> signal_one{"pthread_cond_signal"};
native<int(cond*)> signal_all{"pthread_cond_broadcast"};
native<int(cond*, mutex*)> wait{"pthread_cond_wait"};
native<int(cond*, mutex*, const timespec*)> timed_wait{"pthread_cond_timedwait"};
native<int(cond*, mutex*, clockid_t, const timespec*)> clock_wait{"pthread_cond_clockwait"};

bool sleep_on(const lock_request& by, cond* on, mutex* held) {
  const std::uint32_t count = load_word(by, on);
  const unsigned times = release_mutex(by, held);
  const bool woken = sleep_on_word(by, on, count);
  retake_mutex({by.here, by.caller}, held, times);
  return woken;
}

int sleep_until(const lock_request& by, cond* on, mutex* held, const timespec* deadline) {
  if (sleep_on(by, on, held)) return 0;
  by.here.clock().sleep_until(by.here.thread(), *deadline);
  return ETIMEDOUT;
}

void wake(const lock_request& by, cond* on, std::uint32_t count) {
  (void)add_to_word(by, on, 1, std::memory_order::relaxed);
  wake_on_word(by, on, count);
}

}  // namespace

extern "C" {

int pthread_cond_init(cond* made, const pthread_condattr_t* attributes) {
  if (runs_client_code()) {
    const checker_code inside;
    session::here().access(made, sizeof(*made), true, caller());
  }
  return init(made, attributes);
}

int pthread_cond_destroy(cond* ended) {
  if (!runs_client_code()) return destroy(ended);
  const checker_code inside;
  session::here().access(ended, sizeof(*ended), true, caller());
  return 0;
}

int pthread_cond_wait(cond* on, mutex* held) {
  if (!runs_client_code()) return wait(on, held);
  const checker_code inside;
  (void)sleep_on({session::here(), caller()}, on, held);
  return 0;
}

int pthread_cond_timedwait(cond* on, mutex* held, const timespec* deadline) {
  if (!runs_client_code()) return timed_wait(on, held, deadline);
  const checker_code inside;
  return sleep_until({session::here(), caller(), true}, on, held, deadline);
}

int pthread_cond_clockwait(cond* on, mutex* held, clockid_t clock, const timespec* deadline) {
  if (!runs_client_code()) return clock_wait(on, held, clock, deadline);
  const checker_code inside;
  return sleep_until({session::here(), caller(), true}, on, held, deadline);
}

int pthread_cond_signal(cond* on) {
  if (!runs_client_code()) return signal_one(on);
  const checker_code inside;
  wake({session::here(), caller()}, on, 1);
  return 0;
}

int pthread_cond_broadcast(cond* on) {
  if (!runs_client_code()) return signal_all(on);
  const checker_code inside;
  wake({session::here(), caller()}, on, everyone);
  return 0;
}
}
