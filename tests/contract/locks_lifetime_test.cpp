// SPDX-License-Identifier: MIT
/// @file
/// What every lock promises about its end, about signals, and what some promise about order,
/// counters and oversubscription.
#include <interlock/sync/lock_order.hpp>

#include "registry/locks.hpp"
#include "support/dawdle.hpp"
#include "support/handover_page.hpp"
#include "support/late_backend.hpp"
#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

namespace interlock {
namespace {

using support::crew;
using support::dawdle;
using support::play_rounds;
using support::rounds;
using support::run_together;

template <class Row>
using lock_of = typename Row::template type<std_backend>;

template <class Row>
struct lock_lifetime : ::testing::Test {};
TYPED_TEST_SUITE(lock_lifetime, support::rows_of<registry::locks>, support::row_names);

TYPED_TEST(lock_lifetime, LastOwnerMayDestroyTheLock) {
  struct counted {
    lock_of<TypeParam> lock;
    int owners = 2;
  };
  counted* object = nullptr;
  std::atomic<int> destroyed{0};
  const int played = play_rounds(
      "owner", 2, rounds(10'000), [&](int) { object = new counted; },
      [&](int i, int round) {
        counted* const mine = object;
        if (i == 0) dawdle(round);
        mine->lock.lock();
        const bool last = --mine->owners == 0;
        mine->lock.unlock();
        if (!last) return;
        delete mine;
        destroyed.fetch_add(1);
      });
  EXPECT_EQ(destroyed.load(), played);
}

TYPED_TEST(lock_lifetime, UnlockTouchesNothingOnceTheNextOwnerHasIt) {
  using late_lock = typename TypeParam::template type<support::late_backend>;
  // The owner destroys what it holds, and lock_order is right to say so.
  set_lock_order_handler<support::late_backend>([](const lock_order_report&) {});
  support::handover_page<late_lock> page;
  late_lock* lock = nullptr;
  const auto prepare = [&](int) {
    lock = &page.construct();
    lock->lock();
  };
  play_rounds("owner", 2, rounds(3'000), prepare, [&](int i, int round) {
    if (i == 0) {
      dawdle(round);
      lock->unlock();
    } else {
      lock->lock();
      // Who holds it may have memory that goes with it.
      if (TypeParam::contract.recycles) lock->unlock();
      page.take_away();
    }
  });
}

// --- fifo
// -----------------------------------------------------------------------------------------

template <class Row>
using is_fifo = std::bool_constant<Row::contract.fifo>;
template <class Row>
struct fifo_locks : ::testing::Test {};
using fifo_locks_rows = support::rows_of<registry::filter_t<is_fifo, registry::locks>>;
TYPED_TEST_SUITE(fifo_locks, fifo_locks_rows, support::row_names);

/// The bytes of a lock, which change when a thread gets in line.
template <class Lock>
std::vector<unsigned char> image(const Lock& lock) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(std::addressof(lock));
  std::vector<unsigned char> copy(sizeof(Lock));
  for (std::size_t i = 0; i < copy.size(); ++i)
    copy[i] = __atomic_load_n(bytes + i, __ATOMIC_RELAXED);
  return copy;
}

template <class Lock>
void expect_entry_in_order_of_arrival(Lock& lock) {
  constexpr int waiters = 4;
  std::vector<int> entered;
  lock.lock();
  crew line;
  for (int i = 0; i < waiters; ++i) {
    const auto before = image(lock);
    line.add("waiter", [&, i] {
      const std::lock_guard guard{lock};
      entered.push_back(i);
    });
    ASSERT_TRUE(support::eventually([&] { return image(lock) != before; }))
        << "waiter " << i << " did not get in line";
  }
  lock.unlock();
  line.join();
  EXPECT_TRUE(std::is_sorted(entered.begin(), entered.end()));
  EXPECT_EQ(entered.size(), std::size_t{waiters});
}

TYPED_TEST(fifo_locks, EntersInOrderOfArrival) {
  for (int round = 0; round < rounds(20); ++round) {
    lock_of<TypeParam> lock;
    expect_entry_in_order_of_arrival(lock);
  }
}

// --- starts anywhere
// ------------------------------------------------------------------------------

template <class Row>
using has_counter = std::bool_constant<Row::contract.starts_anywhere>;
template <class Row>
struct counting_locks : ::testing::Test {};
using counting_locks_rows = support::rows_of<registry::filter_t<has_counter, registry::locks>>;
TYPED_TEST_SUITE(counting_locks, counting_locks_rows, support::row_names);

TYPED_TEST(counting_locks, CountersMayWrapAround) {
  for (const std::uint32_t first : {~0U, ~0U - 2, (1U << 31) - 1, (1U << 31) - 3, 0xffffU}) {
    SCOPED_TRACE(first);
    lock_of<TypeParam> lock{first};
    ASSERT_TRUE(lock.try_lock());
    std::thread{[&] { EXPECT_FALSE(lock.try_lock()); }}.join();
    lock.unlock();
    int entered = 0;
    run_together("locker", 2, [&](int) {
      for (int i = 0; i < 100; ++i) {
        const std::lock_guard guard{lock};
        ++entered;
      }
    });
    EXPECT_EQ(entered, 200);
    if constexpr (TypeParam::contract.fifo) {
      lock_of<TypeParam> fresh{first};
      expect_entry_in_order_of_arrival(fresh);
    }
  }
}

// --- parks
// ----------------------------------------------------------------------------------------

template <class Row>
using parks = std::bool_constant<Row::contract.parks>;
template <class Row>
struct parking_locks : ::testing::Test {};
using parking_locks_rows = support::rows_of<registry::filter_t<parks, registry::locks>>;
TYPED_TEST_SUITE(parking_locks, parking_locks_rows, support::row_names);

TYPED_TEST(parking_locks, ThreadsMayOutnumberProcessors) {
  const int threads =
      static_cast<int>(std::clamp(4 * std::thread::hardware_concurrency(), 8U, 64U));
  lock_of<TypeParam> lock;
  long entered = 0;
  const int each = rounds(1'000);
  run_together("locker", threads, [&](int) {
    for (int i = 0; i < each; ++i) {
      const std::lock_guard guard{lock};
      ++entered;
      if (i % 16 == 0) std::this_thread::yield();
    }
  });
  EXPECT_EQ(entered, long{each} * threads);
}

TYPED_TEST(parking_locks, UnlockWakesASleeper) {
  for (int round = 0; round < rounds(200); ++round) {
    lock_of<TypeParam> lock;
    lock.lock();
    crew sleepers;
    for (int i = 0; i < 3; ++i) {
      sleepers.add("sleeper", [&] { const std::lock_guard guard{lock}; });
    }
    for (std::size_t i = 0; i < sleepers.size(); ++i) sleepers[i].settle();
    EXPECT_FALSE(sleepers[0].done());
    lock.unlock();
    sleepers.join();
    EXPECT_TRUE(lock.try_lock());
    lock.unlock();
  }
}

}  // namespace
}  // namespace interlock
