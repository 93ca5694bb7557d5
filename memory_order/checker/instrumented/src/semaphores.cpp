// SPDX-License-Identifier: MIT
/// @file
/// sem_t: one word, the count.
#include "locks.hpp"
#include "native.hpp"

#include <cerrno>
#include <climits>
#include <cstring>
#include <semaphore.h>

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

namespace {

native<int(sem_t*, int, unsigned)> init{"sem_init"};
native<int(sem_t*)> destroy{"sem_destroy"};
native<int(sem_t*)> post{"sem_post"};
native<int(sem_t*)> wait{"sem_wait"};
native<int(sem_t*)> try_wait{"sem_trywait"};
native<int(sem_t*, int*)> getvalue{"sem_getvalue"};
native<int(sem_t*, const timespec*)> timed_wait{"sem_timedwait"};
native<int(sem_t*, clockid_t, const timespec*)> clock_wait{"sem_clockwait"};

int fail_with(int error) {
  errno = error;
  return -1;
}

int take(const lock_request& by, sem_t* from) {
  while (true) {
    const std::uint32_t count = await_word(by, from, [](word value) { return value != 0; });
    if (try_replace(by, from, count, count - 1)) return 0;
  }
}

int take_until(const lock_request& by, sem_t* from, const timespec* deadline) {
  if (!times_out(by)) return take(by, from);
  by.here.clock().sleep_until(by.here.thread(), *deadline);
  return fail_with(ETIMEDOUT);
}

}  // namespace

extern "C" {

int sem_init(sem_t* made, int shared, unsigned count) {
  if (!runs_client_code()) return init(made, shared, count);
  const checker_code inside;
  if (count > SEM_VALUE_MAX) return fail_with(EINVAL);
  session::here().access(made, sizeof(*made), true, caller());
  std::memset(made, 0, sizeof(*made));
  std::memcpy(made, &count, sizeof(count));
  return 0;
}

int sem_destroy(sem_t* ended) {
  if (!runs_client_code()) return destroy(ended);
  const checker_code inside;
  session::here().access(ended, sizeof(*ended), true, caller());
  return 0;
}

int sem_post(sem_t* to) {
  if (!runs_client_code()) return post(to);
  const checker_code inside;
  (void)add_to_word({session::here(), caller()}, to, 1, std::memory_order::release);
  return 0;
}

int sem_wait(sem_t* from) {
  if (!runs_client_code()) return wait(from);
  const checker_code inside;
  return take({session::here(), caller()}, from);
}

int sem_trywait(sem_t* from) {
  if (!runs_client_code()) return try_wait(from);
  const checker_code inside;
  const lock_request by{session::here(), caller()};
  for (std::uint32_t count = load_word(by, from); count != 0; count = load_word(by, from)) {
    if (try_replace(by, from, count, count - 1)) return 0;
  }
  return fail_with(EAGAIN);
}

int sem_timedwait(sem_t* from, const timespec* deadline) {
  if (!runs_client_code()) return timed_wait(from, deadline);
  const checker_code inside;
  return take_until({session::here(), caller(), true}, from, deadline);
}

int sem_clockwait(sem_t* from, clockid_t clock, const timespec* deadline) {
  if (!runs_client_code()) return clock_wait(from, clock, deadline);
  const checker_code inside;
  return take_until({session::here(), caller(), true}, from, deadline);
}

int sem_getvalue(sem_t* of, int* value) {
  if (!runs_client_code()) return getvalue(of, value);
  const checker_code inside;
  const lock_request by{session::here(), caller()};
  by.here.access(value, sizeof(*value), true, by.caller);
  *value = static_cast<int>(load_word(by, of));
  return 0;
}
}
