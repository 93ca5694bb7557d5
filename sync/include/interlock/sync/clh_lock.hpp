// SPDX-License-Identifier: MIT
/// @file
/// CLH queue lock [Cra93] [MLH94] behind plain `lock()` and `unlock()`: each waiter spins on the
/// place of the one before it, and nobody needs to know who comes behind.
///
/// fair: FIFO | recursive: no | shared: no | timed: no | waits by: spinning | size: 24 bytes |
/// constant-initialised: yes
///
/// Choose it for short critical sections that many processors contend for, when a hand-over must
/// not wait: unlike `mcs_lock`, `unlock()` never waits for a thread that is just getting in line.
/// The price is memory. A place outlives the `lock()` that made it, until the one behind has seen
/// it, so waiters have places of a cache line each on the heap, and a thread that has none to spare
/// allocates in `lock()`. Without contention there is no place and no allocation, only two
/// compare-exchanges. With more threads than processors use `fair_mutex`.
///
/// A lock that is free owns no memory and may be freed at any time; thread-local destructors may
/// use it.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/clh_place.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <type_traits>

namespace interlock {

template <backend B = std_backend>
class INTERLOCK_CAPABILITY("mutex") basic_clh_lock {
 public:
  constexpr basic_clh_lock() noexcept = default;
  basic_clh_lock(const basic_clh_lock&) = delete;
  basic_clh_lock& operator=(const basic_clh_lock&) = delete;

  /// Blocks until the lock is held. For any threads X and Y: everything X did before its `unlock()`
  /// is visible to Y after a later `lock()`. Progress: blocking; threads enter in the order in
  /// which they got in line, which is wait-free but for the allocation. One that gets no memory
  /// waits out of line, until it finds the lock free.
  void lock() noexcept INTERLOCK_ACQUIRE() {
    if (!try_lock()) [[unlikely]]
      get_in_line();
  }

  /// Takes the lock if it is free; never blocks. Fails only if another thread holds it or waits for
  /// it.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) {
    place* last = nullptr;
    // (taken) acquire: the last critical section is visible. Pairs with (freed).
    // relaxed: a failure reads nothing.
    return last_.compare_exchange_strong(last, &first_, order::acquire, order::relaxed);
  }

  /// Hands the lock to the first in line. Requires: the calling thread holds it. The lock may be
  /// destroyed by the next owner as soon as it holds it, but a place is lost if that does not free
  /// it first. Progress: wait-free, but for freeing memory at the end of a line.
  void unlock() noexcept INTERLOCK_RELEASE() {
    loose_place* const loose = owner_.read();
    if (loose != nullptr) [[unlikely]]
      return leave(loose);
    if (!try_free(&first_)) [[unlikely]] {
      // (granted) release: publishes the critical section. Pairs with (turn).
      first_.left.store(true, order::release);
    }
  }

 private:
  using place = detail::clh_place<B>;
  using loose_place = detail::clh_loose_place<B>;
  using spares = detail::clh_spares<B>;

  [[gnu::noinline, gnu::cold]] void get_in_line() noexcept {
    loose_place* const mine = spares::take();
    if (mine == nullptr) return wait_out_of_line();
    // (queued) acq_rel: our place is complete for the one behind us, the one before us is for us,
    // and so is the last critical section if the lock was free. Pairs with (queued), (freed).
    place* const before = last_.exchange(mine, order::acq_rel);
    if (before != nullptr) {
      // (turn) acquire: the last critical section is visible. Pairs with (granted), (left).
      B::await(before->left, order::acquire, [](bool left) { return left; });
      // Nobody but us knew the place before ours.
      if (before == &first_) {
        // relaxed: the lock is ours; whoever uses this place next has it after us.
        first_.left.store(false, order::relaxed);
      } else {
        spares::give(static_cast<loose_place*>(before));
      }
    }
    owner_.write(mine);
  }

  void wait_out_of_line() noexcept {
    do {
      // relaxed: only a hint to try again.
      B::await(last_, order::relaxed, [](place* last) { return last == nullptr; });
    } while (!try_lock());
  }

  [[gnu::noinline]] void leave(loose_place* mine) noexcept {
    owner_.write(nullptr);
    if (try_free(mine)) return spares::give(mine);
    // From here on it belongs to the one behind us.
    // (left) release: publishes the critical section. Pairs with (turn).
    mine->left.store(true, order::release);
  }

  /// Frees the lock if nobody is behind the owner's place.
  [[nodiscard]] bool try_free(place* mine) noexcept {
    place* last = mine;
    // (freed) release: publishes the critical section. Pairs with (taken), (queued).
    // relaxed: a failure says that somebody is behind us, who will see our place.
    return last_.compare_exchange_strong(last, nullptr, order::release, order::relaxed);
  }

  // Invariant: last_ is null if the lock is free, else the place of the last in line or, if nobody
  // waits, of the owner. Each in line knows the place before its own. first_ is the place of an
  // owner that found the lock free: nobody waits for it to be left unless it is in use, and then
  // first_.left is false until unlock().
  typename B::template atomic<place*> last_{nullptr};
  // The place of an owner that has been in line, else null. Only the owner touches it.
  typename B::template plain<loose_place*> owner_{nullptr};
  place first_;
};

using clh_lock = basic_clh_lock<>;

static_assert(lockable<clh_lock>);
static_assert(sizeof(clh_lock) == 3 * sizeof(void*));
static_assert(std::is_trivially_destructible_v<clh_lock>);

}  // namespace interlock
