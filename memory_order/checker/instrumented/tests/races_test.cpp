// SPDX-License-Identifier: MIT
/// @file
/// Accesses of programs that do not know the checker: which of them race, and what plain reads see.
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include "at_once.hpp"

#include <array>
#include <atomic>
#include <cstring>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace interlock::checker {
namespace {

using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;

int global_number = 0;

void publish(std::memory_order order) {
  int data = 0;
  std::atomic<bool> ready{false};
  at_once(
      [&] {
        if (ready.load(memory_order_acquire)) require(data == 42, "it has arrived");
      },
      [&] {
        data = 42;
        ready.store(true, order);
      });
}

TEST(InstrumentedRaces, AReleaseOrdersWhatComesBeforeIt) {
  EXPECT_TRUE(passes(explore({}, [] { publish(memory_order_release); })));
  EXPECT_TRUE(fails_with(explore({}, [] { publish(memory_order_relaxed); }), failure::data_race,
                         "races_test.cpp:"));
}

TEST(InstrumentedRaces, AreFoundInMemoryOfAllKinds) {
  EXPECT_TRUE(
      fails_with(explore({}, [] { at_once([] { ++global_number; }, [] { ++global_number; }); }),
                 failure::data_race, "global_number"));
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   const auto shared = std::make_unique<std::array<long, 8>>();
                                   at_once([&] { (*shared)[3] = 1; }, [&] { (*shared)[3] = 2; });
                                 }),
                         failure::data_race, "64 bytes that thread 0 allocated"));
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   int local = 0;
                                   at_once([&] { local = 1; }, [&] { local = 2; });
                                 }),
                         failure::data_race, "stack"));
}

TEST(InstrumentedRaces, NeighboursDoNotRace) {
  EXPECT_TRUE(passes(explore({}, [] {
    std::array<char, 4> bytes{};
    at_once([&] { bytes[1] = 1; }, [&] { bytes[2] = 2; });
    require(bytes[1] == 1 && bytes[2] == 2, "both are there");
  })));
}

TEST(InstrumentedRaces, ReadersDoNotRace) {
  EXPECT_TRUE(passes(explore({}, [] {
    const int value = 5;
    int sum = 0;
    at_once([&] { sum = value; }, [&] { require(value == 5, "it is constant"); });
    require(sum == 5, "it was read");
  })));
}

TEST(InstrumentedRaces, AWideAccessOverlapsANarrowOne) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   union {
                                     std::uint64_t whole;
                                     std::array<std::uint8_t, 8> parts;
                                   } value{0};
                                   at_once([&] { opaque(&value)->whole = 1; },
                                           [&] { opaque(&value)->parts[7] = 1; });
                                 }),
                         failure::data_race));
}

struct large {
  std::array<int, 20> numbers{};
};

[[gnu::noinline]] void copy(large& to, const large& from) { to = from; }

TEST(InstrumentedRaces, AStructIsCopiedByteForByte) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   large from;
                                   large to;
                                   at_once([&] { copy(to, from); }, [&] { from.numbers[17] = 1; });
                                 }),
                         failure::data_race));
}

TEST(InstrumentedRaces, CopiesAndFillsAreAccesses) {
  const auto race_with = [](void (*access)(char*, char*, std::size_t)) {
    return explore({}, [access] {
      std::array<char, 24> from{};
      std::array<char, 24> to{};
      at_once([&] { access(to.data(), from.data(), from.size()); }, [&] { to[20] = 1; });
    });
  };
  EXPECT_TRUE(
      fails_with(race_with([](char* to, char* from, std::size_t n) { std::memcpy(to, from, n); }),
                 failure::data_race));
  EXPECT_TRUE(
      fails_with(race_with([](char* to, char* from, std::size_t n) { std::memmove(to, from, n); }),
                 failure::data_race));
  EXPECT_TRUE(fails_with(race_with([](char* to, char*, std::size_t n) { std::memset(to, 7, n); }),
                         failure::data_race));
}

struct shape {
  virtual ~shape() = default;
  [[nodiscard]] virtual int corners() const { return 0; }
};
struct square : shape {
  [[nodiscard]] int corners() const override { return 4; }
};

TEST(InstrumentedRaces, AVirtualCallReadsTheObject) {
  EXPECT_TRUE(
      fails_with(explore({},
                         [] {
                           std::aligned_storage_t<sizeof(square), alignof(square)> place;
                           std::atomic<bool> made{false};
                           at_once(
                               [&] {
                                 if (made.load(memory_order_relaxed))
                                   require(opaque(reinterpret_cast<shape*>(&place))->corners() == 4,
                                           "it is there");
                               },
                               [&] {
                                 ::new (&place) square;
                                 made.store(true, memory_order_relaxed);
                               });
                         }),
                 failure::data_race));
}

TEST(InstrumentedRaces, ThePayloadOfALibraryTypeIsSeen) {
  const auto body = [](std::memory_order order) {
    std::vector<std::string> words;
    std::atomic<int> count{0};
    at_once(
        [&] {
          if (count.load(memory_order_acquire) == 1)
            require(words.at(0) == "a word that needs memory of its own", "it is whole");
        },
        [&] {
          words.emplace_back("a word that needs memory of its own");
          count.store(1, order);
        });
  };
  EXPECT_TRUE(passes(explore({}, [&] { body(memory_order_release); })));
  EXPECT_TRUE(fails_with(explore({}, [&] { body(memory_order_relaxed); }), failure::data_race));
}

TEST(InstrumentedRaces, InitializingAnAtomicObjectIsAPlainWrite) {
  const auto body = [](std::memory_order order) {
    std::atomic<std::atomic<int>*> shared{nullptr};
    std::unique_ptr<std::atomic<int>> owner;
    at_once(
        [&] {
          std::atomic<int>* const made = shared.load(memory_order_acquire);
          if (made != nullptr) require(made->load(memory_order_relaxed) == 7, "it is initialized");
        },
        [&] {
          owner = std::make_unique<std::atomic<int>>(7);
          shared.store(owner.get(), order);
        });
  };
  EXPECT_TRUE(passes(explore({}, [&] { body(memory_order_release); })));
  EXPECT_TRUE(fails_with(explore({}, [&] { body(memory_order_relaxed); }), failure::data_race,
                         "atomically reads"));
}

TEST(InstrumentedRaces, PlainAndAtomicAccessesRaceUnlessOrdered) {
  EXPECT_TRUE(fails_with(
      explore({},
              [] {
                int value = 0;
                at_once([&] { value = 1; },
                        [&] { (void)std::atomic_ref{value}.load(memory_order_relaxed); });
              }),
      failure::data_race));
  EXPECT_TRUE(
      fails_with(explore({},
                         [] {
                           int value = 0;
                           at_once([&] { require(value < 2, "it is read"); },
                                   [&] { std::atomic_ref{value}.store(1, memory_order_relaxed); });
                         }),
                 failure::data_race));
  EXPECT_TRUE(passes(explore({}, [] {
    int value = 0;
    at_once([&] { require(value == 0, "it is read"); },
            [&] { (void)std::atomic_ref{value}.load(memory_order_relaxed); });
  })));
}

TEST(InstrumentedRaces, APlainReadSeesTheLastAtomicWriteThatHappensBefore) {
  EXPECT_TRUE(passes(explore({}, [] {
    int value = 0;
    at_once([&] { std::atomic_ref{value}.store(1, memory_order_relaxed); },
            [&] { std::atomic_ref{value}.store(2, memory_order_relaxed); });
    const int plainly = value;
    require(plainly == std::atomic_ref{value}.load(memory_order_relaxed), "it is the newest");
    reachable("first store last", plainly == 1);
    reachable("second store last", plainly == 2);
  })));
}

TEST(InstrumentedRaces, AtomicOperationsGoOnFromAPlainWrite) {
  EXPECT_TRUE(passes(explore({}, [] {
    int value = 0;
    at_once([&] { std::atomic_ref{value}.fetch_add(1, memory_order_relaxed); },
            [&] { std::atomic_ref{value}.fetch_add(1, memory_order_relaxed); });
    value += 10;
    at_once([&] { std::atomic_ref{value}.fetch_add(1, memory_order_relaxed); },
            [&] { std::atomic_ref{value}.fetch_add(1, memory_order_relaxed); });
    require(value == 14, "nothing is lost");
  })));
}

TEST(InstrumentedRaces, TheStackIsUsedAgainWithoutARace) {
  EXPECT_TRUE(passes(explore({}, [] {
    for (int round = 0; round < 3; ++round) publish(memory_order_release);
  })));
}

TEST(InstrumentedRaces, StateFromOutsideIsAsItWasInEachRun) {
  global_number = 5;
  EXPECT_TRUE(passes(explore({}, [] {
    require(global_number == 5, "it is as it was before the exploration");
    std::atomic<int> zero{0};
    at_once([&] { zero.store(1, memory_order_relaxed); },
            [&] { (void)zero.load(memory_order_relaxed); });
    global_number += 1;
  })));
  EXPECT_EQ(global_number, 5);
}

}  // namespace
}  // namespace interlock::checker
