// SPDX-License-Identifier: MIT
/// @file
/// What parking on a word must do, whoever implements it.
#pragma once

#include <interlock/memory_order/deadline.hpp>
#include <interlock/memory_order/futex.hpp>

#include "support/clocks.hpp"
#include "support/signal_storm.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <string>
#include <thread>

namespace interlock::support {

/// `Parking` has wait(word, expected, deadline) and wake(word, count) for a 32-bit word.
template <class Parking>
struct parking : ::testing::Test {
  std::atomic<std::uint32_t> word{0};
};

struct parking_names {
  template <class Parking>
  static std::string GetName(int) {
    return "word";
  }
};

TYPED_TEST_SUITE_P(parking);

TYPED_TEST_P(parking, OtherValueReturnsAtOnce) {
  EXPECT_EQ(TypeParam::wait(this->word, 1, deadline::never()), wait_result::recheck);
}

TYPED_TEST_P(parking, DeadlineThatHasPassedTimesOutAtOnce) {
  for_each_spent_length([this](auto length) {
    EXPECT_EQ(TypeParam::wait(this->word, 0, deadline::after(length)), wait_result::timed_out);
  });
  for_each_spent_instant_of<std::chrono::steady_clock>([this](auto when) {
    EXPECT_EQ(TypeParam::wait(this->word, 0, deadline::at(when)), wait_result::timed_out);
  });
  for_each_spent_instant_of<std::chrono::system_clock>([this](auto when) {
    EXPECT_EQ(TypeParam::wait(this->word, 0, deadline::at(when)), wait_result::timed_out);
  });
}

TYPED_TEST_P(parking, TimesOutNotBeforeItsTimeOnEitherClock) {
  const std::chrono::milliseconds length{3};
  const auto steady = std::chrono::steady_clock::now() + length;
  while (TypeParam::wait(this->word, 0, deadline::at(steady)) != wait_result::timed_out) continue;
  EXPECT_GE(std::chrono::steady_clock::now(), steady);
  const auto system = std::chrono::system_clock::now() + length;
  while (TypeParam::wait(this->word, 0, deadline::at(system)) != wait_result::timed_out) continue;
  EXPECT_GE(std::chrono::system_clock::now(), system);
}

/// Sleeps on `word` until it is no longer 0.
template <class Parking>
void sleep_while_zero(const std::atomic<std::uint32_t>& word, const deadline& limit) {
  while (word.load() == 0) EXPECT_EQ(Parking::wait(word, 0, limit), wait_result::recheck);
}

TYPED_TEST_P(parking, WakeEndsTheSleepWhateverTheDeadline) {
  const deadline limits[] = {
      deadline::never(), deadline::after(std::chrono::hours{1}),
      deadline::at(std::chrono::system_clock::now() + std::chrono::hours{1}),
      deadline::at(std::chrono::system_clock::time_point::max() - std::chrono::nanoseconds{1}),
      deadline::at(std::chrono::steady_clock::time_point::max() - std::chrono::nanoseconds{1})};
  for (const deadline& limit : limits) {
    this->word.store(0);
    worker sleeper{"sleeper", [&] { sleep_while_zero<TypeParam>(this->word, limit); }};
    sleeper.settle();
    EXPECT_FALSE(sleeper.done());
    this->word.store(1);
    TypeParam::wake(this->word, 1);
  }
}

TYPED_TEST_P(parking, WakeAllWakesEverySleeper) {
  crew sleepers;
  for (int i = 0; i < 4; ++i) {
    sleepers.add("sleeper", [&] { sleep_while_zero<TypeParam>(this->word, deadline::never()); });
  }
  for (std::size_t i = 0; i < sleepers.size(); ++i) sleepers[i].settle();
  this->word.store(1);
  TypeParam::wake(this->word, wake_all);
  sleepers.join();
}

TYPED_TEST_P(parking, SignalsEndNoWaitAsTimedOut) {
  crew sleepers;
  sleepers.add("sleeper", [&] { sleep_while_zero<TypeParam>(this->word, deadline::never()); });
  worker waker{"waker", [&] {
                 std::this_thread::sleep_for(std::chrono::milliseconds{20});
                 this->word.store(1);
                 TypeParam::wake(this->word, 1);
               }};
  EXPECT_GT(signal_until_done(sleepers), 0) << "no signal was handled: nothing was tested";
}

TYPED_TEST_P(parking, NoWakeIsLostBetweenTheComparisonAndTheSleep) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds{300};
  std::atomic<bool> over{false};
  worker partner{"partner", [&] {
                   while (!over.load()) {
                     while (this->word.load() == 0 && !over.load()) {
                       (void)TypeParam::wait(this->word, 0, deadline::never());
                     }
                     this->word.store(0);
                     TypeParam::wake(this->word, 1);
                   }
                 }};
  int rounds = 0;
  for (; std::chrono::steady_clock::now() < end; ++rounds) {
    this->word.store(1);
    TypeParam::wake(this->word, 1);
    while (this->word.load() == 1) (void)TypeParam::wait(this->word, 1, deadline::never());
  }
  over.store(true);
  this->word.store(1);
  TypeParam::wake(this->word, 1);
  EXPECT_GT(rounds, 0);
}

REGISTER_TYPED_TEST_SUITE_P(parking, OtherValueReturnsAtOnce, DeadlineThatHasPassedTimesOutAtOnce,
                            TimesOutNotBeforeItsTimeOnEitherClock,
                            WakeEndsTheSleepWhateverTheDeadline, WakeAllWakesEverySleeper,
                            SignalsEndNoWaitAsTimedOut,
                            NoWakeIsLostBetweenTheComparisonAndTheSleep);

}  // namespace interlock::support
