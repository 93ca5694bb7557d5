// SPDX-License-Identifier: MIT
/// @file
/// Hierarchical MCS lock [CFM15] of two levels: the threads of each group of processors form a line
/// of their own, the first of each group one before the lock, which passes within a group for a
/// while.
///
/// fair: 255 may pass the first in line | recursive: no | shared: no | timed: no | waits by:
/// spinning, or (`parking_hmcs_lock`) parking | size: 1280 bytes | constant-initialised: yes
///
/// Choose it on a machine of several NUMA nodes where even getting in line is contended for:
/// threads that wait only look at what other groups write to. `cna_lock` hands over in the same way
/// in 40 bytes, but all get in one line. As long as threads do not meet, it is an `mcs_lock`.
///
/// Locks may be nested, and released in any order; any number of threads may wait; thread-local
/// destructors may use it, for it has no thread-local state.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/cache_line.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/queue_line.hpp>
#include <interlock/sync/detail/turn.hpp>
#include <interlock/sync/thread_annotations.hpp>
#include <interlock/sync/topology.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace interlock {

/// `Passes`: how often in a row the lock passes to a thread of the same group, if others wait.
/// `Groups`: how many lines there are; if a topology has more groups, some share a line.
///
/// Counted from when the first of its group is in line before the lock, a thread with n of its
/// group before it lets at most (n + 1) * (Groups - 1) * (Passes + 1) threads of other groups enter
/// first, and of its own those n; the first in line of all lets `Passes` that come later pass.
template <std::uint32_t Passes = 255, std::size_t Groups = 8, class Topology = numa_nodes,
          class Waiting = spinning, backend B = std_backend>
requires topology<Topology, B> &&(Groups > 0) class INTERLOCK_CAPABILITY("mutex") basic_hmcs_lock {
 public:
  constexpr basic_hmcs_lock() noexcept = default;
  basic_hmcs_lock(const basic_hmcs_lock&) = delete;
  basic_hmcs_lock& operator=(const basic_hmcs_lock&) = delete;

  /// Blocks until the lock is held. For any threads X and Y: everything X did before its `unlock()`
  /// is visible to Y after a later `lock()`. Progress: blocking; nobody starves (see `Passes`).
  void lock() noexcept INTERLOCK_ACQUIRE() {
    // A look, because a try that fails takes the cache line away from the other groups.
    if (!groups_line_.seems_empty() || !try_lock()) [[unlikely]]
      lock_slow();
  }

  /// Takes the lock if it is free; never blocks.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) {
    if (!groups_line_.try_enter()) return false;
    owners_line_.write(nullptr);
    return true;
  }

  /// Hands the lock to the next of the calling thread's group or, if there is none or it has done
  /// so `Passes` times in a row, to the group that came first. Requires: the calling thread holds
  /// it. The lock may be destroyed by the next owner as soon as it holds it. Progress: blocking
  /// while a thread is between the two steps of getting in line.
  void unlock() noexcept INTERLOCK_RELEASE() {
    if (line* const own = owners_line_.read(); own != nullptr && pass_within(*own)) return;
    // The group no longer needs the lock, or waits for it: the next owner may destroy it.
    if (auto* const first = groups_line_.leave()) {
      static_cast<first_of_group*>(first)->turn.give();
    }
  }

 private:
  using line = detail::queue_line<B>;
  template <class T>
  using plain = typename B::template plain<T>;

  /// The place before the lock of a thread that is the first of its group.
  struct first_of_group : line::place {
    typename Waiting::template turn<B> turn;
  };
  /// A thread's place in the line of its group, and the place that it may get before the lock.
  struct waiter : line::place {
    first_of_group first;
    plain<bool> is_first{false};
  };

  void lock_slow() noexcept {
    waiter self;
    line& own = lines_[Topology::template group<B>() % Groups].members;
    bool waits = true;
    if (own.join(self)) {
      self.is_first.write(true);
      waits = !groups_line_.join(self.first);
    }
    if (waits) self.first.turn.await();
    own.move_to_front(self);
    if (self.is_first.read()) {
      groups_line_.move_to_front(self.first);
      passes_.write(0);
    }
    owners_line_.write(&own);
  }

  /// The lock passes to the next in the owner's line, `own`; false if it must leave the group.
  [[nodiscard]] bool pass_within(line& own) noexcept {
    auto* const next = static_cast<waiter*>(own.leave());
    if (next == nullptr) return false;
    if (passes_.read() < Passes) {
      passes_.write(passes_.read() + 1);
      next->first.turn.give();
      return true;
    }
    // It gets in line from here, so that nobody passes it before it runs. We are in that line.
    next->is_first.write(true);
    (void)groups_line_.join(next->first);
    return false;
  }

  struct alignas(cache_line) group {
    line members;
  };

  // Invariant: the one in front of groups_line_ holds the lock; owners_line_ and passes_ belong to
  // it. It is in front of its group's line too, owners_line_, if it had to wait, else that is null.
  // Whoever else is in front of a group's line waits in groups_line_, or is about to. Since the
  // lock came to the owner's group, it has passed within it passes_ times.
  line groups_line_;
  alignas(cache_line) plain<line*> owners_line_{nullptr};
  plain<std::uint32_t> passes_{0};
  std::array<group, Groups> lines_;
};

using hmcs_lock = basic_hmcs_lock<>;
using parking_hmcs_lock = basic_hmcs_lock<255, 8, numa_nodes, spin_then_park>;

static_assert(lockable<hmcs_lock>);
static_assert(sizeof(hmcs_lock) == 10 * cache_line);
static_assert(std::is_trivially_destructible_v<hmcs_lock>);

}  // namespace interlock
