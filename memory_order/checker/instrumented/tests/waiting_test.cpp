// SPDX-License-Identifier: MIT
/// @file
/// Loops that wait, in programs that cannot say that they do: explored when they end, reported when
/// they cannot.
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include "at_once.hpp"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace interlock::checker {
namespace {

using namespace std::chrono_literals;
using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;
using std::memory_order_seq_cst;

/// One thread waits for a flag with `wait`; the other sets it, if `sets`.
template <class Wait>
result wait_for_flag(Wait wait, bool sets) {
  return explore({}, [=] {
    std::atomic<int> flag{0};
    int data = 0;
    at_once(
        [&] {
          wait(flag);
          require(data == 1, "it has arrived");
        },
        [&] {
          data = 1;
          if (sets) flag.store(1, memory_order_release);
        });
  });
}

void spin(std::atomic<int>& flag) {
  while (flag.load(memory_order_acquire) == 0) {
  }
}
void spin_and_yield(std::atomic<int>& flag) {
  while (flag.load(memory_order_acquire) == 0) std::this_thread::yield();
}
void spin_and_sleep(std::atomic<int>& flag) {
  while (flag.load(memory_order_acquire) == 0) std::this_thread::sleep_for(1ms);
}
void spin_by_exchange(std::atomic<int>& flag) {
  for (int expected = 1; !flag.compare_exchange_weak(expected, 2, memory_order_acquire);)
    expected = 1;
}
void spin_and_fence(std::atomic<int>& flag) {
  do {
    std::atomic_thread_fence(memory_order_seq_cst);
  } while (flag.load(memory_order_acquire) == 0);
}
void sleep_on_it(std::atomic<int>& flag) { flag.wait(0, memory_order_acquire); }

class InstrumentedLoops : public testing::TestWithParam<void (*)(std::atomic<int>&)> {};

TEST_P(InstrumentedLoops, EndWhenTheFlagIsSet) {
  if (GetParam() == &sleep_on_it) GTEST_SKIP() << "it needs a wake-up as well";
  const result found = wait_for_flag(GetParam(), true);
  EXPECT_TRUE(passes(found));
  EXPECT_LE(found.complete, 2U);
}

TEST_P(InstrumentedLoops, AreReportedWhenItNeverIs) {
  const result found = wait_for_flag(GetParam(), false);
  EXPECT_EQ(found.outcome, verdict::failed);
  EXPECT_TRUE(found.kind == failure::endless_await || found.kind == failure::deadlock);
  EXPECT_NE(found.message.find("waiting_test.cpp"), std::string::npos) << found.message;
}

INSTANTIATE_TEST_SUITE_P(Kinds, InstrumentedLoops,
                         testing::Values(&spin, &spin_and_yield, &spin_and_sleep, &spin_by_exchange,
                                         &spin_and_fence, &sleep_on_it));

TEST(InstrumentedSpinning, OnATestAndSetFlag) {
  const result found = explore({}, [] {
    std::atomic_flag busy;
    int count = 0;
    const auto add = [&] {
      while (busy.test_and_set(memory_order_acquire)) {
      }
      ++count;
      busy.clear(memory_order_release);
    };
    at_once(add, add);
    require(count == 2, "nothing is lost");
  });
  EXPECT_TRUE(passes(found));
}

TEST(InstrumentedSpinning, OnATestAndSetFlagThatIsNeverCleared) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   std::atomic_flag busy;
                                   const auto take = [&] {
                                     while (busy.test_and_set(memory_order_acquire)) {
                                     }
                                   };
                                   std::thread second{take};
                                   std::thread third{take};
                                   take();
                                   second.join();
                                   third.join();
                                 }),
                         failure::endless_await));
}

TEST(InstrumentedSpinning, OnTwoFlags) {
  const auto body = [](bool both) {
    std::atomic<int> first{0};
    std::atomic<int> second{0};
    at_once(
        [&] {
          while (first.load(memory_order_relaxed) == 0 || second.load(memory_order_relaxed) == 0) {
          }
        },
        [&] {
          first.store(1, memory_order_relaxed);
          if (both) second.store(1, memory_order_relaxed);
        });
  };
  EXPECT_TRUE(passes(explore({}, [&] { body(true); })));
  EXPECT_TRUE(fails_with(explore({}, [&] { body(false); }), failure::endless_await));
}

TEST(InstrumentedSpinning, ForAWhileAndThenSomethingElse) {
  EXPECT_TRUE(passes(explore({}, [] {
    std::atomic<int> flag{0};
    bool gave_up = true;
    at_once(
        [&] {
          for (int i = 0; i < 100 && gave_up; ++i) gave_up = flag.load(memory_order_relaxed) == 0;
        },
        [&] { flag.store(1, memory_order_relaxed); });
    reachable("it was seen", !gave_up);
    reachable("it was not seen in time", gave_up);
  })));
}

TEST(InstrumentedSpinning, UntilADeadline) {
  EXPECT_TRUE(passes(explore({}, [] {
    const auto end = std::chrono::steady_clock::now() + 100ms;
    while (std::chrono::steady_clock::now() < end) std::this_thread::yield();
  })));
}

TEST(InstrumentedSpinning, WithoutLookingAtAnythingAtomic) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   while (true) std::this_thread::yield();
                                 }),
                         failure::unbounded_loop));
}

TEST(InstrumentedSpinning, ReadsThatAreRepeatedOnPurposeSeeNewValues) {
  EXPECT_TRUE(passes(explore({}, [] {
    std::atomic<int> value{0};
    at_once(
        [&] {
          const int first = value.load(memory_order_relaxed);
          const int second = value.load(memory_order_relaxed);
          const int third = value.load(memory_order_relaxed);
          reachable("changes before the second", first == 0 && second == 1);
          reachable("changes before the third", second == 0 && third == 1);
        },
        [&] { value.store(1, memory_order_relaxed); });
  })));
}

/// With the default orders: libstdc++ 12 may lose the wake-up after a store that is only a release.
template <class T>
result sleep_until_notified(bool notifies) {
  return explore({}, [=] {
    std::atomic<T> flag{0};
    at_once([&] { flag.wait(0); },
            [&] {
              flag.store(1);
              if (notifies) flag.notify_one();
            });
  });
}

TEST(InstrumentedParking, NeedsAWakeUp) {
  EXPECT_TRUE(passes(sleep_until_notified<int>(true)));
  EXPECT_TRUE(fails_with(sleep_until_notified<int>(false), failure::lost_wakeup));
}

TEST(InstrumentedParking, WorksForAllSizes) {
  EXPECT_TRUE(passes(sleep_until_notified<std::uint64_t>(true)));
  EXPECT_EQ(sleep_until_notified<std::uint64_t>(false).outcome, verdict::failed);
}

TEST(InstrumentedParking, ByTheSystemCall) {
  const auto body = [](bool wakes) {
    std::atomic<int> word{0};
    at_once(
        [&] {
          while (word.load(memory_order_acquire) == 0)
            syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, nullptr, nullptr, 0);
        },
        [&] {
          word.store(1, memory_order_release);
          if (wakes) syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
        });
  };
  EXPECT_TRUE(passes(explore({}, [&] { body(true); })));
  EXPECT_TRUE(fails_with(explore({}, [&] { body(false); }), failure::lost_wakeup));
}

TEST(InstrumentedParking, ByOtherSystemCallsIsRefused) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   int word = 0;
                                   syscall(SYS_futex, &word, FUTEX_LOCK_PI, 0, nullptr, nullptr, 0);
                                 }),
                         failure::not_modelled, "futex"));
  EXPECT_TRUE(fails_with(explore({}, [] { syscall(SYS_membarrier, 0, 0, 0); }),
                         failure::not_modelled, "system call"));
}

/// Waits inside until the other thread is done with what it has begun; 0 if it has begun nothing.
[[gnu::noinline]] int look(const std::atomic<int>& begun, const std::atomic<int>& done) {
  for (;;) {
    if (const int now = done.load(memory_order_acquire); now != 0) return now;
    if (begun.load(memory_order_relaxed) == 0) return 0;
  }
}

TEST(InstrumentedLoops, AFunctionThatMayWaitForEverMayBeCalledOften) {
  const result found = explore({}, [] {
    std::atomic<int> begun{0};
    std::atomic<int> done{0};
    int seen = 0;
    at_once(
        [&] {
          for (int i = 0; i < 3; ++i) seen += look(begun, done);
        },
        [&] {
          begun.store(1, memory_order_relaxed);
          done.store(1, memory_order_release);
        });
    reachable("by none", seen == 0);
    reachable("by the third", seen == 1);
    reachable("by the second and the third", seen == 2);
    reachable("by all", seen == 3);
  });
  EXPECT_TRUE(passes(found));
  EXPECT_EQ(found.complete, 6U);
}

}  // namespace
}  // namespace interlock::checker
