// SPDX-License-Identifier: MIT
/// @file
/// Every length and instant becomes a deadline, without overflow and never earlier than asked for.
#include <interlock/memory_order/deadline.hpp>

#include "support/clocks.hpp"

#include <chrono>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <ratio>

namespace interlock {
namespace {

using namespace std::chrono_literals;
using std::chrono::duration;
using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr std::int64_t max = std::numeric_limits<std::int64_t>::max();

TEST(Deadline, WholeNanosecondsAreKept) {
  static_assert(deadline::nanoseconds_of(0ns) == 0);
  static_assert(deadline::nanoseconds_of(1ns) == 1);
  static_assert(deadline::nanoseconds_of(std::chrono::nanoseconds{max - 1}) == max - 1);
  static_assert(deadline::nanoseconds_of(3h) == 10'800'000'000'000);
  static_assert(deadline::nanoseconds_of(duration<unsigned>{5}) == 5'000'000'000);
}

TEST(Deadline, FractionsOfANanosecondRoundUp) {
  using picoseconds = duration<std::int64_t, std::pico>;
  EXPECT_EQ(deadline::nanoseconds_of(picoseconds{1}), 1);
  EXPECT_EQ(deadline::nanoseconds_of(picoseconds{1000}), 1);
  EXPECT_EQ(deadline::nanoseconds_of(picoseconds{1001}), 2);
  EXPECT_EQ(deadline::nanoseconds_of(duration<double, std::nano>{0.1}), 1);
  EXPECT_EQ(deadline::nanoseconds_of(duration<float, std::micro>{0.5F}), 500);
  EXPECT_EQ(deadline::nanoseconds_of(duration<std::int64_t, std::ratio<1, 3>>{1}), 333'333'334);
  EXPECT_EQ(deadline::nanoseconds_of(duration<long double>{1e-30L}), 1);
}

TEST(Deadline, WhatHasPassedBecomesZero) {
  support::for_each_spent_length(
      [](auto length) { EXPECT_EQ(deadline::nanoseconds_of(length), 0); });
}

TEST(Deadline, WhatIsTooFarBecomesNever) {
  EXPECT_EQ(deadline::nanoseconds_of(std::chrono::hours::max()), max);
  EXPECT_EQ(deadline::nanoseconds_of(duration<std::uint64_t>::max()), max);
  EXPECT_EQ(deadline::nanoseconds_of(duration<double>{1e300}), max);
  EXPECT_EQ(deadline::nanoseconds_of(duration<double>{std::numeric_limits<double>::infinity()}),
            max);
  EXPECT_EQ(deadline::nanoseconds_of(std::chrono::years{293}), max);
  support::for_each_endless_length(
      [](auto length) { EXPECT_GT(deadline::after(length).nanoseconds(), max / 10); });
}

TEST(Deadline, UnitsThatDoNotDivideANanosecondDoNotOverflow) {
  using thirds = duration<std::int64_t, std::ratio<1, 3>>;
  constexpr std::int64_t two_hundred_years = std::int64_t{200} * 365 * 24 * 3600;
  EXPECT_EQ(deadline::nanoseconds_of(thirds{3 * two_hundred_years}),
            two_hundred_years * 1'000'000'000);
  EXPECT_EQ(deadline::nanoseconds_of(thirds::max()), max);
}

TEST(Deadline, AfterIsOnTheMonotonicClockAndNotBeforeItsTime) {
  const auto before = steady_clock::now();
  const deadline limit = deadline::after(5s);
  const auto after = steady_clock::now();
  EXPECT_EQ(limit.on(), deadline::clock::monotonic);
  EXPECT_FALSE(limit.is_never());
  EXPECT_GE(limit.nanoseconds(), deadline::nanoseconds_of((before + 5s).time_since_epoch()));
  EXPECT_LE(limit.nanoseconds(), deadline::nanoseconds_of((after + 5s).time_since_epoch()));
}

TEST(Deadline, AfterSaturates) {
  EXPECT_TRUE(deadline::after(std::chrono::nanoseconds::max()).is_never());
  EXPECT_TRUE(deadline::after(std::chrono::nanoseconds{max - 1}).is_never());
  EXPECT_TRUE(deadline::after(std::chrono::hours::max()).is_never());
  EXPECT_EQ(deadline::after(-1s).nanoseconds(), 0);
  EXPECT_EQ(deadline::after(0s).nanoseconds(), 0);
}

TEST(Deadline, AtKeepsItsClock) {
  EXPECT_EQ(deadline::at(steady_clock::time_point{7ns}).on(), deadline::clock::monotonic);
  EXPECT_EQ(deadline::at(steady_clock::time_point{7ns}).nanoseconds(), 7);
  EXPECT_EQ(deadline::at(system_clock::time_point{7us}).on(), deadline::clock::realtime);
  EXPECT_EQ(deadline::at(system_clock::time_point{7us}).nanoseconds(), 7000);
  EXPECT_EQ(deadline::at(steady_clock::time_point::min()).nanoseconds(), 0);
  EXPECT_TRUE(deadline::at(steady_clock::time_point::max()).is_never());
  EXPECT_TRUE(deadline::at(system_clock::time_point::max()).is_never());
  EXPECT_FALSE(deadline::at(steady_clock::time_point::max() - 1ns).is_never());
}

TEST(Deadline, NeverIsNever) {
  static_assert(deadline::never().is_never());
  static_assert(deadline::never().nanoseconds() == max);
}

/// A clock that the test sets.
struct hand_clock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<hand_clock>;
  [[maybe_unused]] static constexpr bool is_steady = false;
  [[nodiscard]] static time_point now() noexcept { return current; }
  static inline time_point current{};
};

TEST(AttemptUntil, TriesAgainWhileItsClockSaysThatThereIsTime) {
  hand_clock::current = hand_clock::time_point{1s};
  int attempts = 0;
  EXPECT_FALSE(detail::attempt_until(hand_clock::time_point{4s}, [&](const deadline&) {
    ++attempts;
    hand_clock::current += 1s;
    return false;
  }));
  EXPECT_EQ(attempts, 3);
}

TEST(AttemptUntil, EndsWithTheFirstSuccess) {
  hand_clock::current = hand_clock::time_point{1s};
  int attempts = 0;
  EXPECT_TRUE(detail::attempt_until(hand_clock::time_point{4s},
                                    [&](const deadline&) { return ++attempts == 2; }));
  EXPECT_EQ(attempts, 2);
}

TEST(AttemptUntil, TriesOnceWhenTheTimeHasPassed) {
  hand_clock::current = hand_clock::time_point{1s};
  int attempts = 0;
  support::for_each_spent_instant_of<hand_clock>([&](auto when) {
    EXPECT_FALSE(detail::attempt_until(when, [&](const deadline& limit) {
      ++attempts;
      EXPECT_EQ(limit.nanoseconds(), 0);
      return false;
    }));
  });
  EXPECT_EQ(attempts, 8);
}

TEST(AttemptUntil, HasNoLimitWhenTheInstantIsTooFar) {
  EXPECT_TRUE(detail::attempt_until(hand_clock::time_point::max(), [](const deadline& limit) {
    EXPECT_TRUE(limit.is_never());
    return true;
  }));
}

}  // namespace
}  // namespace interlock
