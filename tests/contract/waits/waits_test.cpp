// SPDX-License-Identifier: MIT
/// @file
/// What every wait must stand, whatever it waits for: signals, wakes for no reason, the end of a
/// thread and of the program, and a waiter of a higher priority than the thread that it waits for.
#include "contract/waits/fixture.hpp"
#include "support/child_process.hpp"
#include "support/repeat.hpp"
#include "support/restless_backend.hpp"
#include "support/scale.hpp"
#include "support/signal_storm.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sched.h>
#include <thread>
#include <unistd.h>

namespace interlock::support {
namespace {

using namespace std::chrono_literals;

struct waits : any_wait {};

TEST_P(waits, SignalsNeitherEndAWaitNorLoseIt) {
  const auto subject = GetParam().make();
  std::atomic<bool> held{false};
  std::atomic<bool> let_go{false};
  worker holder{"holder", [&] {
                  subject->hold();
                  held.store(true);
                  std::this_thread::sleep_for(20ms);
                  eventually([] { return interruptions.load() > 0; });
                  let_go.store(true);
                  subject->let_go();
                }};
  ASSERT_TRUE(eventually([&] { return held.load(); }));
  crew waiters;
  for (int i = 0; i < 2; ++i) {
    waiters.add("waiter", [&] {
      subject->attempt();
      EXPECT_TRUE(let_go.load()) << "it did not wait";
      subject->undo();
    });
  }
  EXPECT_GT(signal_until_done(waiters), 0) << "no signal was handled: nothing was tested";
}

TEST_P(waits, WakesForNoReasonChangeNothing) {
  const auto subject = GetParam().make_restless();
  for (int round = 0; round <= rounds(30); ++round) {
    const unsigned before = restless_backend::calls.load();
    subject->hold();
    std::atomic<bool> let_go{false};
    crew waiters;
    for (int i = 0; i < 3; ++i) {
      waiters.add("waiter", [&] {
        subject->attempt();
        EXPECT_TRUE(let_go.load()) << "it did not wait";
        subject->undo();
      });
    }
    if (round % 3 != 0 && facts.parks) {
      EXPECT_TRUE(eventually([=] { return restless_backend::calls.load() != before; }))
          << "nobody slept: nothing was tested";
    }
    let_go.store(true);
    subject->let_go();
    waiters.join();
  }
}

/// The kernel wakes more than it was asked for, and sends sleepers away for nothing.
struct handed_over_waits : any_wait {};

TEST_P(handed_over_waits, WakesForNoReasonLetNobodyInBesideAnother) {
  const auto subject = GetParam().make_restless();
  two_sides sides;
  repeat("visitor", facts.parks ? 4 : 2, rounds(1'000), [&](int i, int n) {
    if (i % 2 == 0) return sides.hold(*subject, n);
    subject->attempt();
    sides.visit(*subject, n);
  });
  EXPECT_FALSE(sides.have_met());
}

TEST_P(handed_over_waits, SignalsDisturbNoHandOver) {
  const auto subject = GetParam().make();
  two_sides sides;
  crew all;
  for (int i = 0; i < 3; ++i) {
    all.add("visitor", [&, i] {
      for (int n = 0; n < rounds(1'000); ++n) {
        if (i == 0) {
          sides.hold(*subject, n);
        } else {
          subject->attempt();
          sides.visit(*subject, n);
        }
      }
    });
  }
  EXPECT_GT(signal_until_done(all), 0) << "no signal was handled: nothing was tested";
  EXPECT_FALSE(sides.have_met());
}

INSTANTIATE_TEST_SUITE_P(each, handed_over_waits,
                         ::testing::ValuesIn(waits_with(&wait_facts::handed_over)), wait_names{});
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(handed_over_waits);

/// A thread-local object, whose destructor works.
struct last_deed {
  last_deed() = default;
  last_deed(const last_deed&) = delete;
  last_deed& operator=(const last_deed&) = delete;
  ~last_deed() {
    if (work) work();
  }
  std::function<void()> work;
};

TEST_P(waits, ThreadMayWaitWhileItEnds) {
  const auto subject = GetParam().make();
  std::atomic<bool> used{false};
  std::atomic<bool> held{false};
  std::atomic<bool> let_go{false};
  std::atomic<bool> passed{false};
  worker ending{"ending", [&] {
                  static thread_local last_deed deed;
                  deed.work = [&] {
                    subject->attempt();
                    EXPECT_TRUE(let_go.load()) << "it did not wait";
                    subject->undo();
                    passed.store(true);
                  };
                  subject->pass();  // what it keeps for the thread is made now, and so ends first
                  used.store(true);
                  EXPECT_TRUE(eventually([&] { return held.load(); }));
                }};
  ASSERT_TRUE(eventually([&] { return used.load(); }));
  subject->hold();
  held.store(true);
  std::this_thread::sleep_for(1ms);
  let_go.store(true);
  subject->let_go();
  ending.join();
  EXPECT_TRUE(passed.load());
}

/// Made before `main()`, so that it ends after all that was made on first use.
struct last_to_end {
  last_to_end() = default;
  last_to_end(const last_to_end&) = delete;
  last_to_end& operator=(const last_to_end&) = delete;
  ~last_to_end() {
    if (subject == nullptr) return;
    subject->pass();
    ::_exit(7);
  }
  wait* subject = nullptr;
} program;

TEST_P(waits, ProgramMayUseItWhileItEnds) {
  const auto subject = GetParam().make();
  const auto exit = [&] {
    program.subject = subject.get();
    std::exit(0);
  };
  EXPECT_EQ(run_forked(exit), 7);
}

INSTANTIATE_TEST_SUITE_P(each, waits, ::testing::ValuesIn(listed_waits()), wait_names{});

// --- priorities --------------------------------------------------------------------------------

void stay_on_one_processor() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  pthread_getaffinity_np(pthread_self(), sizeof(allowed), &allowed);
  std::size_t first = 0;
  while (!CPU_ISSET(first, &allowed)) ++first;
  CPU_ZERO(&allowed);
  CPU_SET(first, &allowed);
  pthread_setaffinity_np(pthread_self(), sizeof(allowed), &allowed);
}

/// Puts the calling thread above all others that have no real-time priority; whether it may.
[[nodiscard]] bool take_precedence() {
  const sched_param lowest{.sched_priority = sched_get_priority_min(SCHED_FIFO)};
  return pthread_setschedparam(pthread_self(), SCHED_FIFO, &lowest) == 0;
}

[[nodiscard]] std::chrono::nanoseconds processor_time() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec};
}

struct parking_waits : any_wait {};

/// The waiter could keep the holder off the only processor for ever.
TEST_P(parking_waits, WaiterOfHigherPriorityLeavesTheProcessorToTheHolder) {
  const auto subject = GetParam().make();
  std::atomic<bool> held{false};
  std::atomic<bool> waiting{false};
  std::atomic<bool> permitted{true};
  std::chrono::nanoseconds spent{0};
  worker holder{"holder", [&] {
                  stay_on_one_processor();
                  subject->hold();
                  held.store(true);
                  EXPECT_TRUE(eventually([&] { return waiting.load(); }));
                  const auto enough = processor_time() + 5ms;
                  while (processor_time() < enough) continue;
                  subject->let_go();
                }};
  ASSERT_TRUE(eventually([&] { return held.load(); }));
  worker waiter{"waiter", [&] {
                  stay_on_one_processor();
                  permitted.store(take_precedence());
                  waiting.store(true);
                  const auto before = processor_time();
                  subject->attempt();
                  spent = processor_time() - before;
                  subject->undo();
                }};
  waiter.join();
  holder.join();
  if (!permitted.load()) GTEST_SKIP() << "this user may not give threads real-time priority";
  EXPECT_LT(spent, 100ms) << "it held the processor until the kernel intervened";
}

INSTANTIATE_TEST_SUITE_P(each, parking_waits, ::testing::ValuesIn(waits_with(&wait_facts::parks)),
                         wait_names{});
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(parking_waits);

}  // namespace
}  // namespace interlock::support
