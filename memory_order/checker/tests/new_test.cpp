// SPDX-License-Identifier: MIT
/// @file
/// Clients that use operator new, by themselves or in containers.
#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include <cstdint>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace interlock::checker {
namespace {

using B = checker_backend;

/// Hides from the compiler what a pointer points to.
template <class T>
[[gnu::noinline]] T* opaque(T* pointer) {
  T* volatile copy = pointer;
  return copy;
}

TEST(CheckerNew, Leak) {
  EXPECT_TRUE(passes(explore({}, [] { delete opaque(new int{1}); })));
  const result found = explore({}, [] { (void)opaque(new int{1}); });
  EXPECT_TRUE(fails_with(found, failure::leak, "4 bytes allocated by thread 0 by the code at "));
  EXPECT_TRUE(passes(explore({.leaks = false}, [] { (void)opaque(new int{1}); })));
}

TEST(CheckerNew, LeakInSomeExecutions) {
  const auto client = [](bool looks_again) {
    B::atomic<int*> shared{nullptr};
    B::thread other{[&] { delete shared.exchange(nullptr, order::acquire); }};
    shared.store(new int{1}, order::release);
    other.join();
    if (looks_again) delete shared.load(order::relaxed);
  };
  EXPECT_TRUE(passes(explore({}, [&] { client(true); })));
  EXPECT_TRUE(fails_with(explore({}, [&] { client(false); }), failure::leak));
}

TEST(CheckerNew, DoubleDelete) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   int* const object = opaque(new int{1});
                                   delete object;
                                   delete opaque(object);
                                 }),
                         failure::double_free, "after thread 0 by the code at "));
}

TEST(CheckerNew, DeleteOfWhatWasNotAllocated) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   int* const array = new int[4]{};
                                   ::operator delete(opaque(array + 1));
                                 }),
                         failure::invalid_free));
}

TEST(CheckerNew, MemoryOfAnEarlierExecution) {
  int* kept = nullptr;
  EXPECT_TRUE(fails_with(explore({.leaks = false},
                                 [&kept] {
                                   (void)choose(2);
                                   delete std::exchange(kept, nullptr);
                                   (void)std::make_unique<char>('x');
                                   kept = new int{1};
                                 }),
                         failure::invalid_free, "what this execution has not allocated"));
}

/// Containers of the C++ library, in two threads.
void use_containers() {
  B::atomic<int> ready{0};
  std::vector<std::string> words;
  std::map<int, std::vector<int>> table;
  std::function<int(int)> add = [big = std::array<int, 20>{1, 2, 3}](int x) { return big[0] + x; };
  const auto shared = std::make_shared<std::string>("a string that is too long to be short");
  B::thread other{[&, shared] {
    for (int i = 0; i < 20; ++i) words.push_back(*shared + std::to_string(i));
    table[1].assign(100, 7);
    ready.store(1, order::release);
  }};
  (void)B::await(ready, order::acquire, [](int value) { return value == 1; });
  require(words.size() == 20 && words.back() == *shared + "19", "the words are there");
  require(table.at(1).size() == 100 && add(1) == 2, "so is the table");
  other.join();
}

TEST(CheckerNew, Containers) { EXPECT_TRUE(passes(explore({}, use_containers))); }

TEST(CheckerNew, ExceptionsWithMessages) {
  EXPECT_TRUE(passes(explore({}, [] {
    B::atomic<int> x{0};
    const auto thrower = [&x] {
      try {
        throw std::runtime_error{"a message that is too long to be short"};
      } catch (const std::exception& error) {
        x.fetch_add(1, order::relaxed);
        require(std::string{error.what()}.size() > 20, "the message is there");
      }
    };
    B::thread other{thrower};
    thrower();
    other.join();
  })));
  EXPECT_TRUE(fails_with(explore({}, [] { throw std::runtime_error{"boom, and much more"}; }),
                         failure::exception, "boom, and much more"));
}

TEST(CheckerNew, AbandonedExecutionsLeakNothing) {
  // Most executions end while the others still hold memory.
  const result found = explore({}, [] {
    B::atomic<int> x{0};
    const auto step = [&x] {
      const std::vector<int> numbers(1000, 1);
      assume(x.fetch_add(1, order::relaxed) < 2);
      require(numbers.back() == 1, "numbers stay");
    };
    B::thread first{step};
    B::thread second{step};
    step();
    first.join();
    second.join();
  });
  EXPECT_EQ(found.outcome, verdict::vacuous);
  EXPECT_GT(found.blocked, 0U);
}

TEST(CheckerNew, AddressesRepeat) {
  // The order of a map by address would change otherwise: the client would not be deterministic.
  const result found = explore({}, [] {
    B::atomic<int> x{0};
    std::map<int*, int> by_address;
    std::vector<std::unique_ptr<int>> all;
    for (int i = 0; i < 8; ++i) by_address[all.emplace_back(std::make_unique<int>(i)).get()] = i;
    B::thread other{[&x] { x.store(1, order::relaxed); }};
    for (const auto& [address, number] : by_address) {
      if (number % 2 == 0) (void)x.load(order::relaxed);
    }
    other.join();
  });
  EXPECT_TRUE(passes(found));
}

TEST(CheckerNew, AlignmentAndEmptyArrays) {
  struct alignas(256) wide {
    char bytes[256];
  };
  const auto use = [] {
    const auto object = std::make_unique<wide>();
    require(reinterpret_cast<std::uintptr_t>(object.get()) % 256 == 0, "aligned");
    const std::unique_ptr<char[]> none{new char[0]};
    require(none != nullptr, "an empty array has an address");
    delete new (std::nothrow) int;
    ::operator delete(nullptr);
  };
  EXPECT_TRUE(passes(explore({}, use)));
  std::vector<std::unique_ptr<wide>> outside;
  for (int i = 0; i < 10; ++i) outside.push_back(std::make_unique<wide>());
  for (const auto& each : outside)
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(each.get()) % 256, 0U);
}

TEST(CheckerNew, OutOfMemoryIsAnException) {
  const result found = explore({}, [] {
    const std::unique_ptr<char> big{static_cast<char*>(::operator new (std::size_t{1} << 40U))};
  });
  EXPECT_TRUE(fails_with(found, failure::exception, "bad_alloc"));
  EXPECT_TRUE(passes(explore({}, [] {
    require(::operator new (std::size_t{1} << 40U, std::nothrow) == nullptr, "no memory");
  })));
}

TEST(CheckerNew, WhatIsOutsideIsLeftAlone) {
  std::vector<std::string> outside(100, std::string(100, 'x'));
  options wanted;
  wanted.on_complete = [&outside] { outside.emplace_back(100, 'y'); };
  EXPECT_TRUE(passes(explore(wanted, [] { (void)choose(100); })));
  EXPECT_EQ(outside.size(), 200U);
}

}  // namespace
}  // namespace interlock::checker
