// SPDX-License-Identifier: MIT
/// @file
/// What only the mutex does: four bytes, and no system call unless somebody sleeps.
#include <interlock/sync/mutex.hpp>

#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <gtest/gtest.h>
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

static_assert(sizeof(mutex) == 4);
static_assert(alignof(mutex) == 4);
static_assert(std::is_trivially_destructible_v<mutex>);
static_assert(std::is_same_v<timed_mutex, mutex>);
static_assert(!std::is_copy_constructible_v<mutex>);
static_assert(!std::is_move_constructible_v<mutex>);

TEST(Mutex, EntersTheKernelOnlyForASleeper) {
  counting_backend::waits.store(0);
  counting_backend::wakes.store(0);
  basic_mutex<counting_backend> lock;
  for (int i = 0; i < 100; ++i) {
    lock.lock();
    EXPECT_FALSE(lock.try_lock());
    lock.unlock();
    EXPECT_TRUE(lock.try_lock_for(std::chrono::seconds{1}));
    lock.unlock();
  }
  EXPECT_EQ(counting_backend::waits.load(), 0);
  EXPECT_EQ(counting_backend::wakes.load(), 0);

  lock.lock();
  support::worker sleeper{"sleeper", [&] {
                            lock.lock();
                            lock.unlock();
                          }};
  EXPECT_TRUE(support::eventually([] { return counting_backend::waits.load() > 0; }));
  lock.unlock();
  sleeper.join();
  EXPECT_GE(counting_backend::wakes.load(), 1);
}

TEST(Mutex, ForgetsItsSleepersOnceTheyAreGone) {
  basic_mutex<counting_backend> lock;
  lock.lock();
  support::worker sleeper{"sleeper", [&] {
                            lock.lock();
                            lock.unlock();
                          }};
  sleeper.settle();
  lock.unlock();
  sleeper.join();
  lock.lock();
  lock.unlock();
  const int before = counting_backend::wakes.load();
  lock.lock();
  lock.unlock();
  EXPECT_EQ(counting_backend::wakes.load(), before);
}

}  // namespace
}  // namespace interlock
