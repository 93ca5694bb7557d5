// SPDX-License-Identifier: MIT
/// @file
/// What locks with shared access promise that let only so many pass: neither readers nor writers
/// starve.
#include "registry/shared_locks.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <mutex>
#include <numeric>
#include <shared_mutex>
#include <thread>
#include <type_traits>
#include <vector>

namespace interlock {
namespace {

using support::crew;
using support::rounds;

template <class Row>
using lock_of = typename Row::template type<std_backend>;
template <class Row>
using is_bounded = std::bool_constant<Row::contract.passes != registry::any_number_of_passes>;
template <class Row>
struct bounded_shared_locks : ::testing::Test {
  static constexpr std::uint32_t passes = Row::contract.passes;
};
using bounded_rows = support::rows_of<registry::filter_t<is_bounded, registry::shared_locks>>;
TYPED_TEST_SUITE(bounded_shared_locks, bounded_rows, support::row_names);

TYPED_TEST(bounded_shared_locks, AWaitingWriterLetsSoManyReadersPassAndNoMore) {
  for (int round = 0; round < rounds(20); ++round) {
    lock_of<TypeParam> lock;
    lock.lock_shared();
    support::worker writer{"writer", [&] { const std::lock_guard guard{lock}; }};
    ASSERT_TRUE(support::eventually([&] { return writer.asleep(); }));
    std::uint32_t passed = 0;
    std::thread{[&] {
      for (; lock.try_lock_shared(); ++passed) lock.unlock_shared();
      EXPECT_FALSE(lock.try_lock());
    }}.join();
    EXPECT_EQ(passed, TestFixture::passes);
    EXPECT_FALSE(writer.done());
    support::worker late{"late reader", [&] { const std::shared_lock guard{lock}; }};
    late.settle();
    EXPECT_FALSE(late.done()) << "it was to wait behind the writer";
    lock.unlock_shared();
    writer.join();
    late.join();
  }
}

/// It would wait for a writer that waits for it; with an attempt it finds out.
TYPED_TEST(bounded_shared_locks, RecursiveReaderBehindAWriterEntersWhilePassesAreLeft) {
  lock_of<TypeParam> lock;
  lock.lock_shared();
  support::worker writer{"writer", [&] { const std::lock_guard guard{lock}; }};
  ASSERT_TRUE(support::eventually([&] { return writer.asleep(); }));
  std::uint32_t shares = 1;
  while (lock.try_lock_shared()) ++shares;
  EXPECT_EQ(shares, TestFixture::passes + 1);
  EXPECT_FALSE(lock.try_lock_shared_for(std::chrono::milliseconds{3}));
  EXPECT_FALSE(writer.done());
  for (; shares != 0; --shares) lock.unlock_shared();
}

/// Keeps two readers inside by turns, until `done()`; returns how often one entered.
template <class Lock, class Done>
long overlap_reads(Lock& lock, Done done) {
  std::atomic<long> entered{0};
  std::atomic<int> inside{0};
  support::run_together("reader", 2, [&](int) {
    while (!done()) {
      lock.lock_shared();
      entered.fetch_add(1);
      inside.fetch_add(1);
      // Leaves when the other one has come in, unless that one has to wait.
      for (int looks = 0; looks < 200 && inside.load() != 2; ++looks) std::this_thread::yield();
      inside.fetch_sub(1);
      lock.unlock_shared();
    }
  });
  return entered.load();
}

TYPED_TEST(bounded_shared_locks, OverlappingReadersDoNotStarveAWriter) {
  for (int round = 0; round < rounds(40); ++round) {
    lock_of<TypeParam> lock;
    std::atomic<bool> wrote{false};
    lock.lock_shared();
    support::worker writer{"writer", [&] {
                             const std::lock_guard guard{lock};
                             wrote.store(true);
                           }};
    ASSERT_TRUE(support::eventually([&] { return writer.asleep(); }));
    std::atomic<long> before{0};
    std::thread readers{[&] {
      overlap_reads(lock, [&] {
        if (!wrote.load()) before.fetch_add(1);
        return wrote.load();
      });
    }};
    lock.unlock_shared();
    readers.join();
    // Besides those who passed: each reader looks once more when it waits behind the writer.
    EXPECT_LE(before.load(), long{TestFixture::passes} + 2 * 2);
  }
}

TYPED_TEST(bounded_shared_locks, WritersInARowDoNotStarveAReader) {
  for (int round = 0; round < rounds(40); ++round) {
    lock_of<TypeParam> lock;
    std::atomic<bool> read{false};
    lock.lock();
    support::worker reader{"reader", [&] {
                             const std::shared_lock guard{lock};
                             read.store(true);
                           }};
    ASSERT_TRUE(support::eventually([&] { return reader.asleep(); }));
    long entered = 0;
    for (;; ++entered) {
      lock.unlock();
      lock.lock();
      if (read.load()) break;
    }
    lock.unlock();
    EXPECT_LE(entered, long{TestFixture::passes});
  }
}

TYPED_TEST(bounded_shared_locks, LineMovesInBatchesInTheOrderOfArrival) {
  for (int round = 0; round < rounds(20); ++round) {
    lock_of<TypeParam> lock;
    std::vector<int> entered;
    lock.lock();
    crew line;
    for (int i = 0; i < 5; ++i) {
      line.add("waiter", [&, i] {
        const std::lock_guard guard{lock};
        entered.push_back(i);
      });
      ASSERT_TRUE(support::eventually([&] { return line[static_cast<std::size_t>(i)].asleep(); }));
    }
    lock.unlock();
    line.join();
    ASSERT_EQ(entered.size(), 5U);
    // The first one waits for the holder, the second one is the batch that has its turn, and the
    // others are the next batch.
    EXPECT_EQ(entered[0], 0);
    EXPECT_EQ(entered[1], 1);
    EXPECT_TRUE(
        std::is_permutation(entered.begin(), entered.end(), std::vector{0, 1, 2, 3, 4}.begin()));
  }
}

/// Four stand in line before the one that counts, and come back as often as they can.
TYPED_TEST(bounded_shared_locks, ThoseInLineGoBeforeAnotherAtMostTwice) {
  constexpr std::size_t others = 4;
  for (int round = 0; round < rounds(20); ++round) {
    lock_of<TypeParam> lock;
    std::atomic<bool> entered{false};
    std::array<long, others> before{};
    crew line;
    lock.lock();
    for (std::size_t i = 0; i < others; ++i) {
      line.add("other", [&, i] {
        while (!entered.load()) {
          const std::lock_guard guard{lock};
          if (!entered.load()) ++before[i];
        }
      });
      ASSERT_TRUE(support::eventually([&] { return line[i].asleep(); }));
    }
    line.add("victim", [&, round] {
      if (round % 2 == 0) {
        const std::lock_guard guard{lock};
        entered.store(true);
      } else {
        const std::shared_lock guard{lock};
        entered.store(true);
      }
    });
    ASSERT_TRUE(support::eventually([&] { return line[others].asleep(); }));
    lock.unlock();
    line.join();
    // Each time that somebody is the first in line, so many may pass.
    constexpr long firsts = 2 * others + 1;
    const long all = std::accumulate(before.begin(), before.end(), 0L);
    EXPECT_LE(all, 2 * long{others} + firsts * long{TestFixture::passes});
    if (TypeParam::contract.phase_fair && round % 2 != 0) {
      EXPECT_EQ(all, 0) << "a reader waits for one writer";
    } else {
      EXPECT_GE(all, 1) << "nothing was tested";
    }
    if (TestFixture::passes == 0) {
      for (const long times : before) EXPECT_LE(times, 2);
    }
  }
}

TYPED_TEST(bounded_shared_locks, EverybodyGetsInWhenThreadsOutnumberProcessors) {
  const int threads =
      static_cast<int>(std::clamp(4 * std::thread::hardware_concurrency(), 8U, 32U));
  lock_of<TypeParam> lock;
  long written = 0;
  const int each = rounds(500);
  support::run_together("visitor", threads, [&](int i) {
    for (int n = 0; n < each; ++n) {
      if ((n + i) % 2 == 0) {
        const std::shared_lock guard{lock};
        if (n % 16 == 0) std::this_thread::yield();
      } else {
        const std::lock_guard guard{lock};
        ++written;
        if (n % 16 == 1) std::this_thread::yield();
      }
    }
  });
  EXPECT_EQ(written, long{each} * threads / 2);
}

}  // namespace
}  // namespace interlock
