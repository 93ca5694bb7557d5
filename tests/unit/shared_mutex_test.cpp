// SPDX-License-Identifier: MIT
/// @file
/// What only the shared mutexes do: eight bytes, no system call unless somebody sleeps, limits to
/// the numbers of readers and waiters.
#include <interlock/sync/shared_mutex.hpp>

#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <type_traits>

namespace interlock {
namespace {

/// Counts system calls.
struct counting_backend : std_backend {
  static inline std::atomic<int> waits{0};
  static inline std::atomic<int> wakes{0};
  template <class T>
  [[nodiscard]] static wait_result futex_wait(const atomic<T>& word, std::uint32_t expected,
                                              const deadline& when,
                                              sharing scope = sharing::process_private) noexcept {
    waits.fetch_add(1);
    return std_backend::futex_wait(word, expected, when, scope);
  }
  template <class T>
  static void futex_wake(const atomic<T>& word, int count,
                         sharing scope = sharing::process_private) noexcept {
    wakes.fetch_add(1);
    std_backend::futex_wake(word, count, scope);
  }
};
using counting_mutex = basic_shared_mutex<shared_mutex_options{}, counting_backend>;

static_assert(sizeof(shared_mutex) == 8);
static_assert(sizeof(fair_shared_mutex) == 8);
static_assert(alignof(shared_mutex) == 4);
static_assert(std::is_trivially_destructible_v<shared_mutex>);
static_assert(std::is_same_v<shared_timed_mutex, shared_mutex>);
static_assert(!std::is_copy_constructible_v<shared_mutex>);
static_assert(!std::is_move_constructible_v<shared_mutex>);
static_assert(!std::is_copy_assignable_v<shared_mutex>);
static_assert(std::is_nothrow_default_constructible_v<shared_mutex>);

void use_alone(counting_mutex& lock) {
  for (int i = 0; i < 100; ++i) {
    lock.lock();
    EXPECT_FALSE(lock.try_lock_shared());
    lock.unlock();
    lock.lock_shared();
    EXPECT_FALSE(lock.try_lock());
    EXPECT_TRUE(lock.try_lock_shared_for(std::chrono::seconds{1}));
    lock.unlock_shared();
    lock.unlock_shared();
  }
}

TEST(SharedMutex, EntersTheKernelOnlyForASleeper) {
  counting_mutex lock;
  counting_backend::waits.store(0);
  counting_backend::wakes.store(0);
  use_alone(lock);
  EXPECT_EQ(counting_backend::waits.load(), 0);
  EXPECT_EQ(counting_backend::wakes.load(), 0);
}

TEST(SharedMutex, ForgetsItsSleepersOnceTheyAreGone) {
  counting_mutex lock;
  lock.lock_shared();
  {
    support::worker served{"served", [&] { const std::lock_guard guard{lock}; }};
    support::worker too_late{
        "too late", [&] { EXPECT_FALSE(lock.try_lock_for(std::chrono::milliseconds{5})); }};
    too_late.join();
    served.settle();
    lock.unlock_shared();
  }
  lock.lock_shared();
  std::thread{[&] { EXPECT_FALSE(lock.try_lock_for(std::chrono::milliseconds{5})); }}.join();
  lock.unlock_shared();
  counting_backend::waits.store(0);
  counting_backend::wakes.store(0);
  use_alone(lock);
  EXPECT_EQ(counting_backend::waits.load(), 0);
  EXPECT_EQ(counting_backend::wakes.load(), 0);
}

TEST(SharedMutex, WaitsWhileTheNumberOfReadersIsAtItsLimit) {
  shared_mutex lock;
  constexpr int limit = 65535;
  for (int i = 0; i < limit; ++i) ASSERT_TRUE(lock.try_lock_shared());
  EXPECT_FALSE(lock.try_lock_shared());
  support::worker excess{"excess", [&] {
                           lock.lock_shared();
                           lock.unlock_shared();
                         }};
  ASSERT_TRUE(support::eventually([&] { return excess.asleep(); }));
  lock.unlock_shared();
  excess.join();
  for (int i = 1; i < limit; ++i) lock.unlock_shared();
  EXPECT_TRUE(lock.try_lock());
  lock.unlock();
}

using narrow_mutex =
    basic_shared_mutex<shared_mutex_options{.passes = 1, .readers = 2, .waiters = 1}>;

TEST(SharedMutex, EverybodyGetsInAtItsLimits) {
  narrow_mutex lock;
  std::atomic<int> readers{0};
  std::atomic<int> writers{0};
  std::atomic<bool> wrong{false};
  const int each = support::rounds(2'000);
  support::run_together("visitor", 8, [&](int i) {
    for (int n = 0; n < each; ++n) {
      if ((n + i) % 3 == 0) {
        const std::lock_guard guard{lock};
        if (writers.fetch_add(1) != 0 || readers.load() != 0) wrong.store(true);
        if (n % 16 == 0) std::this_thread::yield();
        writers.fetch_sub(1);
        continue;
      }
      if ((n + i) % 3 == 1) {
        lock.lock_shared();
      } else if (!lock.try_lock_shared_for(std::chrono::microseconds{n % 64})) {
        continue;
      }
      if (readers.fetch_add(1) >= 2 || writers.load() != 0) wrong.store(true);
      if (n % 16 == 1) std::this_thread::yield();
      readers.fetch_sub(1);
      lock.unlock_shared();
    }
  });
  EXPECT_FALSE(wrong.load());
  EXPECT_TRUE(lock.try_lock());
}

TEST(SharedMutex, WhoFindsTheLineFullWaitsOutside) {
  narrow_mutex lock;
  lock.lock();
  support::crew waiters;
  // The first in line, a batch of one and the next batch of one; then nobody else fits.
  for (std::size_t i = 0; i < 5; ++i) {
    waiters.add("waiter", [&] { const std::lock_guard guard{lock}; });
    ASSERT_TRUE(support::eventually([&] { return waiters[i].asleep(); }));
  }
  std::thread{[&] { EXPECT_FALSE(lock.try_lock_for(std::chrono::milliseconds{5})); }}.join();
  lock.unlock();
  waiters.join();
  EXPECT_TRUE(lock.try_lock());
}

}  // namespace
}  // namespace interlock
