// SPDX-License-Identifier: MIT
/// @file
/// Condition variable for `mutex`: a drop-in for `std::condition_variable` whose notifications are
/// never stolen [BH73].
///
/// wakes: in the order of arrival | timed: yes | stop tokens: yes |
/// spurious wakeups: none | size: 24 bytes | constant-initialised: yes
///
/// A notification goes to a thread that was waiting before it, never to one that came later, and a
/// waiter that times out or is stopped passes none on to nowhere: it either was notified or is no
/// longer in the queue. There is no sequence number, so no number of notifications wraps around.
/// With nobody waiting, a notification is one load.
///
/// notify_all() makes no thundering herd: it wakes a few waiters, and each wakes another when it
/// has the mutex.
///
/// For other locks there is `condition_variable_any`.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/detail/at_thread_exit.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/condition.hpp>
#include <interlock/sync/mutex.hpp>
#include <interlock/sync/thread_annotations.hpp>

namespace interlock {
namespace detail {

template <unsigned AtOnce, backend B>
struct guards_of_one_mutex {
  static constexpr bool one_mutex = true;
  static constexpr unsigned at_once = AtOnce;
  template <class Guard>
  static constexpr bool accepts = guard_of<Guard, basic_mutex<B>>;
};

}  // namespace detail

/// The operations, with their contracts, are those of detail/condition.hpp. Requires: all
/// concurrent waiters use guards of the same mutex, which they own. Of those whom notify_all()
/// unblocks, `AtOnce` compete for the mutex: one alone would leave processors waiting for it while
/// it wakes up.
template <unsigned AtOnce = 4, backend B = std_backend>
class basic_condition_variable
    : public detail::condition<detail::guards_of_one_mutex<AtOnce, B>, B> {
  static_assert(AtOnce >= 1);

 public:
  using mutex_type = basic_mutex<B>;
};

using condition_variable = basic_condition_variable<>;

/// Takes the mutex over from `guard`. When the calling thread ends and all its thread-local objects
/// are gone, notifies all who wait on `condition` and releases the mutex. Requires: `guard` owns
/// its mutex, which all concurrent waiters use. Throws std::bad_alloc or std::system_error, and has
/// then done nothing.
template <guard_of<mutex> Guard>
void notify_all_at_thread_exit(condition_variable& condition, Guard guard) {
  INTERLOCK_ASSERT(std_backend, guard.owns_lock(),
                   "notify_all_at_thread_exit() needs a guard that owns its mutex");
  detail::at_thread_exit(&condition, guard.mutex(),
                         [](void* notified, void* held) INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
                           // In this order, as whoever gets the mutex may destroy the condition
                           // variable.
                           static_cast<condition_variable*>(notified)->notify_all();
                           static_cast<mutex*>(held)->unlock();
                         });
  (void)guard.release();
}

static_assert(sizeof(condition_variable) == 24);

}  // namespace interlock
