// SPDX-License-Identifier: MIT
/// @file
/// What only bravo does: readers that meet in one slot, writers that pay for the bias, and a kernel
/// without membarrier.
#include <interlock/sync/bravo.hpp>

#include "support/child_process.hpp"
#include "support/repeat.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <shared_mutex>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace interlock {
namespace {

/// A lock that counts who comes, and demands of each thread that it gives back what it has taken,
/// as `std::shared_mutex` may.
class strict_lock {
 public:
  void lock() { lock_.lock(); }
  [[nodiscard]] bool try_lock() { return lock_.try_lock(); }
  void unlock() { lock_.unlock(); }
  void lock_shared() {
    lock_.lock_shared();
    ++shares;
    entries.fetch_add(1);
  }
  [[nodiscard]] bool try_lock_shared() {
    if (!lock_.try_lock_shared()) return false;
    ++shares;
    entries.fetch_add(1);
    return true;
  }
  void unlock_shared() {
    EXPECT_GT(shares, 0) << "a share of another thread";
    --shares;
    lock_.unlock_shared();
  }

  static inline std::atomic<int> entries{0};

 private:
  static inline thread_local int shares = 0;
  shared_mutex lock_;
};

/// A clock that goes when the test tells it to.
struct set_clock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<set_clock>;
  static constexpr bool is_steady = true;
  static time_point now() noexcept { return time_point{duration{time.fetch_add(step.load())}}; }
  static inline std::atomic<rep> time{0};
  static inline std::atomic<rep> step{0};
};

template <std::size_t Slots, class Clock = std::chrono::steady_clock>
using strict_bravo = basic_bravo<strict_lock, bravo_options{.slots = Slots}, Clock>;

/// How often the lock below was entered.
template <class Action>
int entries_of(Action action) {
  const int before = strict_lock::entries.load();
  action();
  return strict_lock::entries.load() - before;
}

template <class Lock>
void read(Lock& lock) {
  lock.lock_shared();
  lock.unlock_shared();
}

TEST(Bravo, OnlyTheFirstReaderEntersTheLockBelow) {
  strict_bravo<1024> lock;
  EXPECT_EQ(entries_of([&] { read(lock); }), 1);
  EXPECT_EQ(entries_of([&] {
              for (int i = 0; i < 100; ++i) read(lock);
            }),
            0);
}

TEST(Bravo, ReadersWithOneSlotGiveBackTheirOwnShares) {
  strict_bravo<1> lock;
  read(lock);
  lock.lock_shared();  // in the slot
  std::atomic<bool> inside{false};
  std::atomic<bool> told_to_leave{false};
  support::worker other{"reader", [&] {
                          EXPECT_EQ(entries_of([&] { lock.lock_shared(); }), 1);
                          inside.store(true);
                          EXPECT_TRUE(support::eventually([&] { return told_to_leave.load(); }));
                          lock.unlock_shared();  // not the slot, though the lock is in it
                        }};
  ASSERT_TRUE(support::eventually([&] { return inside.load(); }));
  told_to_leave.store(true);
  other.join();
  std::thread{[&] { EXPECT_FALSE(lock.try_lock()) << "we are still in the slot"; }}.join();
  lock.unlock_shared();
  EXPECT_TRUE(lock.try_lock());
  lock.unlock();
}

TEST(Bravo, LocksThatMeetInASlotAreNotMistaken) {
  strict_bravo<1> one;
  strict_bravo<1> two;
  read(one);
  read(two);
  one.lock_shared();
  EXPECT_EQ(entries_of([&] { two.lock_shared(); }), 1);
  one.unlock_shared();
  EXPECT_FALSE(two.try_lock());
  two.unlock_shared();
  EXPECT_TRUE(one.try_lock() && two.try_lock());
  one.unlock();
  two.unlock();
}

TEST(Bravo, RecursiveSharesAreGivenBackInAnyOrder) {
  strict_bravo<1024> lock;
  for (int i = 0; i < 3; ++i) lock.lock_shared();
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(lock.try_lock());
    lock.unlock_shared();
  }
  EXPECT_TRUE(lock.try_lock());
  lock.unlock();
}

TEST(Bravo, ThereIsNoBiasForNineTimesWhatItsEndHasCost) {
  strict_bravo<64, set_clock> lock;
  set_clock::step.store(100);
  read(lock);
  lock.lock();  // looks at the clock at t and at t + 100: no bias until t + 1000
  lock.unlock();
  set_clock::step.store(0);
  set_clock::time.fetch_add(799);  // it reads t + 200 now
  EXPECT_EQ(entries_of([&] { read(lock), read(lock); }), 2) << "no bias at t + 999";
  set_clock::time.fetch_add(1);
  EXPECT_EQ(entries_of([&] { read(lock), read(lock); }), 1) << "the bias is back at t + 1000";
}

TEST(Bravo, WriterThatGivesUpLeavesTheBias) {
  bravo<> lock;
  read(lock);
  lock.lock_shared();  // in the table
  EXPECT_FALSE(lock.try_lock());
  std::thread{[&] {
    EXPECT_FALSE(lock.try_lock());
    EXPECT_FALSE(lock.try_lock_for(std::chrono::milliseconds{2}));
    EXPECT_FALSE(lock.try_lock()) << "a reader is inside though a writer has looked";
    EXPECT_TRUE(lock.try_lock_shared());
    lock.unlock_shared();
  }}.join();
  lock.unlock_shared();
  EXPECT_TRUE(lock.try_lock());
  lock.unlock();
}

TEST(Bravo, WriterSleepsUntilTheBiasedReaderHasLeft) {
  bravo<> lock;
  read(lock);
  lock.lock_shared();
  support::worker writer{"writer", [&] { const std::lock_guard guard{lock}; }};
  ASSERT_TRUE(support::eventually([&] { return writer.asleep(); }));
  lock.unlock_shared();
  writer.join();
}

TEST(Bravo, WorksOverAStandardLock) {
  bravo<std::shared_mutex> lock;
  long value = 0;
  std::atomic<bool> torn{false};
  std::atomic<long> writes{0};
  support::repeat("visitor", 4, support::rounds(5'000), [&](int i, int n) {
    if ((n + i) % 50 == 0) {
      const std::lock_guard guard{lock};
      ++value;
      writes.fetch_add(1);
    } else {
      const std::shared_lock guard{lock};
      const volatile long& seen = value;
      const long first = seen;
      if (n % 64 == 1) std::this_thread::yield();
      if (seen != first) torn.store(true);
    }
  });
  EXPECT_FALSE(torn.load());
  EXPECT_EQ(value, writes.load());
}

/// Runs the test above in a process in which membarrier fails with `error`.
int without_membarrier(int error) {
  return support::run_again("Bravo.WorksOverAStandardLock", [error] {
    return support::refuse_system_call(SYS_membarrier, error) &&
           ::syscall(SYS_membarrier, 0, 0) == -1 && errno == error;
  });
}

TEST(Bravo, WorksWhereTheKernelHasNoMembarrier) { EXPECT_EQ(without_membarrier(ENOSYS), 0); }

TEST(Bravo, WorksWhereMembarrierIsForbidden) { EXPECT_EQ(without_membarrier(EPERM), 0); }

}  // namespace
}  // namespace interlock
