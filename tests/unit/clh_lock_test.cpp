// SPDX-License-Identifier: MIT
/// @file
/// What only the CLH lock is: places in line that live on the heap and change hands.
#include <interlock/sync/clh_lock.hpp>

#include "support/repeat.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <gtest/gtest.h>
#include <mutex>
#include <new>
#include <thread>
#include <type_traits>
#include <vector>

namespace interlock {
namespace {

static_assert(sizeof(clh_lock) == 3 * sizeof(void*));
static_assert(std::is_trivially_destructible_v<clh_lock>);
static_assert(!std::is_copy_constructible_v<clh_lock>);

/// A machine that counts what is allocated, and can run out of memory.
struct counting_backend : std_backend {
  [[nodiscard]] static void* allocate(std::size_t bytes, std::size_t alignment) {
    if (exhausted.load()) throw std::bad_alloc{};
    allocated.fetch_add(1);
    return std_backend::allocate(bytes, alignment);
  }
  static void deallocate(void* memory, std::size_t bytes, std::size_t alignment) noexcept {
    std_backend::deallocate(memory, bytes, alignment);
    freed.fetch_add(1);
  }
  static inline std::atomic<long> allocated{0};
  static inline std::atomic<long> freed{0};
  static inline std::atomic<bool> exhausted{false};
};
static_assert(backend<counting_backend>);

using counted_lock = basic_clh_lock<counting_backend>;

struct ClhLock : ::testing::Test {
  void SetUp() override {
    counting_backend::allocated.store(0);
    counting_backend::freed.store(0);
  }
  void TearDown() override { counting_backend::exhausted.store(false); }

  static long allocated() { return counting_backend::allocated.load(); }
  static long freed() { return counting_backend::freed.load(); }

  /// Holds the lock until `waiter` has a place in line behind us.
  void let_one_wait(const std::function<void()>& waiter) {
    lock.lock();
    support::worker behind{"waiter", waiter};
    EXPECT_TRUE(support::eventually([] { return allocated() == 1; }));
    lock.unlock();
  }

  counted_lock lock;
};

TEST_F(ClhLock, AllocatesNothingWithoutContention) {
  for (int i = 0; i < 100; ++i) {
    const std::lock_guard guard{lock};
    EXPECT_FALSE(lock.try_lock());
  }
  EXPECT_EQ(allocated(), 0);
}

TEST_F(ClhLock, WaiterKeepsItsPlaceForTheNextTime) {
  let_one_wait([&] {
    for (int i = 0; i < 3; ++i) {
      lock.lock();
      lock.unlock();
    }
    EXPECT_EQ(freed(), 0);
    auto* const spare = detail::clh_spares<counting_backend>::take();
    EXPECT_EQ(allocated(), 1);
    detail::clh_spares<counting_backend>::give(spare);
  });
  EXPECT_EQ(freed(), 1) << "with the thread its spare places end";
}

TEST_F(ClhLock, KeepsNoMoreThanAFewSpares) {
  using spares = detail::clh_spares<counting_backend>;
  std::thread{[] {
    std::vector<spares::place*> taken;
    for (int i = 0; i < 20; ++i) taken.push_back(spares::take());
    for (auto* const each : taken) spares::give(each);
    EXPECT_EQ(allocated() - freed(), 4);
  }}.join();
  EXPECT_EQ(allocated(), freed());
}

TEST_F(ClhLock, FreeLockOwnsNoMemory) {
  support::repeat("locker", 3, support::rounds(5'000), [&](int, int n) {
    const std::lock_guard guard{lock};
    if (n % 16 == 0) std::this_thread::yield();
  });
  EXPECT_EQ(allocated(), freed()) << "the threads are gone, the lock is not";
}

TEST_F(ClhLock, ThreadThatHasNoSparesAnyMoreMayWait) {
  struct last_wish {
    counted_lock* lock = nullptr;
    ~last_wish() {
      lock->lock();
      lock->unlock();
    }
  };
  lock.lock();
  support::worker ends{"ends", [&] {
                         // Made before the thread's spares, so it ends after them.
                         static thread_local last_wish wish;
                         wish.lock = &lock;
                         using spares = detail::clh_spares<counting_backend>;
                         spares::give(spares::take());
                       }};
  // The spare one, and then another for the wish.
  EXPECT_TRUE(support::eventually([] { return allocated() == 2; }));
  EXPECT_EQ(freed(), 1);
  lock.unlock();
  ends.join();
  EXPECT_EQ(freed(), 2);
}

TEST_F(ClhLock, WaitsOutOfLineWhenThereIsNoMemory) {
  long entered = 0;
  counting_backend::exhausted.store(true);
  const long times = support::repeat("locker", 3, support::rounds(2'000), [&](int, int n) {
    const std::lock_guard guard{lock};
    ++entered;
    if (n % 16 == 0) std::this_thread::yield();
  });
  EXPECT_EQ(entered, times);
  EXPECT_EQ(allocated(), 0);
}

TEST_F(ClhLock, ThoseOutOfLineAndThoseInLineExcludeEachOther) {
  long entered = 0;
  const long times = support::repeat("locker", 3, support::rounds(2'000), [&](int i, int n) {
    const std::lock_guard guard{lock};
    ++entered;
    if (i == 0) counting_backend::exhausted.store(n % 8 < 4);
    if (n % 16 == 0) std::this_thread::yield();
  });
  EXPECT_EQ(entered, times);
  EXPECT_EQ(allocated(), freed());
}

}  // namespace
}  // namespace interlock
