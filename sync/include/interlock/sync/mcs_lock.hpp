// SPDX-License-Identifier: MIT
/// @file
/// MCS queue lock [MCS91] in the K42 form [Sco13]: waiters form a list of nodes on their stacks,
/// and each waits for its own; the owner has no node, so `unlock()` needs nothing but the lock.
///
/// fair: FIFO | recursive: no | shared: no | timed: no | waits by: spinning, or
/// (`parking_mcs_lock`) parking | size: 16 bytes | constant-initialised: yes
///
/// Choose it for short critical sections that many processors contend for: a hand-over writes one
/// cache line of one waiter, where `ticket_lock` disturbs all of them. Without contention it costs
/// two compare-exchanges. Like all queue locks it stands still while the next in line is not
/// running: with more threads than processors use `parking_mcs_lock`, which hands over to sleepers,
/// or `fair_mutex`, which seldom has to. On a machine of several nodes look at `cna_lock`.
///
/// `scoped_lock` brings a node that lasts until the lock is released, as MCS had it: that saves the
/// step from the waiter's node to the lock's. Both forms stand in one line.
///
/// Locks may be nested, and released in any order; any number of threads may wait; thread-local
/// destructors may use it, for it has no thread-local state.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/queue_line.hpp>
#include <interlock/sync/detail/turn.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <type_traits>

namespace interlock {

template <class Waiting = spinning, backend B = std_backend>
class INTERLOCK_CAPABILITY("mutex") basic_mcs_lock {
 public:
  constexpr basic_mcs_lock() noexcept = default;
  basic_mcs_lock(const basic_mcs_lock&) = delete;
  basic_mcs_lock& operator=(const basic_mcs_lock&) = delete;

  /// Blocks until the lock is held. For any threads X and Y: everything X did before its `unlock()`
  /// is visible to Y after a later `lock()`. Progress: blocking; threads enter in the order in
  /// which they got in line, which is wait-free.
  void lock() noexcept INTERLOCK_ACQUIRE() {
    if (!try_lock()) [[unlikely]]
      lock_slow();
  }

  /// Takes the lock if it is free; never blocks.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) { return line_.try_enter(); }

  /// Hands the lock to the first in line. Requires: the calling thread holds it. The lock may be
  /// destroyed by the next owner as soon as it holds it. Progress: blocking while a thread is
  /// between the two steps of getting in line.
  void unlock() noexcept INTERLOCK_RELEASE() { admit(line_.leave()); }

  class scoped_lock;

 private:
  using line = detail::queue_line<B>;

  struct waiter : line::place {
    typename Waiting::template turn<B> turn;
  };

  void lock_slow() noexcept {
    waiter self;
    wait_in_line(self);
    line_.move_to_front(self);
  }

  void wait_in_line(waiter& self) noexcept {
    if (!line_.join(self)) self.turn.await();
  }

  static void admit(typename line::place* first) noexcept {
    if (first != nullptr) static_cast<waiter*>(first)->turn.give();
  }

  // Invariant: the one in front holds the lock.
  line line_;
};

/// Holds the lock for a scope. Requires: the scope ends in the thread that began it.
template <class Waiting, backend B>
class INTERLOCK_SCOPED_CAPABILITY [[nodiscard]] basic_mcs_lock<Waiting, B>::scoped_lock {
 public:
  using mutex_type = basic_mcs_lock;

  explicit scoped_lock(basic_mcs_lock& lock) noexcept INTERLOCK_ACQUIRE(lock) : lock_{lock} {
    lock_.wait_in_line(self_);
  }
  scoped_lock(const scoped_lock&) = delete;
  scoped_lock& operator=(const scoped_lock&) = delete;
  ~scoped_lock() INTERLOCK_RELEASE() { admit(lock_.line_.leave_from(self_)); }

 private:
  basic_mcs_lock& lock_;
  waiter self_;
};

using mcs_lock = basic_mcs_lock<>;
using parking_mcs_lock = basic_mcs_lock<spin_then_park>;

static_assert(lockable<mcs_lock>);
static_assert(sizeof(mcs_lock) == 2 * sizeof(void*));
static_assert(sizeof(parking_mcs_lock) == sizeof(mcs_lock));
static_assert(std::is_trivially_destructible_v<mcs_lock>);

}  // namespace interlock
