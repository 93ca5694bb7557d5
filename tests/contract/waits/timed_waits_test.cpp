// SPDX-License-Identifier: MIT
/// @file
/// What every wait with a limit must do: any limit on any clock means what it says, and a thread
/// that gives up takes nothing along.
#include "contract/waits/fixture.hpp"
#include "support/attempts.hpp"
#include "support/clocks.hpp"
#include "support/late_backend.hpp"
#include "support/scale.hpp"
#include "support/signal_storm.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <memory>
#include <thread>
#include <vector>

namespace interlock::support {
namespace {

using namespace std::chrono_literals;

struct timed_waits : any_wait {
  const std::unique_ptr<wait> subject = GetParam().make();

  /// Calls `attempts()` on another thread while we hold that one up.
  template <class Attempts>
  void while_held(Attempts attempts) {
    subject->hold();
    std::thread{attempts}.join();
    subject->let_go();
  }
  /// Checks that `attempt()`, of another thread, waits for us and then passes.
  template <class Attempt>
  void expect_wait(Attempt attempt) {
    subject->hold();
    std::atomic<bool> passed{false};
    worker waiter{"waiter", [&] {
                    passed.store(attempt());
                    if (passed.load()) subject->undo();
                  }};
    waiter.settle();
    EXPECT_FALSE(waiter.done()) << "it gave up, or passed before it was let go";
    subject->let_go();
    waiter.join();
    EXPECT_TRUE(passed.load());
  }
};

TEST_P(timed_waits, EndAtOnceWhenTheLimitHasPassed) {
  while_held([this] {
    for (const wait_limit& each : spent_limits()) EXPECT_FALSE(subject->attempt(each));
  });
}

TEST_P(timed_waits, NobodyWaitsWhomNobodyHoldsUpWhateverTheLimit) {
  const auto expect_pass = [this](const wait_limit& each) {
    EXPECT_TRUE(subject->attempt(each));
    subject->undo();
  };
  for (const wait_limit& each : spent_limits()) expect_pass(each);
  for (const wait_limit& each : endless_limits()) expect_pass(each);
}

TEST_P(timed_waits, FarLimitsAreNoLimits) {
  for (const wait_limit& each : endless_limits()) {
    expect_wait([&] { return subject->attempt(each); });
  }
}

template <class Clock>
void expect_not_early(wait& subject) {
  const auto end = Clock::now() + 3ms;
  EXPECT_FALSE(subject.attempt(end));
  EXPECT_GE(Clock::now(), end);
}

TEST_P(timed_waits, NeverGiveUpEarly) {
  while_held([this] {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(subject->attempt_for(3ms));
    EXPECT_GE(std::chrono::steady_clock::now() - start, 3ms);
    expect_not_early<std::chrono::steady_clock>(*subject);
    expect_not_early<std::chrono::system_clock>(*subject);
    expect_not_early<slow_clock>(*subject);
    jumping_clock::set_jump({});
    expect_not_early<jumping_clock>(*subject);
  });
}

TEST_P(timed_waits, SignalsNeitherEndNorProlongAWait) {
  subject->hold();
  crew waiters;
  waiters.add("by length", [this] {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(subject->attempt_for(30ms));
    EXPECT_GE(std::chrono::steady_clock::now() - start, 30ms);
  });
  waiters.add("by instant", [this] {
    const auto end = std::chrono::system_clock::now() + 30ms;
    EXPECT_FALSE(subject->attempt(end));
    EXPECT_GE(std::chrono::system_clock::now(), end);
  });
  EXPECT_GT(signal_until_done(waiters), 0) << "no signal was handled: nothing was tested";
  subject->let_go();
}

/// A user's clock jumps while a thread sleeps: that notices no later than when the time would have
/// been up, and sleeps on if it is not.
TEST_P(timed_waits, ClockThatJumpsMakesNobodyHangOrSpin) {
  while_held([this] {
    for (const std::chrono::nanoseconds jump : {-20ms, 20ms, std::chrono::milliseconds{1h}}) {
      jumping_clock::set_jump({});
      const auto end = jumping_clock::now() + 10ms;
      jumping_clock::set_jump(jump);
      EXPECT_FALSE(subject->attempt(end));
      EXPECT_LT(jumping_clock::looks.load(), 20) << "it looked at the clock all the time";
      EXPECT_GE(jumping_clock::now(), end);
    }
  });
}

TEST_P(timed_waits, ClockThatIsSetBackKeepsNobodyFromPassing) {
  jumping_clock::set_jump({});
  const auto end = jumping_clock::now() + 2ms;
  jumping_clock::set_jump(-1h);
  subject->hold();
  bool passed = false;
  worker waiter{"waiter", [&] {
                  passed = subject->attempt(end);
                  if (passed) subject->undo();
                }};
  EXPECT_TRUE(eventually([] { return jumping_clock::looks.load() >= 2; }));
  waiter.settle();
  EXPECT_FALSE(waiter.done());
  EXPECT_LT(jumping_clock::looks.load(), 20) << "it looks at the clock all the time";
  subject->let_go();
  waiter.join();
  EXPECT_TRUE(passed);
}

/// It is let go between the end of a waiter's time and the waiter's noticing that.
TEST_P(timed_waits, LettingGoAfterTheTimeIsUpIsNotLost) {
  const late_timeouts late;
  const auto held = GetParam().make_late();
  held->hold();
  worker impatient{"impatient", [&] {
                     if (held->attempt_for(1ms)) held->undo();
                   }};
  worker patient{"patient", [&] { held->pass(); }};
  worker rival{"rival", [&] {
                 if (!facts.handed_over) return;
                 held->hold();
                 held->let_go();
               }};
  patient.settle();
  rival.settle();
  ASSERT_TRUE(late.eventually_one());
  held->let_go();
}

/// The one that gives up is the first to have come, or came after others.
TEST_P(timed_waits, ThoseWhoGiveUpLeaveTheOthersWaiting) {
  for (int round = 0; round < rounds(16); ++round) {
    const auto gives_up = [round](int i) { return i == round % 4 || i == round / 4 % 4; };
    subject->hold();
    crew waiters;
    for (int i = 0; i < 4; ++i) {
      waiters.add("waiter", [&, i] {
        if (gives_up(i)) {
          EXPECT_FALSE(subject->attempt_for(2ms));
        } else {
          subject->pass();
        }
      });
      waiters[static_cast<std::size_t>(i)].settle(1ms);
    }
    std::this_thread::sleep_for(3ms);
    for (int i = 0; i < 4; ++i) {
      const worker& each = waiters[static_cast<std::size_t>(i)];
      EXPECT_EQ(eventually([&] { return each.done(); }, gives_up(i) ? patience : 0s), gives_up(i));
    }
    subject->let_go();
    waiters.join();
  }
}

TEST_P(timed_waits, GoOnAsBeforeWhenTheLastWaiterHasGivenUp) {
  for (int round = 0; round < rounds(50); ++round) {
    while_held([this] { EXPECT_FALSE(subject->attempt_for(200us)); });
    subject->pass();
    expect_wait([this] {
      subject->attempt();
      return true;
    });
  }
}

INSTANTIATE_TEST_SUITE_P(each, timed_waits, ::testing::ValuesIn(waits_with(&wait_facts::timed)),
                         wait_names{});
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(timed_waits);

// --- handed from thread to thread --------------------------------------------------------------

struct timed_hand_overs : timed_waits {};

TEST_P(timed_hand_overs, TimeoutRacingAHandOverLosesNothing) {
  two_sides sides;
  attempts made;
  run_together("visitor", 4, [&](int i) {
    for (int n = 0; made.wanted(n, rounds(1'000)); ++n) {
      if (i < 2) {
        sides.hold(*subject, n);
        continue;
      }
      const bool passed = subject->attempt_for(std::chrono::microseconds{(n + i) % 50});
      made.count(passed);
      if (passed) sides.visit(*subject, n);
    }
  });
  EXPECT_FALSE(sides.have_met());
  EXPECT_GT(made.successes(), 0) << "nothing was tested";
  EXPECT_GT(made.timeouts(), 0) << "nothing was tested";
  subject->pass();
  while_held([this] { EXPECT_FALSE(subject->attempt_for(0ns)) << "there is more than there was"; });
}

[[nodiscard]] std::vector<wait_case> timed_and_handed_over() {
  std::vector<wait_case> found;
  for (const wait_case& each : waits_with(&wait_facts::timed)) {
    if (each.facts.handed_over) found.push_back(each);
  }
  return found;
}

INSTANTIATE_TEST_SUITE_P(each, timed_hand_overs, ::testing::ValuesIn(timed_and_handed_over()),
                         wait_names{});
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(timed_hand_overs);

}  // namespace
}  // namespace interlock::support
