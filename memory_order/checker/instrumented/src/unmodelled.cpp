// SPDX-License-Identifier: MIT
/// @file
/// Functions that would block or order threads behind the checker's back.
#include "native.hpp"
#include "native_atomic.hpp"
#include "session.hpp"

#include <cstring>
#include <pthread.h>

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

namespace {

native<int(pthread_barrier_t*)> barrier_wait{"pthread_barrier_wait"};
native<int(pthread_spinlock_t*)> spin_lock{"pthread_spin_lock"};
native<int(pthread_spinlock_t*)> spin_trylock{"pthread_spin_trylock"};
native<int(pthread_spinlock_t*)> spin_unlock{"pthread_spin_unlock"};
native<int()> system_fork{"fork"};

[[noreturn]] void fail(const char* what, std::uintptr_t from) {
  const checker_code inside;
  session::here().fail_not_modelled(what, from);
}

}  // namespace

extern "C" {

int pthread_barrier_wait(pthread_barrier_t* barrier) {
  return runs_client_code() ? (fail("pthread_barrier_wait", caller()), 0) : barrier_wait(barrier);
}

int pthread_spin_lock(pthread_spinlock_t* lock) {
  return runs_client_code() ? (fail("pthread_spin_lock", caller()), 0) : spin_lock(lock);
}
int pthread_spin_trylock(pthread_spinlock_t* lock) {
  return runs_client_code() ? (fail("pthread_spin_trylock", caller()), 0) : spin_trylock(lock);
}
int pthread_spin_unlock(pthread_spinlock_t* lock) {
  return runs_client_code() ? (fail("pthread_spin_unlock", caller()), 0) : spin_unlock(lock);
}

int fork() { return runs_client_code() ? (fail("fork", caller()), 0) : system_fork(); }
}
