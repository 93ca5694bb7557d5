// SPDX-License-Identifier: MIT
/// @file
/// pthread_rwlock_t, and std::shared_mutex with it. One word: 0 while it is free, the number of
/// readers, or `exclusive` with the writer's number.
#include "locks.hpp"
#include "native.hpp"

#include <cerrno>
#include <pthread.h>

using namespace interlock::checker;
using namespace interlock::checker::instrumented;

namespace {

using lock = pthread_rwlock_t;
native<int(lock*, const pthread_rwlockattr_t*)> init{"pthread_rwlock_init"};
native<int(lock*)> destroy{"pthread_rwlock_destroy"};
native<int(lock*)> read_lock{"pthread_rwlock_rdlock"};
native<int(lock*)> try_read_lock{"pthread_rwlock_tryrdlock"};
native<int(lock*)> write_lock{"pthread_rwlock_wrlock"};
native<int(lock*)> try_write_lock{"pthread_rwlock_trywrlock"};
native<int(lock*)> unlock{"pthread_rwlock_unlock"};
native<int(lock*, const timespec*)> timed_read_lock{"pthread_rwlock_timedrdlock"};
native<int(lock*, const timespec*)> timed_write_lock{"pthread_rwlock_timedwrlock"};
native<int(lock*, clockid_t, const timespec*)> clock_read_lock{"pthread_rwlock_clockrdlock"};
native<int(lock*, clockid_t, const timespec*)> clock_write_lock{"pthread_rwlock_clockwrlock"};

constexpr std::uint32_t exclusive = 0x8000'0000U;

[[nodiscard]] bool has_no_writer(word value) {
  return (static_cast<std::uint32_t>(value) & exclusive) == 0;
}

[[nodiscard]] std::uint32_t written_by(const lock_request& by) noexcept {
  return exclusive | owned_by(by.here.thread());
}

[[nodiscard]] unsigned& reads_of(const lock_request& by, lock* which) {
  return by.here.client()[by.here.thread()].held[which];
}

int take_shared(const lock_request& by, lock* which) {
  if (known_word(by, which) == written_by(by)) return EDEADLK;
  while (true) {
    const std::uint32_t readers = await_word(by, which, has_no_writer);
    if (try_replace(by, which, readers, readers + 1)) break;
  }
  ++reads_of(by, which);
  return 0;
}

int try_take_shared(const lock_request& by, lock* which) {
  for (std::uint32_t readers = load_word(by, which); has_no_writer(readers);
       readers = load_word(by, which)) {
    if (!try_replace(by, which, readers, readers + 1)) continue;
    ++reads_of(by, which);
    return 0;
  }
  return EBUSY;
}

int take_exclusively(const lock_request& by, lock* which) {
  if (known_word(by, which) == written_by(by)) return EDEADLK;
  (void)await_and_replace(
      by, which, [](word value) { return value == 0; }, written_by(by));
  return 0;
}

int give_back(const lock_request& by, lock* which) {
  if (known_word(by, which) == written_by(by)) {
    store_word(by, which, 0);
    return 0;
  }
  unsigned& reads = reads_of(by, which);
  if (reads == 0) {
    by.here.fail_misuse("pthread_rwlock_unlock of a lock that the thread does not hold", by.caller);
  }
  --reads;
  (void)add_to_word(by, which, ~std::uint32_t{0}, std::memory_order::release);
  return 0;
}

int until(const lock_request& by, lock* which, const timespec* deadline,
          int (*take)(const lock_request&, lock*)) {
  if (!times_out(by)) return take(by, which);
  by.here.clock().sleep_until(by.here.thread(), *deadline);
  return ETIMEDOUT;
}

}  // namespace

extern "C" {

int pthread_rwlock_init(lock* made, const pthread_rwlockattr_t* attributes) {
  if (runs_client_code()) {
    const checker_code inside;
    session::here().access(made, sizeof(*made), true, caller());
  }
  return init(made, attributes);
}

int pthread_rwlock_destroy(lock* ended) {
  if (!runs_client_code()) return destroy(ended);
  const checker_code inside;
  session::here().access(ended, sizeof(*ended), true, caller());
  return 0;
}

int pthread_rwlock_rdlock(lock* which) {
  if (!runs_client_code()) return read_lock(which);
  const checker_code inside;
  return take_shared({session::here(), caller()}, which);
}

int pthread_rwlock_tryrdlock(lock* which) {
  if (!runs_client_code()) return try_read_lock(which);
  const checker_code inside;
  return try_take_shared({session::here(), caller()}, which);
}

int pthread_rwlock_wrlock(lock* which) {
  if (!runs_client_code()) return write_lock(which);
  const checker_code inside;
  return take_exclusively({session::here(), caller()}, which);
}

int pthread_rwlock_trywrlock(lock* which) {
  if (!runs_client_code()) return try_write_lock(which);
  const checker_code inside;
  const lock_request by{session::here(), caller()};
  return try_replace(by, which, 0, written_by(by)) ? 0 : EBUSY;
}

int pthread_rwlock_timedrdlock(lock* which, const timespec* deadline) {
  if (!runs_client_code()) return timed_read_lock(which, deadline);
  const checker_code inside;
  return until({session::here(), caller(), true}, which, deadline, take_shared);
}

int pthread_rwlock_timedwrlock(lock* which, const timespec* deadline) {
  if (!runs_client_code()) return timed_write_lock(which, deadline);
  const checker_code inside;
  return until({session::here(), caller(), true}, which, deadline, take_exclusively);
}

int pthread_rwlock_clockrdlock(lock* which, clockid_t clock, const timespec* deadline) {
  if (!runs_client_code()) return clock_read_lock(which, clock, deadline);
  const checker_code inside;
  return until({session::here(), caller(), true}, which, deadline, take_shared);
}

int pthread_rwlock_clockwrlock(lock* which, clockid_t clock, const timespec* deadline) {
  if (!runs_client_code()) return clock_write_lock(which, clock, deadline);
  const checker_code inside;
  return until({session::here(), caller(), true}, which, deadline, take_exclusively);
}

int pthread_rwlock_unlock(lock* which) {
  if (!runs_client_code()) return unlock(which);
  const checker_code inside;
  return give_back({session::here(), caller()}, which);
}
}
