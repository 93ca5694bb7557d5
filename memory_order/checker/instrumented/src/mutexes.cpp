// SPDX-License-Identifier: MIT
/// @file
/// pthread_mutex_t: normal, recursive and error-checking ones, and std::mutex with them.
#include "locks.hpp"
#include "native.hpp"

#include <cerrno>
#include <cstring>
#include <pthread.h>

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

namespace {

using mutex_function = int(pthread_mutex_t*);
native<int(pthread_mutex_t*, const pthread_mutexattr_t*)> init{"pthread_mutex_init"};
native<mutex_function> destroy{"pthread_mutex_destroy"};
native<mutex_function> lock{"pthread_mutex_lock"};
native<mutex_function> try_lock{"pthread_mutex_trylock"};
native<mutex_function> unlock{"pthread_mutex_unlock"};
native<int(pthread_mutex_t*, const timespec*)> timed_lock{"pthread_mutex_timedlock"};
native<int(pthread_mutex_t*, clockid_t, const timespec*)> clock_lock{"pthread_mutex_clocklock"};

constexpr int kind_mask = 3;

[[nodiscard]] int kind_of(const pthread_mutex_t* mutex) noexcept {
  return mutex->__data.__kind & kind_mask;
}

[[nodiscard]] unsigned& depth_of(const lock_request& by, pthread_mutex_t* mutex) {
  return by.here.client()[by.here.thread()].held[mutex];
}

[[nodiscard]] bool is_mine(const lock_request& by, pthread_mutex_t* mutex) {
  return known_word(by, mutex) == owned_by(by.here.thread());
}

/// Of a mutex that the thread has already. A normal one waits for itself: a deadlock.
[[nodiscard]] bool take_again(const lock_request& by, pthread_mutex_t* mutex, int& result) {
  const int kind = kind_of(mutex);
  if (kind == PTHREAD_MUTEX_NORMAL || !is_mine(by, mutex)) return false;
  result = kind == PTHREAD_MUTEX_RECURSIVE ? 0 : EDEADLK;
  if (result == 0) ++depth_of(by, mutex);
  return true;
}

int take(const lock_request& by, pthread_mutex_t* mutex) {
  int result = 0;
  if (take_again(by, mutex, result)) return result;
  (void)await_and_replace(
      by, mutex, [](word value) { return value == 0; }, owned_by(by.here.thread()));
  depth_of(by, mutex) = 1;
  return 0;
}

int take_until(const lock_request& by, pthread_mutex_t* mutex, const timespec* deadline) {
  int result = 0;
  if (take_again(by, mutex, result)) return result;
  if (!times_out(by)) return take(by, mutex);
  by.here.clock().sleep_until(by.here.thread(), *deadline);
  return ETIMEDOUT;
}

void must_be_mine(const lock_request& by, pthread_mutex_t* mutex, const char* function) {
  if (is_mine(by, mutex)) return;
  by.here.fail_misuse(std::string{function} + " of a mutex that the thread does not hold",
                      by.caller);
}

}  // namespace

namespace interlock::checker::instrumented {

unsigned release_mutex(const lock_request& by, pthread_mutex_t* mutex) {
  must_be_mine(by, mutex, "pthread_cond_wait");
  const unsigned times = std::exchange(depth_of(by, mutex), 0);
  store_word(by, mutex, 0);
  return times;
}

void retake_mutex(const lock_request& by, pthread_mutex_t* mutex, unsigned times) {
  (void)take(by, mutex);
  depth_of(by, mutex) = times;
}

}  // namespace interlock::checker::instrumented

extern "C" {

int pthread_mutex_init(pthread_mutex_t* mutex, const pthread_mutexattr_t* attributes) {
  if (runs_client_code()) {
    const checker_code inside;
    session::here().access(mutex, sizeof(*mutex), true, caller());
  }
  return init(mutex, attributes);
}

int pthread_mutex_destroy(pthread_mutex_t* mutex) {
  if (!runs_client_code()) return destroy(mutex);
  const checker_code inside;
  const lock_request by{session::here(), caller()};
  by.here.access(mutex, sizeof(*mutex), false, by.caller);
  if (known_word(by, mutex) != 0)
    by.here.fail_misuse("pthread_mutex_destroy of a held mutex", by.caller);
  by.here.access(mutex, sizeof(*mutex), true, by.caller);
  return 0;
}

int pthread_mutex_lock(pthread_mutex_t* mutex) {
  if (!runs_client_code()) return lock(mutex);
  const checker_code inside;
  return take({session::here(), caller()}, mutex);
}

int pthread_mutex_trylock(pthread_mutex_t* mutex) {
  if (!runs_client_code()) return try_lock(mutex);
  const checker_code inside;
  const lock_request by{session::here(), caller()};
  int result = 0;
  if (take_again(by, mutex, result)) return result == 0 ? 0 : EBUSY;
  if (try_replace(by, mutex, 0, owned_by(by.here.thread()))) {
    depth_of(by, mutex) = 1;
    return 0;
  }
  by.here.loops().tried_in_vain(by.here.path(by.caller));
  return EBUSY;
}

int pthread_mutex_timedlock(pthread_mutex_t* mutex, const timespec* deadline) {
  if (!runs_client_code()) return timed_lock(mutex, deadline);
  const checker_code inside;
  return take_until({session::here(), caller(), true}, mutex, deadline);
}

int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock, const timespec* deadline) {
  if (!runs_client_code()) return clock_lock(mutex, clock, deadline);
  const checker_code inside;
  return take_until({session::here(), caller(), true}, mutex, deadline);
}

int pthread_mutex_unlock(pthread_mutex_t* mutex) {
  if (!runs_client_code()) return unlock(mutex);
  const checker_code inside;
  const lock_request by{session::here(), caller()};
  must_be_mine(by, mutex, "pthread_mutex_unlock");
  if (--depth_of(by, mutex) == 0) store_word(by, mutex, 0);
  return 0;
}
}
