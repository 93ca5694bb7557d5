// SPDX-License-Identifier: MIT
/// @file
/// Compact NUMA-aware queue lock [DK19]: an MCS lock that passes among the threads of one group of
/// processors for a while, and keeps those of other groups that it meets in a second queue.
///
/// fair: 255 may pass the first in line | recursive: no | shared: no | timed: no | waits by:
/// spinning, or (`parking_cna_lock`) parking | size: 40 bytes | constant-initialised: yes
///
/// Choose it on a machine of several NUMA nodes for data that many threads contend for: the data
/// and the lock seldom move between nodes. It is as large whatever the machine, where `hmcs_lock`
/// has a line for each group; its `unlock()` looks for a waiter of its group, which reads the nodes
/// of those it passes by. On a machine of one node it is an `mcs_lock` with a little more to do.
///
/// Locks may be nested, and released in any order; any number of threads may wait; thread-local
/// destructors may use it, for it has no thread-local state.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/queue_line.hpp>
#include <interlock/sync/detail/turn.hpp>
#include <interlock/sync/thread_annotations.hpp>
#include <interlock/sync/topology.hpp>

#include <cstdint>
#include <type_traits>

namespace interlock {

/// `Passes`: how many threads that come later may enter before the first in line, for being in the
/// owner's group. A thread that has n before it when it gets in line lets (n + 1) * Passes pass.
template <std::uint32_t Passes = 255, class Topology = numa_nodes, class Waiting = spinning,
          backend B = std_backend>
requires topology<Topology, B>
class INTERLOCK_CAPABILITY("mutex") basic_cna_lock {
 public:
  constexpr basic_cna_lock() noexcept = default;
  basic_cna_lock(const basic_cna_lock&) = delete;
  basic_cna_lock& operator=(const basic_cna_lock&) = delete;

  /// Blocks until the lock is held. For any threads X and Y: everything X did before its `unlock()`
  /// is visible to Y after a later `lock()`. Progress: blocking; nobody starves (see `Passes`).
  void lock() noexcept INTERLOCK_ACQUIRE() {
    if (!try_lock()) [[unlikely]]
      lock_slow();
  }

  /// Takes the lock if it is free; never blocks.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) { return line_.try_enter(); }

  /// Hands the lock to the first waiter of the calling thread's group or, if there is none or it
  /// has done so `Passes` times in a row, to the first of all. Requires: the calling thread holds
  /// it. The lock may be destroyed by the next owner as soon as it holds it. Progress: blocking
  /// while a thread is between the two steps of getting in line; the number of steps grows with the
  /// number of waiters.
  void unlock() noexcept INTERLOCK_RELEASE() {
    waiter* const skipped = first_skipped_.read();
    auto* const first = line_.leave(skipped == nullptr ? nullptr : last_skipped_.read());
    if (first != nullptr) return next_owner(static_cast<waiter*>(first))->turn.give();
    // Nobody waits but those that were skipped: they are the line now.
    if (skipped == nullptr) return;
    first_skipped_.write(nullptr);
    passes_.write(0);
    skipped->turn.give();
  }

 private:
  using line = detail::queue_line<B>;
  template <class T>
  using plain = typename B::template plain<T>;

  struct waiter : line::place {
    plain<unsigned> group{Topology::template group<B>()};
    typename Waiting::template turn<B> turn;
  };

  void lock_slow() noexcept {
    waiter self;
    if (!line_.join(self)) self.turn.await();
    line_.move_to_front(self);
  }

  /// Who comes next, if `first` is the first in line; out of the line.
  [[nodiscard]] waiter* next_owner(waiter* first) noexcept {
    if (passes_.read() < Passes) {
      if (waiter* const local = take_local(first)) {
        passes_.write(passes_.read() + 1);
        return local;
      }
    }
    passes_.write(0);
    waiter* const skipped = first_skipped_.read();
    if (skipped == nullptr) return first;
    line::set_next(*last_skipped_.read(), first);
    first_skipped_.write(nullptr);
    return skipped;
  }

  /// The first in line of our group, or null; those before it are then skipped.
  [[nodiscard]] waiter* take_local(waiter* first) noexcept {
    const unsigned group = Topology::template group<B>();
    waiter* before = nullptr;
    waiter* local = first;
    while (local != nullptr && local->group.read() != group) {
      before = local;
      local = static_cast<waiter*>(line::next_of(*local));
    }
    if (local != nullptr && before != nullptr) skip(first, before);
    return local;
  }

  /// Moves the part of the line from `first` to `last` behind those that were skipped before.
  void skip(waiter* first, waiter* last) noexcept {
    line::set_next(*last, nullptr);
    if (first_skipped_.read() == nullptr) {
      first_skipped_.write(first);
    } else {
      line::set_next(*last_skipped_.read(), first);
    }
    last_skipped_.write(last);
  }

  // Invariant: the one in front of line_ holds the lock; what is below belongs to it. The threads
  // that were skipped have come in the order in which they are linked, and before all that are in
  // line. Since the first of all was last served, the lock has passed within a group passes_ times.
  line line_;
  plain<waiter*> first_skipped_{nullptr};
  plain<waiter*> last_skipped_{nullptr};  ///< if there is a first
  plain<std::uint32_t> passes_{0};
};

using cna_lock = basic_cna_lock<>;
using parking_cna_lock = basic_cna_lock<255, numa_nodes, spin_then_park>;

static_assert(lockable<cna_lock>);
static_assert(sizeof(cna_lock) == 5 * sizeof(void*));
static_assert(std::is_trivially_destructible_v<cna_lock>);

}  // namespace interlock
