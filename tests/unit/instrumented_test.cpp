// SPDX-License-Identifier: MIT
/// @file
/// What instrumented locks count: every way in, how long it took, and who was overtaken.
#include <interlock/sync/instrumented.hpp>
#include <interlock/sync/spinlock.hpp>
#include <interlock/sync/ticket_lock.hpp>

#include "support/repeat.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <shared_mutex>
#include <thread>

namespace interlock {
namespace {

using namespace std::chrono_literals;
using support::repeat;
using support::rounds;

/// Moves by hand.
struct hand_clock {
  using rep = std::int64_t;
  using period = std::nano;
  using duration = std::chrono::nanoseconds;
  using time_point = std::chrono::time_point<hand_clock, duration>;
  static constexpr bool is_steady = true;
  static time_point now() noexcept { return time_point{time.load()}; }
  static inline std::atomic<duration> time{0ns};
};

template <class Lock>
using by_hand = basic_instrumented<Lock, hand_clock>;

static_assert(timed_lockable<instrumented<mutex>>);
static_assert(lockable<instrumented<spinlock>> && !timed_lockable<instrumented<spinlock>>);
static_assert(shared_lockable<instrumented<std::shared_mutex>>);
static_assert(!shared_lockable<instrumented<mutex>>);
static_assert(shared_timed_lockable<instrumented<std::shared_timed_mutex>>);

constinit instrumented<mutex> static_lock;

TEST(Instrumented, IsConstantInitialisedAndStartsWithNothing) {
  const lock_statistics none = static_lock.statistics();
  EXPECT_EQ(none.acquisitions + none.contended + none.failed_tries + none.timeouts, 0U);
  EXPECT_EQ(none.hold.total() + none.wait.total(), 0U);
}

TEST(Instrumented, MeasuresHowLongItIsHeld) {
  by_hand<mutex> lock;
  for (const int held : {0, 1, 700, 1'000}) {
    lock.lock();
    hand_clock::time.store(hand_clock::time.load() + std::chrono::nanoseconds{held});
    lock.unlock();
  }
  const lock_statistics all = lock.statistics();
  EXPECT_EQ(all.acquisitions, 4U);
  EXPECT_EQ(all.contended, 0U);
  EXPECT_EQ(all.wait.total(), 0U);
  EXPECT_EQ(all.hold.counts[0], 1U) << "0 ns";
  EXPECT_EQ(all.hold.counts[1], 1U) << "1 ns";
  EXPECT_EQ(all.hold.counts[10], 2U) << "512 to 1023 ns";
}

TEST(Instrumented, MeasuresHowLongAThreadWaits) {
  by_hand<mutex> lock;
  lock.lock();
  support::worker waiter{"waiter", [&] {
                           lock.lock();
                           lock.unlock();
                         }};
  ASSERT_TRUE(support::eventually([&] { return waiter.asleep(); }));
  hand_clock::time.store(hand_clock::time.load() + 3ms);
  lock.unlock();
  waiter.join();
  const lock_statistics all = lock.statistics();
  EXPECT_EQ(all.acquisitions, 2U);
  EXPECT_EQ(all.contended, 1U);
  EXPECT_EQ(all.wait.counts[duration_distribution::bucket_of(3ms)], 1U);
  EXPECT_EQ(all.hold.counts[duration_distribution::bucket_of(3ms)], 1U);
}

TEST(Instrumented, CountsWhoGivesUp) {
  instrumented<mutex> lock;
  lock.lock();
  std::thread{[&] {
    EXPECT_FALSE(lock.try_lock());
    EXPECT_FALSE(lock.try_lock_for(1ms));
    EXPECT_FALSE(lock.try_lock_until(std::chrono::steady_clock::now() + 1ms));
  }}.join();
  lock.unlock();
  EXPECT_TRUE(lock.try_lock_for(1h));
  lock.unlock();
  const lock_statistics all = lock.statistics();
  EXPECT_EQ(all.failed_tries, 1U);
  EXPECT_EQ(all.timeouts, 2U);
  EXPECT_EQ(all.acquisitions, 2U);
  EXPECT_EQ(all.most_bypasses, 0U) << "who gives up is not overtaken";
}

TEST(Instrumented, CountsWhoIsOvertaken) {
  instrumented<mutex> lock;
  lock.lock();
  std::atomic<bool> entered{false};
  support::worker waiter{"waiter", [&] {
                           lock.lock();
                           entered.store(true);
                           lock.unlock();
                         }};
  ASSERT_TRUE(support::eventually([&] { return waiter.asleep(); }));
  std::uint64_t overtaken = 0;
  for (;; ++overtaken) {
    lock.unlock();
    lock.lock();
    if (entered.load()) break;
  }
  lock.unlock();
  waiter.join();
  EXPECT_EQ(lock.statistics().most_bypasses, overtaken);
}

TEST(Instrumented, CountsEveryLockAndEveryWait) {
  instrumented<ticket_lock> lock;
  const long times = repeat("locker", 2, rounds(2'000), [&](int, int n) {
    const std::lock_guard guard{lock};
    if (n % 16 == 0) std::this_thread::yield();
  });
  const lock_statistics all = lock.statistics();
  EXPECT_EQ(all.acquisitions, static_cast<std::uint64_t>(times));
  EXPECT_EQ(all.hold.total(), all.acquisitions);
  EXPECT_EQ(all.wait.total(), all.contended);
}

TEST(Instrumented, CountsReaders) {
  instrumented<std::shared_timed_mutex> lock;
  {
    const std::shared_lock one{lock};
    const std::shared_lock two{lock, std::try_to_lock};
    EXPECT_TRUE(two.owns_lock());
    EXPECT_FALSE(lock.try_lock());
  }
  lock.lock();
  std::thread{[&] {
    EXPECT_FALSE(lock.try_lock_shared());
    EXPECT_FALSE(lock.try_lock_shared_for(1ms));
  }}.join();
  support::worker reader{"reader", [&] { const std::shared_lock guard{lock}; }};
  ASSERT_TRUE(support::eventually([&] { return reader.asleep(); }));
  lock.unlock();
  reader.join();
  const lock_statistics all = lock.statistics();
  EXPECT_EQ(all.shared_acquisitions, 3U);
  EXPECT_EQ(all.shared_contended, 1U);
  EXPECT_EQ(all.shared_wait.total(), 1U);
  EXPECT_EQ(all.failed_tries, 2U);
  EXPECT_EQ(all.timeouts, 1U);
}

}  // namespace
}  // namespace interlock
