// SPDX-License-Identifier: MIT
/// @file
/// What locks promise that let only so many pass: nobody starves, and those in line keep their
/// order.
#include "registry/locks.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <mutex>
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
using parks_in_line = std::bool_constant<Row::contract.parks &&
                                         Row::contract.passes != registry::any_number_of_passes>;
template <class Row>
struct bounded_locks : ::testing::Test {
  static constexpr std::uint32_t passes = Row::contract.passes;
};
using bounded_locks_rows = support::rows_of<registry::filter_t<parks_in_line, registry::locks>>;
TYPED_TEST_SUITE(bounded_locks, bounded_locks_rows, support::row_names);

/// The holder comes back at once, again and again, while the first in line wakes up.
TYPED_TEST(bounded_locks, NoMoreThanItsPassesGoBeforeASleeper) {
  std::uint32_t most = 0;
  for (int round = 0; round < rounds(200); ++round) {
    lock_of<TypeParam> lock;
    std::atomic<bool> entered{false};
    lock.lock();
    support::worker sleeper{"sleeper", [&] {
                              const std::lock_guard guard{lock};
                              entered.store(true);
                            }};
    ASSERT_TRUE(support::eventually([&] { return sleeper.asleep(); }));
    std::uint32_t passed = 0;
    for (;; ++passed) {
      lock.unlock();
      lock.lock();
      if (entered.load()) break;
    }
    lock.unlock();
    most = std::max(most, passed);
  }
  EXPECT_LE(most, TestFixture::passes);
}

/// try_lock() cannot wait, so it must fail on a lock that belongs to the first in line.
TYPED_TEST(bounded_locks, TryLockPassesNoMoreOftenThanLock) {
  for (int round = 0; round < rounds(200); ++round) {
    lock_of<TypeParam> lock;
    std::atomic<bool> entered{false};
    lock.lock();
    support::worker sleeper{"sleeper", [&] {
                              const std::lock_guard guard{lock};
                              entered.store(true);
                            }};
    ASSERT_TRUE(support::eventually([&] { return sleeper.asleep(); }));
    lock.unlock();
    std::uint32_t passed = 0;
    for (; lock.try_lock(); ++passed) {
      const bool over = entered.load();
      lock.unlock();
      if (over) break;
    }
    EXPECT_LE(passed, TestFixture::passes);
    sleeper.join();
  }
}

template <class Row>
using is_orderly = std::bool_constant<Row::contract.orderly>;
template <class Row>
struct orderly_locks : ::testing::Test {};
using orderly_locks_rows = support::rows_of<registry::filter_t<is_orderly, registry::locks>>;
TYPED_TEST_SUITE(orderly_locks, orderly_locks_rows, support::row_names);

TYPED_TEST(orderly_locks, SleepersEnterInTheOrderOfArrival) {
  for (int round = 0; round < rounds(20); ++round) {
    lock_of<TypeParam> lock;
    std::vector<int> entered;
    lock.lock();
    crew line;
    for (int i = 0; i < 4; ++i) {
      line.add("waiter", [&, i] {
        const std::lock_guard guard{lock};
        entered.push_back(i);
      });
      ASSERT_TRUE(support::eventually([&] { return line[static_cast<std::size_t>(i)].asleep(); }));
    }
    lock.unlock();
    line.join();
    EXPECT_TRUE(std::is_sorted(entered.begin(), entered.end()));
    EXPECT_EQ(entered.size(), 4U);
  }
}

}  // namespace
}  // namespace interlock
