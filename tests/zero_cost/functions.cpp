// SPDX-License-Identifier: MIT
/// @file
/// Each operation twice: through interlock, and as one would write it by hand on `std::atomic`.
#include <interlock/lockfree/spsc_queue.hpp>
#include <interlock/sync/mutex.hpp>
#include <interlock/sync/semaphore.hpp>
#include <interlock/sync/spinlock.hpp>
#include <interlock/sync/ticket_lock.hpp>

#include "by_hand.hpp"

// --- mutex
// ----------------------------------------------------------------------------------------

extern "C" void interlock_mutex_lock(interlock::mutex& lock) { lock.lock(); }
extern "C" void by_hand_mutex_lock(by_hand::mutex& lock) { lock.lock(); }
extern "C" bool interlock_mutex_try_lock(interlock::mutex& lock) { return lock.try_lock(); }
extern "C" bool by_hand_mutex_try_lock(by_hand::mutex& lock) { return lock.try_lock(); }
extern "C" void interlock_mutex_unlock(interlock::mutex& lock) { lock.unlock(); }
extern "C" void by_hand_mutex_unlock(by_hand::mutex& lock) { lock.unlock(); }

// --- spinlock
// -------------------------------------------------------------------------------------

extern "C" void interlock_spinlock_lock(interlock::spinlock& lock) { lock.lock(); }
extern "C" void by_hand_spinlock_lock(by_hand::spinlock& lock) { lock.lock(); }
extern "C" bool interlock_spinlock_try_lock(interlock::spinlock& lock) { return lock.try_lock(); }
extern "C" bool by_hand_spinlock_try_lock(by_hand::spinlock& lock) { return lock.try_lock(); }
extern "C" void interlock_spinlock_unlock(interlock::spinlock& lock) { lock.unlock(); }
extern "C" void by_hand_spinlock_unlock(by_hand::spinlock& lock) { lock.unlock(); }

// --- ticket_lock
// ----------------------------------------------------------------------------------

extern "C" void interlock_ticket_lock_lock(interlock::ticket_lock& lock) { lock.lock(); }
extern "C" void by_hand_ticket_lock_lock(by_hand::ticket_lock& lock) { lock.lock(); }
extern "C" bool interlock_ticket_lock_try_lock(interlock::ticket_lock& lock) {
  return lock.try_lock();
}
extern "C" bool by_hand_ticket_lock_try_lock(by_hand::ticket_lock& lock) { return lock.try_lock(); }
extern "C" void interlock_ticket_lock_unlock(interlock::ticket_lock& lock) { lock.unlock(); }
extern "C" void by_hand_ticket_lock_unlock(by_hand::ticket_lock& lock) { lock.unlock(); }

// --- binary_semaphore
// -----------------------------------------------------------------------------

extern "C" void interlock_semaphore_acquire(interlock::binary_semaphore& semaphore) {
  semaphore.acquire();
}
extern "C" void by_hand_semaphore_acquire(by_hand::semaphore& semaphore) { semaphore.acquire(); }
extern "C" bool interlock_semaphore_try_acquire(interlock::binary_semaphore& semaphore) {
  return semaphore.try_acquire();
}
extern "C" bool by_hand_semaphore_try_acquire(by_hand::semaphore& semaphore) {
  return semaphore.try_acquire();
}
extern "C" void interlock_semaphore_release(interlock::binary_semaphore& semaphore) {
  semaphore.release();
}
extern "C" void by_hand_semaphore_release(by_hand::semaphore& semaphore) { semaphore.release(); }

// --- spsc_queue
// -----------------------------------------------------------------------------------

extern "C" bool interlock_spsc_queue_push(interlock::spsc_queue<long>& queue, long value) {
  return queue.try_push(value);
}
extern "C" bool by_hand_spsc_queue_push(by_hand::ring& queue, long value) {
  return queue.try_push(value);
}
extern "C" bool interlock_spsc_queue_pop(interlock::spsc_queue<long>& queue, long& value) {
  return queue.try_pop(value);
}
extern "C" bool by_hand_spsc_queue_pop(by_hand::ring& queue, long& value) {
  return queue.try_pop(value);
}
