// SPDX-License-Identifier: MIT
/// @file
/// The watchdog of one thread, on a clock of our own.
#include "watchdog.hpp"

#include <gtest/gtest.h>

namespace interlock::stress {
namespace {

using std::chrono::milliseconds;

struct Watched : testing::Test {
  void look_after(milliseconds pause, std::uint64_t beats) {
    now += pause;
    dog.look(beats, now);
  }
  watchdog::clock::time_point now{};
  watchdog dog;
};

TEST_F(Watched, IsSilentWhileItsBeatsStandStill) {
  dog.start(7, now);
  look_after(milliseconds{10}, 7);
  look_after(milliseconds{10}, 7);
  EXPECT_EQ(dog.silence(), milliseconds{20});
}

TEST_F(Watched, EndsItsSilenceWithAStepAndTheLongestIsKept) {
  dog.start(7, now);
  look_after(milliseconds{30}, 7);
  look_after(milliseconds{10}, 8);
  EXPECT_EQ(dog.silence(), milliseconds{0});
  look_after(milliseconds{10}, 8);
  EXPECT_EQ(dog.silence(), milliseconds{10});
  EXPECT_EQ(dog.max_silence(), milliseconds{30});
}

TEST_F(Watched, IsNotBlamedForTheAbsenceOfTheObserver) {
  dog.start(7, now);
  look_after(std::chrono::hours{1}, 7);
  EXPECT_EQ(dog.silence(), watchdog::longest_look);
}

TEST_F(Watched, StartsAnewInEveryRound) {
  dog.start(7, now);
  look_after(milliseconds{50}, 7);
  dog.start(7, now);
  EXPECT_EQ(dog.silence(), milliseconds{0});
}

}  // namespace
}  // namespace interlock::stress
