// SPDX-License-Identifier: MIT
/// @file
/// Reader-writer spinlock in one word: a count of readers, and writers that come before new readers
/// [CHP71].
///
/// fair: no; writers go before readers | recursive: no | shared: yes | timed: no | waits by:
/// spinning | size: 4 bytes | constant-initialised: yes
///
/// Choose it for sections of a few instructions in threads that are not preempted, mostly readers.
/// It is the smallest reader-writer lock here. Readers starve while writers keep coming:
/// `phase_fair_lock` starves nobody. Whenever the holder can lose its processor, use
/// `shared_mutex`.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/sync/concepts.hpp>
#include <interlock/sync/thread_annotations.hpp>

#include <cstdint>
#include <type_traits>

namespace interlock {

/// For any threads X and Y: everything X did before its `unlock()` is visible to Y after a later
/// `lock()` or `lock_shared()`, and what it did before its `unlock_shared()` after a later
/// `lock()`.
template <backend B = std_backend>
class INTERLOCK_CAPABILITY("shared_mutex") basic_shared_spinlock {
 public:
  constexpr basic_shared_spinlock() noexcept = default;
  basic_shared_spinlock(const basic_shared_spinlock&) = delete;
  basic_shared_spinlock& operator=(const basic_shared_spinlock&) = delete;

  /// Blocks until the calling thread holds the lock alone. New readers wait meanwhile. Progress:
  /// blocking; among writers unfair.
  void lock() noexcept INTERLOCK_ACQUIRE() {
    while (!try_lock()) {
      // relaxed: only asks new readers to wait.
      state_.fetch_or(pending, order::relaxed);
      // relaxed: a hint to try again; try_lock() decides and orders.
      B::await(state_, order::relaxed, [](std::uint32_t state) { return is_free(state); });
    }
  }

  /// Takes the lock if nobody holds it; never blocks.
  [[nodiscard]] bool try_lock() noexcept INTERLOCK_TRY_ACQUIRE(true) {
    // relaxed: a hint; the exchange decides and orders.
    std::uint32_t state = state_.load(order::relaxed);
    while (is_free(state)) {
      // (taken) acquire: the work of those before us is visible. Pairs with (freed), (left).
      // relaxed: a failure has seen another state and reads nothing.
      if (state_.compare_exchange_weak(state, writer, order::acquire, order::relaxed)) return true;
    }
    return false;
  }

  /// Frees the lock. Requires: the calling thread holds it alone. The lock may be destroyed by the
  /// next owner as soon as it holds it. Progress: wait-free.
  void unlock() noexcept INTERLOCK_RELEASE() {
    // (freed) release: publishes the critical section. Pairs with (taken), (entered).
    state_.fetch_and(~writer, order::release);
  }

  /// Blocks until the calling thread shares the lock. Progress: blocking; waits for all writers.
  void lock_shared() noexcept INTERLOCK_ACQUIRE_SHARED() {
    while (!try_lock_shared()) {
      // relaxed: a hint to try again; try_lock_shared() decides and orders.
      B::await(state_, order::relaxed, [](std::uint32_t state) { return admits_readers(state); });
    }
  }

  /// Shares the lock if no writer holds it or waits for it; never blocks. At most 2^30 - 1 threads
  /// can share it.
  [[nodiscard]] bool try_lock_shared() noexcept INTERLOCK_TRY_ACQUIRE_SHARED(true) {
    // relaxed: a hint; the exchange decides and orders.
    std::uint32_t state = state_.load(order::relaxed);
    while (admits_readers(state)) {
      // (entered) acquire: the work of the last writer is visible. Pairs with (freed).
      // relaxed: a failure has seen another state and reads nothing.
      if (state_.compare_exchange_weak(state, state + 1, order::acquire, order::relaxed)) {
        return true;
      }
    }
    return false;
  }

  /// Gives the share back. Requires: the calling thread shares the lock. Progress: wait-free.
  void unlock_shared() noexcept INTERLOCK_RELEASE_SHARED() {
    // (left) release: our reads are over before a writer enters. Pairs with (taken).
    state_.fetch_sub(1, order::release);
  }

 private:
  static constexpr std::uint32_t writer = std::uint32_t{1} << 31;
  static constexpr std::uint32_t pending = std::uint32_t{1} << 30;

  static constexpr bool is_free(std::uint32_t state) noexcept { return (state & ~pending) == 0; }
  static constexpr bool admits_readers(std::uint32_t state) noexcept {
    return (state & (writer | pending)) == 0;
  }

  // A writer inside, a writer waiting, and the number of readers inside. The writer that enters
  // clears `pending`; others that still wait set it again.
  typename B::template atomic<std::uint32_t> state_{0};
};

using shared_spinlock = basic_shared_spinlock<>;

static_assert(shared_lockable<shared_spinlock>);
static_assert(sizeof(shared_spinlock) == 4);
static_assert(std::is_trivially_destructible_v<shared_spinlock>);

}  // namespace interlock
