// SPDX-License-Identifier: MIT
/// @file
/// What instrumented programs initialise once: with call_once, as static objects of functions, and
/// as global objects, which each execution finds as they were when the program started.
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include "at_once.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace interlock::checker {
namespace {

TEST(InstrumentedOnce, IsDoneOnceAndSeenByAll) {
  EXPECT_TRUE(passes(explore({}, [] {
    std::once_flag flag;
    int value = 0;
    const auto use = [&] {
      std::call_once(flag, [&] { ++value; });
      require(value == 1, "it is done");
    };
    at_once(use, use);
  })));
}

TEST(InstrumentedOnce, IsTriedAgainAfterAnException) {
  EXPECT_TRUE(passes(explore({}, [] {
    std::once_flag flag;
    bool thrown = false;
    try {
      std::call_once(flag, [] { throw std::runtime_error{"not now"}; });
    } catch (const std::runtime_error&) {
      thrown = true;
    }
    int value = 0;
    std::call_once(flag, [&] { value = 1; });
    require(thrown && value == 1, "the second one has done it");
  })));
}

int made = 0;

struct singleton {
  int number;
  int* memory;
  singleton() : number{++made}, memory{new int{5}} {}
  singleton(const singleton&) = delete;
  singleton& operator=(const singleton&) = delete;
  ~singleton() { delete memory; }
};

singleton& the_singleton() {
  static singleton one;
  return one;
}

TEST(InstrumentedStatics, AreMadeOnceInEachExecution) {
  const result found = explore({}, [] {
    const auto use = [] {
      require(the_singleton().number == 1 && *the_singleton().memory == 5, "there is one");
    };
    at_once(use, use);
  });
  EXPECT_TRUE(passes(found));
  EXPECT_GE(found.complete, 2U);
  EXPECT_EQ(made, 0) << "each execution has its own";
}

/// Needs a constructor, owns memory, and has atomic objects.
struct registry {
  std::mutex guard;
  std::vector<std::string> names{"a name that is too long to be inside of the string"};
  std::unique_ptr<int> spare = std::make_unique<int>(5);
  std::atomic<int> uses{0};
};
registry the_registry;

TEST(InstrumentedGlobals, AreAsTheProgramHasMadeThemInEachExecution) {
  const result found = explore({}, [] {
    require(the_registry.names.size() == 1 && the_registry.uses.load() == 0, "it is new");
    require(*the_registry.spare == 5, "so is what it owns");
    const auto use = [] {
      the_registry.uses.fetch_add(1, std::memory_order_relaxed);
      const std::lock_guard held{the_registry.guard};
      the_registry.names.emplace_back("another name that is too long to be inside of the string");
    };
    at_once(use, use);
    require(the_registry.names.size() == 3 && the_registry.uses.load() == 2, "both have used it");
    the_registry.names.erase(the_registry.names.begin());
    the_registry.spare = std::make_unique<int>(6);
  });
  EXPECT_TRUE(passes(found));
  EXPECT_GE(found.complete, 2U);
  EXPECT_EQ(the_registry.names.size(), 1U);
  EXPECT_EQ(the_registry.names.front(), "a name that is too long to be inside of the string");
  EXPECT_EQ(*the_registry.spare, 5);
  EXPECT_EQ(the_registry.uses.load(), 0);
}

TEST(InstrumentedGlobals, RaceLikeOtherObjects) {
  EXPECT_TRUE(fails_with(
      explore({}, [] { at_once([] { *the_registry.spare = 1; }, [] { ++*the_registry.spare; }); }),
      failure::data_race, "statics_test.cpp"));
  EXPECT_EQ(*the_registry.spare, 5) << "what a failed execution has changed is as it was, too";
}

std::string& greeting() {
  static std::string text{"hello, in more characters than are inside of a string"};
  return text;
}

TEST(InstrumentedStatics, ThatWereMadeBeforeAreAsTheyWere) {
  greeting() += ", from before";
  const std::string before = greeting();
  EXPECT_TRUE(passes(explore({}, [&before] {
    require(greeting() == before, "it is as it was");
    std::atomic<int> number{0};
    at_once([&] { number.store(1); }, [&] { (void)number.load(); });
    greeting() += ", and from an execution";
    greeting().shrink_to_fit();
  })));
  EXPECT_EQ(greeting(), before);
}

}  // namespace
}  // namespace interlock::checker
