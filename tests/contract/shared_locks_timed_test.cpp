// SPDX-License-Identifier: MIT
/// @file
/// What every timed lock with shared access promises, for each pair of an access that is held and
/// one that is attempted: any deadline on any clock means what it says, and a thread that gives up
/// takes nothing along. Attempts of a writer against a writer are tested with the locks.
#include "registry/shared_locks.hpp"
#include "support/attempts.hpp"
#include "support/clocks.hpp"
#include "support/late_backend.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/signal_storm.hpp"
#include "support/worker.hpp"

#include <atomic>
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
using support::run_together;

/// A writer has the lock and a reader wants it.
template <class Lock>
struct reader_against_writer {
  void hold() { lock.lock(); }
  void let_go() { lock.unlock(); }
  template <class Length>
  bool attempt_for(Length length) {
    return lock.try_lock_shared_for(length);
  }
  template <class Instant>
  bool attempt_until(Instant when) {
    return lock.try_lock_shared_until(when);
  }
  void undo() { lock.unlock_shared(); }
  Lock lock;
};

/// A reader has the lock and a writer wants it.
template <class Lock>
struct writer_against_reader {
  void hold() { lock.lock_shared(); }
  void let_go() { lock.unlock_shared(); }
  template <class Length>
  bool attempt_for(Length length) {
    return lock.try_lock_for(length);
  }
  template <class Instant>
  bool attempt_until(Instant when) {
    return lock.try_lock_until(when);
  }
  void undo() { lock.unlock(); }
  Lock lock;
};

template <class Row>
using is_timed = std::bool_constant<Row::contract.timed>;
template <class Row>
struct timed_shared_locks : ::testing::Test {
  /// Calls `test(pair)` for each pair of accesses.
  template <backend B = std_backend, class Test>
  static void for_each_pair(Test test) {
    using lock = typename Row::template type<B>;
    {
      SCOPED_TRACE("a reader waits for a writer");
      reader_against_writer<lock> pair;
      test(pair);
      EXPECT_TRUE(pair.lock.try_lock());
    }
    {
      SCOPED_TRACE("a writer waits for a reader");
      writer_against_reader<lock> pair;
      test(pair);
      EXPECT_TRUE(pair.lock.try_lock());
    }
  }
};
using timed_rows = support::rows_of<registry::filter_t<is_timed, registry::shared_locks>>;
TYPED_TEST_SUITE(timed_shared_locks, timed_rows, support::row_names);

/// Calls `attempt()` on another thread while the lock is held.
template <class Pair, class Attempt>
void while_held(Pair& pair, Attempt attempt) {
  pair.hold();
  std::thread{attempt}.join();
  pair.let_go();
}

/// Checks that `attempt()`, of another thread, waits for us and then enters.
template <class Pair, class Attempt>
void expect_wait_for_holder(Pair& pair, Attempt attempt) {
  pair.hold();
  std::atomic<bool> entered{false};
  support::worker waiter{"waiter", [&] {
                           entered.store(attempt());
                           if (entered.load()) pair.undo();
                         }};
  waiter.settle();
  EXPECT_FALSE(waiter.done()) << "it gave up, or entered a held lock";
  pair.let_go();
  waiter.join();
  EXPECT_TRUE(entered.load());
}

TYPED_TEST(timed_shared_locks, HeldLockTimesOutAtOnceWhenTheDeadlineHasPassed) {
  this->for_each_pair([](auto& pair) {
    while_held(pair, [&] {
      support::for_each_spent_length([&](auto length) { EXPECT_FALSE(pair.attempt_for(length)); });
      support::for_each_spent_instant([&](auto when) { EXPECT_FALSE(pair.attempt_until(when)); });
    });
  });
}

TYPED_TEST(timed_shared_locks, FreeLockIsTakenWhateverTheDeadline) {
  this->for_each_pair([](auto& pair) {
    const auto by_length = [&](auto length) {
      EXPECT_TRUE(pair.attempt_for(length));
      pair.undo();
    };
    const auto by_instant = [&](auto when) {
      EXPECT_TRUE(pair.attempt_until(when));
      pair.undo();
    };
    support::for_each_spent_length(by_length);
    support::for_each_endless_length(by_length);
    support::for_each_spent_instant(by_instant);
    support::for_each_endless_instant(by_instant);
  });
}

TYPED_TEST(timed_shared_locks, FarDeadlineWaitsForTheHolder) {
  this->for_each_pair([](auto& pair) {
    support::for_each_endless_length([&](auto length) {
      expect_wait_for_holder(pair, [=, &pair] { return pair.attempt_for(length); });
    });
    support::for_each_endless_instant([&](auto when) {
      expect_wait_for_holder(pair, [=, &pair] { return pair.attempt_until(when); });
    });
  });
}

TYPED_TEST(timed_shared_locks, NeverGivesUpEarly) {
  this->for_each_pair([](auto& pair) {
    while_held(pair, [&] {
      const auto start = std::chrono::steady_clock::now();
      EXPECT_FALSE(pair.attempt_for(3ms));
      EXPECT_GE(std::chrono::steady_clock::now() - start, 3ms);

      const auto steady = std::chrono::steady_clock::now() + 3ms;
      EXPECT_FALSE(pair.attempt_until(steady));
      EXPECT_GE(std::chrono::steady_clock::now(), steady);

      const auto system = std::chrono::system_clock::now() + 3ms;
      EXPECT_FALSE(pair.attempt_until(system));
      EXPECT_GE(std::chrono::system_clock::now(), system);

      const auto slow = support::slow_clock::now() + 3ms;
      EXPECT_FALSE(pair.attempt_until(slow));
      EXPECT_GE(support::slow_clock::now(), slow);
    });
  });
}

TYPED_TEST(timed_shared_locks, SignalsNeitherEndNorProlongAWait) {
  this->for_each_pair([](auto& pair) {
    pair.hold();
    crew waiters;
    waiters.add("first", [&] {
      const auto start = std::chrono::steady_clock::now();
      EXPECT_FALSE(pair.attempt_for(30ms));
      EXPECT_GE(std::chrono::steady_clock::now() - start, 30ms);
    });
    waiters.add("in line", [&] {
      const auto end = std::chrono::system_clock::now() + 30ms;
      EXPECT_FALSE(pair.attempt_until(end));
      EXPECT_GE(std::chrono::system_clock::now(), end);
    });
    EXPECT_GT(support::signal_until_done(waiters), 0)
        << "no signal was handled: nothing was tested";
    pair.let_go();
  });
}

TYPED_TEST(timed_shared_locks, TimeoutRacingAHandOverLosesNothing) {
  this->for_each_pair([](auto& pair) {
    support::attempts attempts;
    run_together("visitor", 4, [&](int i) {
      for (int n = 0; attempts.wanted(n, rounds(1'000)); ++n) {
        if (i < 2) {
          pair.hold();
          if (n % 8 == 0) std::this_thread::sleep_for(20us);
          pair.let_go();
          continue;
        }
        const bool success = pair.attempt_for(std::chrono::microseconds{(n + i) % 50});
        attempts.count(success);
        if (success) {
          if (n % 8 == 0) std::this_thread::yield();
          pair.undo();
        }
      }
    });
    EXPECT_GT(attempts.successes(), 0) << "nothing was tested";
    EXPECT_GT(attempts.timeouts(), 0) << "nothing was tested";
  });
}

/// The holder lets go between the end of a waiter's time and the waiter's noticing it.
TYPED_TEST(timed_shared_locks, UnlockAfterTheTimeIsUpIsNotLost) {
  this->template for_each_pair<support::late_backend>([](auto& pair) {
    const support::late_timeouts late;
    pair.hold();
    support::worker impatient{"impatient", [&] {
                                if (pair.attempt_for(1ms)) pair.undo();
                              }};
    support::worker reader{"reader", [&] { const std::shared_lock guard{pair.lock}; }};
    support::worker writer{"writer", [&] { const std::lock_guard guard{pair.lock}; }};
    writer.settle();
    ASSERT_TRUE(late.eventually_one());
    pair.let_go();
    impatient.join();
    reader.join();
    writer.join();
  });
}

/// The one that gives up is the first in line, or waits behind it.
TYPED_TEST(timed_shared_locks, ThoseWhoGiveUpLeaveTheOthersInLine) {
  this->for_each_pair([](auto& pair) {
    for (int round = 0; round < rounds(20); ++round) {
      pair.hold();
      crew waiters;
      for (int i = 0; i < 4; ++i) {
        waiters.add("waiter", [&, i] {
          if (i == round % 4 || i == round / 4 % 4) {
            EXPECT_FALSE(pair.attempt_for(2ms));
          } else {
            const std::unique_lock guard{pair.lock};
          }
        });
        waiters[static_cast<std::size_t>(i)].settle();
      }
      std::this_thread::sleep_for(3ms);
      for (std::size_t i = 0; i < 4; ++i) {
        const bool gives_up =
            static_cast<int>(i) == round % 4 || static_cast<int>(i) == round / 4 % 4;
        EXPECT_EQ(support::eventually([&] { return waiters[i].done(); },
                                      gives_up ? support::patience : 0s),
                  gives_up);
      }
      pair.let_go();
      waiters.join();
    }
  });
}

TYPED_TEST(timed_shared_locks, LockWorksAfterTheLastWaiterHasGivenUp) {
  this->for_each_pair([](auto& pair) {
    for (int round = 0; round < rounds(100); ++round) {
      while_held(pair, [&] { EXPECT_FALSE(pair.attempt_for(200us)); });
      ASSERT_TRUE(pair.lock.try_lock());
      pair.lock.unlock();
      expect_wait_for_holder(pair, [&] { return pair.attempt_for(std::chrono::hours{1}); });
    }
  });
}

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
