// SPDX-License-Identifier: MIT
/// @file
/// Memory that instrumented programs allocate.
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include "at_once.hpp"

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <new>
#include <string>
#include <vector>

namespace interlock::checker {
namespace {

using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;

TEST(InstrumentedHeap, ServesTheStandardLibrary) {
  EXPECT_TRUE(passes(explore({}, [] {
    std::map<int, std::string> names;
    for (int i = 0; i < 20; ++i) names[i] = std::string(static_cast<std::size_t>(i) * 10, 'x');
    names.erase(3);
    require(names.size() == 19 && names.at(19).size() == 190, "it is a map");
    const auto shared = std::make_shared<std::vector<int>>(100, 5);
    at_once([shared] { require(shared->at(99) == 5, "it is there"); },
            [shared] { require(shared->at(0) == 5, "it is there"); });
  })));
}

TEST(InstrumentedHeap, LeaksAreFailures) {
  EXPECT_TRUE(fails_with(explore({}, [] { opaque(new int{1}); }), failure::leak,
                         "4 bytes that thread 0 allocated at heap_test.cpp"));
  EXPECT_TRUE(fails_with(explore({}, [] { opaque(std::malloc(100)); }), failure::leak));
  EXPECT_TRUE(passes(explore({.leaks = false}, [] { opaque(new int{1}); })));
}

int* kept_by_the_program = nullptr;

TEST(InstrumentedHeap, WhatTheProgramKeepsIsNoLeak) {
  EXPECT_TRUE(passes(explore({}, [] { kept_by_the_program = new int{1}; })));
  EXPECT_EQ(kept_by_the_program, nullptr);
}

TEST(InstrumentedHeap, UseAfterFree) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   int* const number = opaque(new int{1});
                                   delete number;
                                   *opaque(number) = 2;
                                 }),
                         failure::use_after_free, "after thread 0 has freed it"));
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   auto* const number = opaque(new std::atomic<int>{1});
                                   delete number;
                                   (void)opaque(number)->load(memory_order_relaxed);
                                 }),
                         failure::use_after_free));
}

TEST(InstrumentedHeap, UseThatRacesWithTheFree) {
  const auto body = [](std::memory_order order) {
    auto* const number = new int{1};
    std::atomic<bool> done{false};
    at_once(
        [&] {
          require(*number == 1, "it is there");
          done.store(true, order);
        },
        [&] {
          while (!done.load(memory_order_acquire)) {
          }
          delete number;
        });
  };
  EXPECT_TRUE(passes(explore({}, [&] { body(memory_order_release); })));
  EXPECT_TRUE(fails_with(explore({}, [&] { body(memory_order_relaxed); }), failure::use_after_free,
                         "unordered"));
}

TEST(InstrumentedHeap, DoubleAndInvalidFrees) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   int* const number = opaque(new int{1});
                                   delete number;
                                   delete opaque(number);
                                 }),
                         failure::double_free));
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   auto* const bytes = static_cast<char*>(std::malloc(32));
                                   std::free(opaque(bytes + 8));
                                 }),
                         failure::invalid_free));
}

TEST(InstrumentedHeap, AccessesOutsideOfABlock) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   const std::unique_ptr<int[]> numbers{new int[3]};
                                   opaque(numbers.get())[3] = 1;
                                 }),
                         failure::out_of_bounds, "12 bytes"));
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   const std::unique_ptr<int[]> numbers{new int[3]};
                                   opaque(numbers.get())[-1] = 1;
                                 }),
                         failure::out_of_bounds));
}

TEST(InstrumentedHeap, HasTheWholeFamily) {
  EXPECT_TRUE(passes(explore({}, [] {
    auto* text = static_cast<char*>(std::malloc(6));
    std::strcpy(text, "hello");
    text = static_cast<char*>(std::realloc(text, 1000));
    require(std::strcmp(text, "hello") == 0, "its content has moved");
    std::free(text);
    auto* const cleared = static_cast<int*>(std::calloc(10, sizeof(int)));
    require(cleared[9] == 0, "it is cleared");
    std::free(cleared);
    void* const aligned = std::aligned_alloc(256, 512);
    require(reinterpret_cast<std::uintptr_t>(aligned) % 256 == 0, "it is aligned");
    std::free(aligned);
    void* other = nullptr;
    require(posix_memalign(&other, 64, 10) == 0, "there is memory");
    std::free(other);
    struct alignas(128) wide {
      int value = 3;
    };
    const auto object = std::make_unique<wide>();
    require(reinterpret_cast<std::uintptr_t>(object.get()) % 128 == 0, "it is aligned");
    char* const copy = strdup("from the C library");
    require(copy[0] == 'f', "it is a copy");
    std::free(copy);
  })));
}

TEST(InstrumentedHeap, RunsOutOfMemory) {
  EXPECT_TRUE(passes(explore({}, [] {
    require(opaque(std::malloc(std::size_t{1} << 40U)) == nullptr, "there is not so much");
    bool thrown = false;
    try {
      opaque(::operator new (std::size_t{1} << 40U));
    } catch (const std::bad_alloc&) {
      thrown = true;
    }
    require(thrown, "new says so, too");
  })));
}

std::vector<int> grows_in_runs = {1, 2, 3};

TEST(InstrumentedHeap, WhatWasThereBeforeIsThereInEachRun) {
  EXPECT_TRUE(passes(explore({}, [] {
    std::atomic<int> number{0};
    at_once([&] { number.store(1, memory_order_relaxed); },
            [&] { (void)number.load(memory_order_relaxed); });
    require(grows_in_runs.size() == 3 && grows_in_runs.back() == 3, "it is as it was");
    for (int i = 0; i < 100; ++i) grows_in_runs.push_back(i);
  })));
  EXPECT_EQ(grows_in_runs, (std::vector<int>{1, 2, 3}));
}

TEST(InstrumentedHeap, AddressesComeBackOnRequest) {
  const auto body = [] {
    auto* const first = opaque(new std::atomic<int>{1});
    at_once([first] { (void)first->load(memory_order_relaxed); },
            [first] { first->store(5, memory_order_relaxed); });
    delete first;
    auto* const second = opaque(new std::atomic<int>{2});
    require(second->load(memory_order_relaxed) == 2, "it is a new object");
    reachable("the same address", first == second);
    reachable("another address", first != second);
    delete second;
  };
  EXPECT_TRUE(passes(explore({.reuse = 1}, body)));
  EXPECT_EQ(explore({}, body).outcomes.at("the same address"), 0U);
}

TEST(InstrumentedHeap, AddressesComeBackAfterTheDeallocationOnly) {
  const auto body = [](bool ordered) {
    auto* const first = opaque(new int{1});
    int* second = nullptr;
    std::atomic<int> number{0};
    std::thread other{[first] { delete first; }};
    (void)number.load(memory_order_relaxed);  // lets the other thread run first
    if (!ordered) second = opaque(new int{2});
    other.join();
    if (ordered) second = opaque(new int{2});
    require(ordered || second != first, "nothing says that it is free");
    if (ordered) reachable("freed by another thread", second == first);
    delete second;
  };
  EXPECT_TRUE(passes(explore({.reuse = 1}, [&body] { body(true); })));
  EXPECT_TRUE(passes(explore({.reuse = 1}, [&body] { body(false); })));
}

}  // namespace
}  // namespace interlock::checker
