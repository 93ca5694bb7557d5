// SPDX-License-Identifier: MIT
/// @file
/// What programs do besides: assert, exit, fork, look at the clock, print.
#undef NDEBUG
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include "at_once.hpp"

#include <atomic>
#include <cassert>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <time.h>
#include <unistd.h>

namespace interlock::checker {
namespace {

using namespace std::chrono_literals;

TEST(InstrumentedPrograms, MayAssert) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   const std::string two = "2";
                                   assert(two == "3");
                                 }),
                         failure::requirement, "two == \"3\""));
}

TEST(InstrumentedPrograms, MustNotExitOrFork) {
  EXPECT_TRUE(fails_with(explore({}, [] { std::exit(0); }), failure::requirement, "exit()"));
  EXPECT_TRUE(fails_with(explore({}, [] { (void)fork(); }), failure::not_modelled, "fork"));
}

TEST(InstrumentedPrograms, HaveTheirOwnTime) {
  EXPECT_TRUE(passes(explore({}, [] {
    const auto start = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(1h);
    const auto slept = std::chrono::steady_clock::now() - start;
    require(slept >= 1h && slept < 2h, "it has slept");
    require(usleep(10) == 0 && sleep(1) == 0, "there are other ways to sleep");
    require(time(nullptr) > 0, "there is a date");
  })));
}

TEST(InstrumentedPrograms, MayPrint) {
  EXPECT_TRUE(passes(explore({}, [] {
    std::atomic<int> number{0};
    at_once([&] { number.store(1, std::memory_order_relaxed); },
            [&] { (void)number.load(std::memory_order_relaxed); });
    std::ostringstream text;
    text << "a number: " << 1.5 << ", " << 12345;
    require(text.str() == "a number: 1.5, 12345", "it is formatted");
    std::FILE* const file = std::tmpfile();
    std::fprintf(file, "%s %d\n", text.str().c_str(), 5);
    std::fclose(file);
  })));
}

TEST(InstrumentedPrograms, ExploreInSequence) {
  for (int round = 0; round < 3; ++round) {
    EXPECT_TRUE(passes(explore({}, [] {
      std::atomic<int> number{0};
      at_once([&] { number.fetch_add(1); }, [&] { number.fetch_add(1); });
      require(number.load() == 2, "nothing is lost");
    })));
  }
}

TEST(InstrumentedPrograms, ExploreInSeveralThreadsOfTheSystem) {
  std::atomic<int> passed{0};
  const auto check = [&] {
    const result found = explore({}, [] {
      std::atomic<int> number{0};
      at_once([&] { number.fetch_add(1); }, [&] { number.fetch_add(1); });
      require(number.load() == 2, "nothing is lost");
    });
    passed += found.passed() ? 1 : 0;
  };
  at_once(check, check);
  EXPECT_EQ(passed.load(), 2);
}

TEST(InstrumentedPrograms, ExploreInSeveralProcesses) {
  const auto body = [] {
    std::recursive_mutex guard;
    int sum = 0;
    const auto add = [&](int number) {
      const std::lock_guard held{guard};
      try {
        throw std::runtime_error{std::to_string(number)};
      } catch (const std::runtime_error& error) {
        sum += std::stoi(error.what());
      }
      std::FILE* const file = std::tmpfile();
      std::fprintf(file, "%d\n", sum);
      std::fclose(file);
    };
    std::thread third{[&] { add(3); }};
    at_once([&] { add(1); }, [&] { add(2); });
    third.join();
    require(sum == 6, "nothing is lost");
  };
  const result alone = explore({}, body);
  const result together = explore({.jobs = 2}, body);
  EXPECT_TRUE(passes(alone));
  EXPECT_TRUE(passes(together));
  EXPECT_EQ(together.complete, alone.complete);
}

}  // namespace
}  // namespace interlock::checker
