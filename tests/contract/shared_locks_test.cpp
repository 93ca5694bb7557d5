// SPDX-License-Identifier: MIT
/// @file
/// What every lock with shared access promises: readers share, writers exclude, attempts never
/// block, and the guards of the standard library work. What it promises as a mere lock is tested
/// with the locks.
#include "registry/shared_locks.hpp"

#include <interlock/sync/lock_guard.hpp>

#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <shared_mutex>
#include <thread>

namespace interlock {
namespace {

using support::crew;
using support::meeting;
using support::repeat;
using support::rounds;
using support::run_together;

template <class Row>
using lock_of = typename Row::template type<std_backend>;

template <class Row>
struct shared_locks : ::testing::Test {
  /// Spinning threads that outnumber the processors wait for each other's time slices.
  static constexpr int threads = Row::contract.parks ? 4 : 2;
};
TYPED_TEST_SUITE(shared_locks, support::rows_of<registry::shared_locks>, support::row_names);

/// Words that are equal whenever nobody writes.
class shared_data {
 public:
  void write() {
    const long before = words_[0];
    for (long& word : words_) word = before + 1;
  }
  void read() const {
    const long first = words_[0];
    for (const long word : words_) {
      if (word != first) torn_.store(true);
    }
  }
  [[nodiscard]] long writes() const { return words_[0]; }
  [[nodiscard]] bool torn() const { return torn_.load(); }

 private:
  std::array<long, 12> words_{};
  mutable std::atomic<bool> torn_{false};
};

/// What another thread gets at once.
struct available {
  bool share = false;
  bool whole = false;
};
template <class Lock>
available to_others(Lock& lock) {
  available found;
  std::thread{[&] {
    found.share = lock.try_lock_shared();
    if (found.share) lock.unlock_shared();
    found.whole = lock.try_lock();
    if (found.whole) lock.unlock();
  }}.join();
  return found;
}
template <class Lock>
void expect_for_others(Lock& lock, available expected) {
  const available found = to_others(lock);
  EXPECT_EQ(found.share, expected.share);
  EXPECT_EQ(found.whole, expected.whole);
}
constexpr available nothing{false, false};
constexpr available a_share{true, false};
constexpr available everything{true, true};

TYPED_TEST(shared_locks, ReadersSeeWhatWritersHaveFinished) {
  for (const int one_writes_in : {2, 20}) {
    lock_of<TypeParam> lock;
    shared_data data;
    std::atomic<long> writes{0};
    repeat("visitor", TestFixture::threads, rounds(20'000), [&](int i, int n) {
      if ((n + i) % one_writes_in == 0) {
        lock.lock();
        data.write();
        if (n % 64 == 0) std::this_thread::yield();
        lock.unlock();
        writes.fetch_add(1);
      } else {
        lock.lock_shared();
        data.read();
        if (n % 64 == 1) std::this_thread::yield();
        data.read();
        lock.unlock_shared();
      }
    });
    EXPECT_EQ(data.writes(), writes.load());
    EXPECT_FALSE(data.torn());
  }
}

TYPED_TEST(shared_locks, AttemptsOfBothKindsExcludeTheOthers) {
  lock_of<TypeParam> lock;
  shared_data data;
  std::atomic<long> writes{0};
  repeat("visitor", TestFixture::threads, rounds(10'000), [&](int i, int n) {
    const bool tries = (n + i) % 2 == 0;
    if ((n / 2 + i) % 2 == 0) {
      if (!tries) lock.lock();
      if (tries && !lock.try_lock()) return;
      data.write();
      lock.unlock();
      writes.fetch_add(1);
    } else {
      if (!tries) lock.lock_shared();
      if (tries && !lock.try_lock_shared()) return;
      data.read();
      lock.unlock_shared();
    }
  });
  EXPECT_EQ(data.writes(), writes.load());
  EXPECT_FALSE(data.torn());
  expect_for_others(lock, everything);
}

TYPED_TEST(shared_locks, ReadersAreInsideTogether) {
  lock_of<TypeParam> lock;
  meeting inside{TestFixture::threads};
  run_together("reader", TestFixture::threads, [&](int) {
    for (int n = 0; n < rounds(200); ++n) {
      const std::shared_lock guard{lock};
      inside.arrive_and_wait();
    }
  });
  expect_for_others(lock, everything);
}

TYPED_TEST(shared_locks, ManyShareAtOnce) {
  lock_of<TypeParam> lock;
  constexpr int many = 10'000;  // what the standard demands
  for (int i = 0; i < many; ++i) {
    ASSERT_TRUE(lock.try_lock_shared()) << i;
  }
  expect_for_others(lock, a_share);
  for (int i = 0; i < many; ++i) lock.unlock_shared();
  expect_for_others(lock, everything);
}

TYPED_TEST(shared_locks, AttemptsFailWhileTheLockIsHeldAlone) {
  lock_of<TypeParam> lock;
  lock.lock();
  expect_for_others(lock, nothing);
  lock.unlock();
  ASSERT_TRUE(lock.try_lock());
  expect_for_others(lock, nothing);
  lock.unlock();
  expect_for_others(lock, everything);
}

TYPED_TEST(shared_locks, AttemptsToShareSucceedWhileTheLockIsShared) {
  lock_of<TypeParam> lock;
  lock.lock_shared();
  expect_for_others(lock, a_share);
  lock.unlock_shared();
  ASSERT_TRUE(lock.try_lock_shared());
  expect_for_others(lock, a_share);
  lock.unlock_shared();
  expect_for_others(lock, everything);
}

TYPED_TEST(shared_locks, LastOfSeveralReadersFreesTheLock) {
  lock_of<TypeParam> lock;
  lock.lock_shared();
  std::atomic<bool> shared{false};
  std::atomic<bool> told_to_leave{false};
  support::worker other{"reader", [&] {
                          const std::shared_lock guard{lock};
                          shared.store(true);
                          EXPECT_TRUE(support::eventually([&] { return told_to_leave.load(); }));
                        }};
  EXPECT_TRUE(support::eventually([&] { return shared.load(); }));
  lock.unlock_shared();
  expect_for_others(lock, a_share);
  told_to_leave.store(true);
  other.join();
  expect_for_others(lock, everything);
}

TYPED_TEST(shared_locks, AnotherThreadMayGiveTheShareBack) {
  if constexpr (!TypeParam::contract.thread_bound) {
    lock_of<TypeParam> lock;
    for (int i = 0; i < 20; ++i) {
      std::thread{[&] { lock.lock_shared(); }}.join();
      expect_for_others(lock, a_share);
      std::thread{[&] { lock.unlock_shared(); }}.join();
      expect_for_others(lock, everything);
    }
  }
}

/// `wait(lock)` waits while another thread `hold`s the lock, until that one lets go.
template <class Row, class Hold, class LetGo, class Wait>
void expect_wait(Hold hold, LetGo let_go, Wait wait) {
  // Those that spin do not tell that they wait.
  constexpr std::chrono::milliseconds settling{Row::contract.parks ? 20 : 1};
  for (int round = 0; round < rounds(100); ++round) {
    lock_of<Row> lock;
    hold(lock);
    crew waiters;
    for (int i = 0; i < 3; ++i) waiters.add("waiter", [&] { wait(lock); });
    if (round % 4 != 0) {
      for (std::size_t i = 0; i < waiters.size(); ++i) waiters[i].settle(settling);
    }
    for (std::size_t i = 0; i < waiters.size(); ++i) EXPECT_FALSE(waiters[i].done());
    let_go(lock);
    waiters.join();
    EXPECT_TRUE(lock.try_lock());
  }
}

TYPED_TEST(shared_locks, ReadersWaitForAWriter) {
  expect_wait<TypeParam>([](auto& lock) { lock.lock(); }, [](auto& lock) { lock.unlock(); },
                         [](auto& lock) {
                           lock.lock_shared();
                           lock.unlock_shared();
                         });
}

TYPED_TEST(shared_locks, WritersWaitForTheLastReader) {
  expect_wait<TypeParam>(
      [](auto& lock) {
        lock.lock_shared();
        ASSERT_TRUE(lock.try_lock_shared());
      },
      [](auto& lock) {
        lock.unlock_shared();
        lock.unlock_shared();
      },
      [](auto& lock) {
        lock.lock();
        lock.unlock();
      });
}

TYPED_TEST(shared_locks, ReadersAndWritersWaitTogether) {
  std::atomic<int> number{0};
  expect_wait<TypeParam>([](auto& lock) { lock.lock(); }, [](auto& lock) { lock.unlock(); },
                         [&](auto& lock) {
                           if (number.fetch_add(1) % 2 == 0) {
                             const std::shared_lock guard{lock};
                           } else {
                             const std::unique_lock guard{lock};
                           }
                         });
}

TYPED_TEST(shared_locks, WorksWithEveryGuard) {
  lock_of<TypeParam> lock;
  lock_of<TypeParam> other;
  {
    std::shared_lock guard{lock};
    expect_for_others(lock, a_share);
    guard.unlock();
    expect_for_others(lock, everything);
    EXPECT_TRUE(guard.try_lock());
    expect_for_others(lock, a_share);
  }
  {
    std::shared_lock share{lock, std::defer_lock};
    std::unique_lock whole{other, std::defer_lock};
    std::lock(share, whole);
    expect_for_others(lock, a_share);
    expect_for_others(other, nothing);
  }
  {
    const std::scoped_lock guard{lock, other};
    expect_for_others(lock, nothing);
  }
  {
    const interlock::unique_lock guard{lock};
    expect_for_others(lock, nothing);
  }
  expect_for_others(lock, everything);
  expect_for_others(other, everything);
}

template <class Row>
constinit lock_of<Row> static_lock;

TYPED_TEST(shared_locks, IsConstantInitialised) {
  expect_for_others(static_lock<TypeParam>, everything);
  const std::shared_lock guard{static_lock<TypeParam>};
  expect_for_others(static_lock<TypeParam>, a_share);
}

}  // namespace
}  // namespace interlock
