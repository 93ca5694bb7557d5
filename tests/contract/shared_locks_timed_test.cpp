// SPDX-License-Identifier: MIT
/// @file
/// What every timed lock with shared access promises when readers wait behind a writer that waits.
/// What any wait with a limit must do is tested in contract/waits.
#include "registry/shared_locks.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <type_traits>

namespace interlock {
namespace {

using namespace std::chrono_literals;
using support::crew;
using support::rounds;

template <class Row>
using is_timed = std::bool_constant<Row::contract.timed>;
template <class Row>
struct timed_shared_locks : ::testing::Test {};
using timed_rows = support::rows_of<registry::filter_t<is_timed, registry::shared_locks>>;
TYPED_TEST_SUITE(timed_shared_locks, timed_rows, support::row_names);

/// The attempt to share of a thread behind a waiting writer ends in time as well.
TYPED_TEST(timed_shared_locks, ReaderBehindAWaitingWriterGivesUpInTime) {
  if constexpr (TypeParam::contract.passes != registry::any_number_of_passes) {
    typename TypeParam::template type<std_backend> lock;
    lock.lock_shared();
    support::worker writer{"writer", [&] { const std::lock_guard guard{lock}; }};
    writer.settle();
    std::thread{[&] {
      while (lock.try_lock_shared()) lock.unlock_shared();
      const auto start = std::chrono::steady_clock::now();
      EXPECT_FALSE(lock.try_lock_shared_for(3ms));
      EXPECT_GE(std::chrono::steady_clock::now() - start, 3ms);
    }}.join();
    lock.unlock_shared();
  }
}

/// A writer that waits keeps readers out. When it has given up they share the lock, though nobody
/// has let go of it.
TYPED_TEST(timed_shared_locks, ReaderBehindAWriterThatGivesUpGetsIn) {
  for (int round = 0; round < rounds(10); ++round) {
    typename TypeParam::template type<std_backend> lock;
    lock.lock_shared();
    support::worker writer{"writer", [&] { EXPECT_FALSE(lock.try_lock_for(20ms)); }};
    writer.settle();
    crew readers;
    for (int i = 0; i < 3; ++i) {
      readers.add("reader", [&] {
        while (!writer.done()) {
          const std::shared_lock guard{lock};
        }
        const std::shared_lock guard{lock};
      });
    }
    readers.join();
    writer.join();
    lock.unlock_shared();
    EXPECT_TRUE(lock.try_lock());
    lock.unlock();
  }
}

}  // namespace
}  // namespace interlock
