// SPDX-License-Identifier: MIT
/// @file
/// Biased readers over any lock with shared access: while nobody writes, a reader says that it
/// reads in a table of the process and does not touch the lock [DK19b].
///
/// fair: as the lock below, but readers may pass a writer that waits for other readers there |
/// recursive: no | shared: yes | timed: as the lock below | waits by: as the lock below; a writer
/// sleeps until biased readers have left | size: that of the lock, and 16 bytes |
/// constant-initialised: yes
///
/// Choose it to make readers scale on many processors when writes are rare: a reader writes to a
/// slot that no other thread uses, and needs no fence where the kernel has membarrier. The first
/// write after reads looks through the table, which takes microseconds; readers then use the lock
/// below until nine times that has passed, so that writers lose little. `distributed_shared_mutex`
/// has no such writes, but is large.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/detail/reader_table.hpp>
#include <interlock/sync/shared_mutex.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace interlock {

struct bravo_options {
  /// How many readers the table has room for, a power of two. Locks with the same number share it.
  /// Who finds its slot in use enters by the lock below.
  std::size_t slots = 1024;
  /// How many times as long as a writer has waited for biased readers there is no bias.
  std::uint32_t inhibition = 9;
};

/// `Lock`: a default-constructible lock with shared access, such as `shared_mutex` or
/// `std::shared_mutex`. `Clock`: a steady one.
///
/// What `Lock` promises of visibility holds of this lock. A share belongs to its thread: the thread
/// that took it gives it back.
template <class Lock, bravo_options Options = bravo_options{},
          class Clock = std::chrono::steady_clock, backend B = std_backend>
requires lockable<Lock> && shared_lockable<Lock>
class INTERLOCK_CAPABILITY("shared_mutex") basic_bravo {
 public:
  constexpr basic_bravo() noexcept(std::is_nothrow_default_constructible_v<Lock>) = default;
  basic_bravo(const basic_bravo&) = delete;
  basic_bravo& operator=(const basic_bravo&) = delete;

  /// Blocks until the calling thread holds the lock alone.
  void lock() INTERLOCK_ACQUIRE() INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    lock_.lock();
    (void)end_bias(deadline::never());
  }

  /// Takes the lock if nobody holds it; never blocks. Fails when that of the lock below does, and
  /// may while readers come and go.
  [[nodiscard]] bool try_lock() INTERLOCK_TRY_ACQUIRE(true) INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    return lock_.try_lock() && (try_end_bias() || take_back());
  }

  /// Blocks until the lock is held or `length` has passed on the steady clock; returns whether it
  /// is held.
  template <class Rep, class Period>
  requires timed_lockable<Lock>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE(true) INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    if (try_lock()) return true;
    const deadline limit = deadline::after(length);
    return lock_.try_lock_for(length) && (end_bias(limit) || take_back());
  }

  /// Blocks until the lock is held or `when` has passed on its clock; returns whether it is held.
  template <class When, class Duration>
  requires timed_lockable<Lock>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<When, Duration>& when)
      INTERLOCK_TRY_ACQUIRE(true) INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    if (try_lock()) return true;
    if (!lock_.try_lock_until(when)) return false;
    const auto attempt = [this](const deadline& limit) { return end_bias(limit); };
    return detail::attempt_until(when, attempt) || take_back();
  }

  /// Frees the lock. Requires: the calling thread holds it alone.
  void unlock() INTERLOCK_RELEASE() INTERLOCK_NO_THREAD_SAFETY_ANALYSIS { lock_.unlock(); }

  /// Blocks until the calling thread shares the lock. Progress: wait-free while the lock is biased
  /// and the slot of the thread is free.
  void lock_shared() INTERLOCK_ACQUIRE_SHARED() INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    if (enter_biased()) [[likely]]
      return;
    lock_.lock_shared();
    consider_bias();
  }

  /// Shares the lock if that is possible at once; never blocks.
  [[nodiscard]] bool try_lock_shared()
      INTERLOCK_TRY_ACQUIRE_SHARED(true) INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    return enter_biased() || (lock_.try_lock_shared() && consider_bias());
  }

  /// Blocks until the lock is shared or `length` has passed on the steady clock; returns whether it
  /// is shared.
  template <class Rep, class Period>
  requires shared_timed_lockable<Lock>
  [[nodiscard]] bool try_lock_shared_for(const std::chrono::duration<Rep, Period>& length)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    return enter_biased() || (lock_.try_lock_shared_for(length) && consider_bias());
  }

  /// Blocks until the lock is shared or `when` has passed on its clock; returns whether it is
  /// shared.
  template <class When, class Duration>
  requires shared_timed_lockable<Lock>
  [[nodiscard]] bool try_lock_shared_until(const std::chrono::time_point<When, Duration>& when)
      INTERLOCK_TRY_ACQUIRE_SHARED(true) INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    return enter_biased() || (lock_.try_lock_shared_until(when) && consider_bias());
  }

  /// Gives the share back. Requires: the calling thread has taken it. The lock may be destroyed by
  /// the next owner if that holds of the lock below: of a biased reader, only the table is used.
  void unlock_shared() INTERLOCK_RELEASE_SHARED() INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    const std::uintptr_t self = B::thread_id();
    auto& mine = table().slot_of(this, self);
    if (mine.is_owned(this, self)) [[likely]] {
      mine.clear();
    } else {
      lock_.unlock_shared();
    }
  }

 private:
  using readers = detail::reader_table<Options.slots, B>;

  [[nodiscard]] static readers& table() noexcept { return B::template global<readers>(); }

  [[nodiscard]] bool enter_biased() noexcept {
    // relaxed: a hint; (biased) decides.
    if (!bias_.load(order::relaxed)) return false;
    const std::uintptr_t self = B::thread_id();
    auto& mine = table().slot_of(this, self);
    if (!mine.take(this)) return false;
    // (entered) seq_cst: one of us sees the other: a writer that misses us in the table has ended
    // the bias, and we see that. Pairs with (ended).
    B::light_fence();
    // (biased) acquire: the section of the last writer before the bias is visible. Pairs with
    // (granted), (ended).
    if (bias_.load(order::acquire)) [[likely]] {
      mine.own(self);
      return true;
    }
    mine.clear();
    return false;
  }

  /// Lets readers enter by the table, unless a writer has just paid for that. Requires: `lock_` is
  /// shared. Returns true.
  bool consider_bias() noexcept {
    // relaxed: the last writer, whose section is over, has written it; or another reader since.
    if (!bias_.load(order::relaxed) && Clock::now() >= inhibited_until_.read()) {
      B::enable_light_fences();
      // (granted) release: who reads because of it sees what the last writer did. Pairs with
      // (biased).
      bias_.store(true, order::release);
    }
    return true;
  }

  /// Ends the bias, and waits for the biased readers: true. False if `limit` comes before that;
  /// then the bias is what it was. Requires: `lock_` is held alone.
  [[nodiscard]] bool end_bias(const deadline& limit) noexcept {
    return end_bias_if([&] { return table().wait_until_unused(this, limit); });
  }

  /// The same if there are no biased readers.
  [[nodiscard]] bool try_end_bias() noexcept {
    const auto unused = [this] { return table().is_unused(this); };
    // relaxed: as in end_bias_if(). A look in vain would cost a system call.
    return !bias_.load(order::relaxed) || (unused() && end_bias_if(unused));
  }

  template <class Unused>
  [[nodiscard]] bool end_bias_if(Unused unused) noexcept {
    // relaxed: who has set it shared the lock, or held it alone, before us.
    if (!bias_.load(order::relaxed)) return true;
    const auto start = Clock::now();
    // relaxed: the fence orders it before we look for readers.
    bias_.store(false, order::relaxed);
    // (ended) seq_cst: one of us sees the other: a reader that misses the end of the bias is seen
    // in the table. Pairs with (entered), (biased).
    B::heavy_fence();
    if (!unused()) {
      // Without bias, the next writer would not look for those that are still inside.
      // relaxed: (ended) has come between the last writer's section and this, and publishes it.
      bias_.store(true, order::relaxed);
      return false;
    }
    const auto now = Clock::now();
    inhibited_until_.write(now + Options.inhibition * (now - start));
    return true;
  }

  /// Requires: `lock_` is held alone. Returns false.
  bool take_back() INTERLOCK_NO_THREAD_SAFETY_ANALYSIS {
    lock_.unlock();
    return false;
  }

  // Invariant: while bias_ is false and lock_ is held alone, nobody reads by the table. Both of the
  // first two are written only by who holds lock_ alone or, bias_, by who shares it.
  typename B::template plain<typename Clock::time_point> inhibited_until_{};
  typename B::template atomic<bool> bias_{false};
  Lock lock_{};
};

/// Over a lock of your choice: `bravo<shared_mutex>`, `bravo<std::shared_mutex>`.
template <class Lock = shared_mutex>
using bravo = basic_bravo<Lock>;

static_assert(timed_lockable<bravo<>> && shared_timed_lockable<bravo<>>);
static_assert(sizeof(bravo<>) == 24);
static_assert(std::is_trivially_destructible_v<bravo<>>);

}  // namespace interlock
