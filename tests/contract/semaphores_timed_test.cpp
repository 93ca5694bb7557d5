// SPDX-License-Identifier: MIT
/// @file
/// What every timed semaphore promises: any deadline on any clock means what it says, and a thread
/// that gives up takes neither a unit nor a wake along.
#include "registry/semaphores.hpp"
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
#include <thread>
#include <type_traits>

namespace interlock {
namespace {

using namespace std::chrono_literals;
using support::crew;
using support::rounds;
using support::run_together;

template <class Row>
using semaphore_of = typename Row::template type<std_backend>;
template <class Row>
using is_timed = std::bool_constant<Row::contract.timed>;
template <class Row>
struct timed_semaphores : ::testing::Test {};
using timed_rows = support::rows_of<registry::filter_t<is_timed, registry::semaphores>>;
TYPED_TEST_SUITE(timed_semaphores, timed_rows, support::row_names);

/// Checks that `attempt()`, of another thread, waits for a unit and then takes it.
template <class Semaphore, class Attempt>
void expect_wait_for_release(Semaphore& semaphore, Attempt attempt) {
  std::atomic<bool> taken{false};
  support::worker waiter{"waiter", [&] { taken.store(attempt()); }};
  waiter.settle();
  EXPECT_FALSE(waiter.done()) << "it gave up, or took a unit that was not there";
  semaphore.release();
  waiter.join();
  EXPECT_TRUE(taken.load());
}

TYPED_TEST(timed_semaphores, TimesOutAtOnceWhenTheDeadlineHasPassed) {
  semaphore_of<TypeParam> none{0};
  support::for_each_spent_length([&](auto length) { EXPECT_FALSE(none.try_acquire_for(length)); });
  support::for_each_spent_instant([&](auto when) { EXPECT_FALSE(none.try_acquire_until(when)); });
}

TYPED_TEST(timed_semaphores, UnitIsTakenWhateverTheDeadline) {
  semaphore_of<TypeParam> one{1};
  const auto by_length = [&](auto length) {
    EXPECT_TRUE(one.try_acquire_for(length));
    one.release();
  };
  const auto by_instant = [&](auto when) {
    EXPECT_TRUE(one.try_acquire_until(when));
    one.release();
  };
  support::for_each_spent_length(by_length);
  support::for_each_endless_length(by_length);
  support::for_each_spent_instant(by_instant);
  support::for_each_endless_instant(by_instant);
}

TYPED_TEST(timed_semaphores, FarDeadlineWaitsForARelease) {
  semaphore_of<TypeParam> none{0};
  support::for_each_endless_length([&](auto length) {
    expect_wait_for_release(none, [=, &none] { return none.try_acquire_for(length); });
  });
  support::for_each_endless_instant([&](auto when) {
    expect_wait_for_release(none, [=, &none] { return none.try_acquire_until(when); });
  });
}

TYPED_TEST(timed_semaphores, NeverGivesUpEarly) {
  semaphore_of<TypeParam> none{0};
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(none.try_acquire_for(3ms));
  EXPECT_GE(std::chrono::steady_clock::now() - start, 3ms);

  const auto steady = std::chrono::steady_clock::now() + 3ms;
  EXPECT_FALSE(none.try_acquire_until(steady));
  EXPECT_GE(std::chrono::steady_clock::now(), steady);

  const auto system = std::chrono::system_clock::now() + 3ms;
  EXPECT_FALSE(none.try_acquire_until(system));
  EXPECT_GE(std::chrono::system_clock::now(), system);

  const auto slow = support::slow_clock::now() + 3ms;
  EXPECT_FALSE(none.try_acquire_until(slow));
  EXPECT_GE(support::slow_clock::now(), slow);
}

TYPED_TEST(timed_semaphores, SignalsNeitherEndNorProlongAWait) {
  semaphore_of<TypeParam> none{0};
  crew waiters;
  waiters.add("by length", [&] {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(none.try_acquire_for(30ms));
    EXPECT_GE(std::chrono::steady_clock::now() - start, 30ms);
  });
  waiters.add("by instant", [&] {
    const auto end = std::chrono::system_clock::now() + 30ms;
    EXPECT_FALSE(none.try_acquire_until(end));
    EXPECT_GE(std::chrono::system_clock::now(), end);
  });
  EXPECT_GT(support::signal_until_done(waiters), 0) << "no signal was handled: nothing was tested";
}

TYPED_TEST(timed_semaphores, TimeoutRacingAReleaseLosesNoUnit) {
  semaphore_of<TypeParam> semaphore{1};
  support::attempts attempts;
  run_together("visitor", 4, [&](int i) {
    for (int n = 0; attempts.wanted(n, rounds(1'500)); ++n) {
      const bool success = semaphore.try_acquire_for(std::chrono::microseconds{(n + i) % 50});
      attempts.count(success);
      if (success) {
        if (n % 8 == 0) std::this_thread::sleep_for(20us);
        semaphore.release();
      }
    }
  });
  EXPECT_GT(attempts.successes(), 0) << "nothing was tested";
  EXPECT_GT(attempts.timeouts(), 0) << "nothing was tested";
  EXPECT_TRUE(semaphore.try_acquire());
  EXPECT_FALSE(semaphore.try_acquire());
}

TYPED_TEST(timed_semaphores, ThreadsThatGiveUpLeaveTheWakeToTheOthers) {
  semaphore_of<TypeParam> full{0};
  semaphore_of<TypeParam> empty{1};
  const int each = rounds(2'000);
  run_together("partner", 3, [&](int i) {
    if (i == 0) {
      for (int n = 0; n < 2 * each; ++n) {
        empty.acquire();
        full.release();
      }
      return;
    }
    for (int n = 0; n < each; ++n) {
      if (i == 1) {
        full.acquire();
      } else {
        while (!full.try_acquire_for(std::chrono::microseconds{n % 30})) std::this_thread::yield();
      }
      empty.release();
    }
  });
  EXPECT_FALSE(full.try_acquire());
  EXPECT_TRUE(empty.try_acquire());
}

/// The release comes between the end of a waiter's time and the waiter's noticing it.
TYPED_TEST(timed_semaphores, UnitReleasedAfterTheTimeIsUpIsNotLost) {
  const support::late_timeouts late;
  typename TypeParam::template type<support::late_backend> semaphore{0};
  bool taken = false;
  support::worker impatient{"impatient", [&] { taken = semaphore.try_acquire_for(1ms); }};
  support::worker patient{"patient", [&] { semaphore.acquire(); }};
  patient.settle();
  ASSERT_TRUE(late.eventually_one());
  semaphore.release();
  impatient.join();
  if (taken) semaphore.release();
  patient.join();
  EXPECT_FALSE(semaphore.try_acquire());
}

TYPED_TEST(timed_semaphores, SemaphoreWorksAfterTheLastWaiterHasGivenUp) {
  semaphore_of<TypeParam> semaphore{0};
  for (int round = 0; round < rounds(100); ++round) {
    EXPECT_FALSE(semaphore.try_acquire_for(200us));
    expect_wait_for_release(semaphore, [&] {
      semaphore.acquire();
      return true;
    });
    EXPECT_FALSE(semaphore.try_acquire());
  }
}

}  // namespace
}  // namespace interlock
