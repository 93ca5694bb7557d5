// SPDX-License-Identifier: MIT
/// @file
/// Reciprocating lock [DK25]: those who come push themselves onto a stack; the owner who has nobody
/// left to admit takes the whole stack, which is then admitted from its top to its bottom.
///
/// fair: bounded bypass | recursive: no | shared: no | timed: no | waits by: spinning |
/// size: 24 bytes | constant-initialised: yes
///
/// Choose it for short critical sections that many processors contend for, when it need not be
/// first come, first served: arrival is one exchange and a hand-over one store into the one line
/// that the next owner spins on, with no window in which `unlock()` waits for a waiter to link
/// itself, as it does in `mcs_lock`. A thread that waits may be passed, but by each other thread
/// at most once. With more threads than processors use `fair_mutex`.
///
/// Locks may be nested, and released in any order; any number of threads may wait; thread-local
/// destructors may use it, for waiters' nodes are on their stacks while they wait.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <cstdint>
#include <type_traits>

namespace interlock {

template <backend B = std_backend>
class INTERLOCK_CAPABILITY("mutex") basic_reciprocating_lock {
 public:
  constexpr basic_reciprocating_lock() noexcept = default;
  basic_reciprocating_lock(const basic_reciprocating_lock&) = delete;
  basic_reciprocating_lock& operator=(const basic_reciprocating_lock&) = delete;

  /// Blocks until the lock is held. For any threads X and Y: everything X did before its `unlock()`
  /// is visible to Y after a later `lock()`. Progress: blocking; getting in line is wait-free, and
  /// of those who come later each other thread enters at most once first.
  void lock() noexcept INTERLOCK_ACQUIRE() {
    if (!try_lock()) [[unlikely]]
      get_in_line();
  }

  /// Takes the lock if it is free; never blocks.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) {
    place free = nobody;
    // (taken) acquire: the last critical section is visible. Pairs with (freed).
    // relaxed: a failure reads nothing.
    return arrivals_.compare_exchange_strong(free, held, order::acquire, order::relaxed);
  }

  /// Hands the lock to the next of those who came before the last of them was admitted, or, if
  /// there is none, to the last who came. Requires: the calling thread holds it. The lock may be
  /// destroyed by the next owner as soon as it holds it. Progress: wait-free.
  void unlock() noexcept INTERLOCK_RELEASE() {
    // relaxed: only the owner uses it.
    place next = next_.load(order::relaxed);
    // relaxed: only the owner uses it.
    const place bottom = bottom_.load(order::relaxed);
    if (next == nobody) {
      place last = bottom;
      // (freed) release: publishes the critical section. Pairs with (taken), (came).
      // relaxed: a failure says that somebody came; (closed) will see who.
      if (arrivals_.compare_exchange_strong(last, nobody, order::release, order::relaxed)) return;
      // (closed) acquire: the place of the last who came is complete. Pairs with (came).
      next = arrivals_.exchange(held, order::acquire);
    }
    own(nobody, held);
    // (granted) release: publishes the critical section. Pairs with (turn).
    at(next).bottom.store(bottom, order::release);
  }

 private:
  template <class T>
  using atomic = typename B::template atomic<T>;

  /// The address of a waiter, or one of the two below. Of waiters that have gone, addresses are
  /// only compared.
  using place = std::uintptr_t;
  static constexpr place nobody = 0;
  static constexpr place held = 1;

  struct waiter {
    /// Once admitted: the place below the lowest of the stack that is being admitted.
    atomic<place> bottom{nobody};
  };
  [[nodiscard]] static waiter& at(place where) noexcept {
    return *reinterpret_cast<waiter*>(where);
  }

  void get_in_line() noexcept {
    waiter self;
    const auto here = reinterpret_cast<place>(&self);
    // (came) acq_rel: our place is complete for whoever admits us, that of the one before us is for
    // us, and so is the last critical section if the lock was free. Pairs with (came), (closed),
    // (freed).
    const place before = arrivals_.exchange(here, order::acq_rel);
    if (before == nobody) return enter_first(here);
    // (turn) acquire: the last critical section is visible. Pairs with (granted).
    const place bottom =
        B::await(self.bottom, order::acquire, [](place now) { return now != nobody; });
    if (before == bottom) return;
    own(before, bottom);
  }

  /// We hold the lock, which was free when we came; `here` is below those who have come since.
  void enter_first(place here) noexcept {
    place last = here;
    // relaxed: publishes nothing.
    if (arrivals_.compare_exchange_strong(last, held, order::relaxed, order::relaxed)) return;
    own(nobody, here);
  }

  void own(place next, place bottom) noexcept {
    // relaxed: only the owner uses it.
    next_.store(next, order::relaxed);
    // relaxed: only the owner uses it.
    bottom_.store(bottom, order::relaxed);
  }

  // Invariant: arrivals_ is `nobody` if the lock is free; while it is held it is the last who came
  // since the owner's stack was taken, or `held`.
  atomic<place> arrivals_{nobody};
  // Of the owner: whom to admit next, and the place below the lowest of those. Without a stack to
  // admit, which is so whenever the lock is free, they are what they are here.
  atomic<place> next_{nobody};
  atomic<place> bottom_{held};
};

using reciprocating_lock = basic_reciprocating_lock<>;

static_assert(lockable<reciprocating_lock>);
static_assert(sizeof(reciprocating_lock) == 3 * sizeof(void*));
static_assert(std::is_trivially_destructible_v<reciprocating_lock>);

}  // namespace interlock
