// SPDX-License-Identifier: MIT
/// @file
/// MCS queue lock [MCS91] in the K42 form [Sco13]: waiters form a list of nodes on their stacks,
/// and each spins on its own; the owner has no node, so `unlock()` needs nothing but the lock.
///
/// fair: FIFO | recursive: no | shared: no | timed: no | waits by: spinning | size: 16 bytes |
/// constant-initialised: yes
///
/// Choose it for short critical sections that many processors contend for: a hand-over writes one
/// cache line of one waiter, where `ticket_lock` disturbs all of them. Without contention it costs
/// two compare-exchanges. Like all queue locks it stands still while the next in line is not
/// running, so with more threads than processors use `fair_mutex`.
///
/// `scoped_lock` brings a node that lasts until the lock is released, as MCS had it: that saves the
/// step from the waiter's node to the lock's. Both forms stand in one line.
///
/// Locks may be nested, and released in any order; any number of threads may wait; thread-local
/// destructors may use it, for it has no thread-local state.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <type_traits>

namespace interlock {

template <backend B = std_backend>
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
      get_in_line();
  }

  /// Takes the lock if it is free; never blocks.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) {
    node* last = nullptr;
    // (taken) acquire: the last critical section is visible. Pairs with (freed), (emptied).
    // relaxed: a failure reads nothing.
    return last_.compare_exchange_strong(last, &owner_, order::acquire, order::relaxed);
  }

  /// Hands the lock to the first in line. Requires: the calling thread holds it. The lock may be
  /// destroyed by the next owner as soon as it holds it. Progress: blocking while a thread is
  /// between the two steps of getting in line.
  void unlock() noexcept INTERLOCK_RELEASE() {
    // (seen) acquire: the node of the first in line is complete. Pairs with (linked).
    node* first = owner_.next.load(order::acquire);
    if (first == nullptr) {
      node* last = &owner_;
      // (freed) release: publishes the critical section. Pairs with (taken), (queued).
      // relaxed: a failure says that somebody is getting in line; (awaited) will see who.
      if (last_.compare_exchange_strong(last, nullptr, order::release, order::relaxed)) return;
      first = successor_of(owner_);
    }
    admit(first);
  }

  class scoped_lock;

 private:
  template <class T>
  using atomic = typename B::template atomic<T>;

  /// A place in line.
  struct node {
    atomic<node*> next{nullptr};
  };
  struct waiter : node {
    atomic<bool> admitted{false};
  };

  void get_in_line() noexcept {
    waiter self;
    wait_in_line(self);
    leave_line(self);
  }

  void wait_in_line(waiter& self) noexcept {
    // (queued) acq_rel: our node is complete for the one behind us, the one before us is for us,
    // and so is the last critical section if the lock was free. Pairs with (queued), (freed),
    // (left), (emptied).
    node* const before = last_.exchange(&self, order::acq_rel);
    if (before != nullptr) {
      // (linked) release: our node is complete. Pairs with (seen), (awaited), (behind), (found).
      before->next.store(&self, order::release);
      // (turn) acquire: the last critical section is visible. Pairs with (granted).
      B::await(self.admitted, order::acquire, [](bool admitted) { return admitted; });
    }
  }

  static void admit(node* first) noexcept {
    // (granted) release: publishes the critical section. Pairs with (turn).
    static_cast<waiter*>(first)->admitted.store(true, order::release);
  }

  /// The owner's place passes from `self`, which ends with `lock()`, to the lock.
  void leave_line(waiter& self) noexcept {
    // (behind) acquire: what we pass on to our unlock() is complete. Pairs with (linked).
    node* next = self.next.load(order::acquire);
    // relaxed: (left) publishes it if somebody else is to write it; otherwise only we read it.
    owner_.next.store(next, order::relaxed);
    if (next != nullptr) return;
    node* last = &self;
    // (left) release: owner_.next is empty before the next in line writes to it. Pairs with
    // (queued). relaxed: a failure says that somebody is getting in line.
    if (last_.compare_exchange_strong(last, &owner_, order::release, order::relaxed)) return;
    // relaxed: only we read it.
    owner_.next.store(successor_of(self), order::relaxed);
  }

  /// Releases the lock for an owner that has kept its node.
  void release_from(waiter& self) noexcept {
    // (found) acquire: the node of the first in line is complete. Pairs with (linked).
    node* first = self.next.load(order::acquire);
    if (first == nullptr) {
      // It may still name one who was in line behind an owner that had no node, long ago.
      // relaxed: (emptied) publishes it, and nobody uses it while the line does not lead there.
      owner_.next.store(nullptr, order::relaxed);
      node* last = &self;
      // (emptied) release: publishes the critical section, and that owner_.next is empty. Pairs
      // with (taken), (queued).
      // relaxed: a failure says that somebody is getting in line; (awaited) will see who.
      if (last_.compare_exchange_strong(last, nullptr, order::release, order::relaxed)) return;
      first = successor_of(self);
    }
    admit(first);
  }

  /// The one behind `place`, who has come but perhaps not yet said who it is.
  static node* successor_of(node& place) noexcept {
    // (awaited) acquire: the node is complete. Pairs with (linked).
    return B::await(place.next, order::acquire, [](node* next) { return next != nullptr; });
  }

  // Invariant: last_ is null if the lock is free, the owner's node if nobody waits, else the last
  // waiter; the owner's node is owner_ or that of a scoped_lock. owner_.next is null while last_ is
  // owner_ or null, unless the next in line has just written it.
  node owner_;
  atomic<node*> last_{nullptr};
};

/// Holds the lock for a scope. Requires: the scope ends in the thread that began it.
template <backend B>
class INTERLOCK_SCOPED_CAPABILITY [[nodiscard]] basic_mcs_lock<B>::scoped_lock {
 public:
  using mutex_type = basic_mcs_lock;

  explicit scoped_lock(basic_mcs_lock& lock) noexcept INTERLOCK_ACQUIRE(lock) : lock_{lock} {
    lock_.wait_in_line(self_);
  }
  scoped_lock(const scoped_lock&) = delete;
  scoped_lock& operator=(const scoped_lock&) = delete;
  ~scoped_lock() INTERLOCK_RELEASE() { lock_.release_from(self_); }

 private:
  basic_mcs_lock& lock_;
  waiter self_;
};

using mcs_lock = basic_mcs_lock<>;

static_assert(lockable<mcs_lock>);
static_assert(sizeof(mcs_lock) == 2 * sizeof(void*));
static_assert(std::is_trivially_destructible_v<mcs_lock>);

}  // namespace interlock
