// SPDX-License-Identifier: MIT
/// @file
/// Each kind of failure that the checker finds, on the smallest client that has it.
#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <gtest/gtest.h>
#include <stdexcept>

namespace interlock::checker {
namespace {

using B = checker_backend;

void expect_failure(failure kind, const std::function<void()>& body, const options& wanted = {}) {
  const result found = explore(wanted, body);
  EXPECT_TRUE(fails_with(found, kind));
  EXPECT_FALSE(found.message.empty());
  EXPECT_FALSE(found.trace.empty());
}

void expect_pass(const std::function<void()>& body, const options& wanted = {}) {
  EXPECT_TRUE(passes(explore(wanted, body)));
}

/// One thread publishes `data` through `ready` by a store of `order`, another reads both.
void pass_message(std::memory_order order) {
  B::plain<int> data{0};
  B::atomic<int> ready{0};
  B::thread writer{[&] {
    data.write(42);
    ready.store(1, order);
  }};
  if (ready.load(order::acquire) == 1) require(data.read() == 42, "the message has arrived");
  writer.join();
}

TEST(CheckerFinds, DataRace) {
  expect_pass([] { pass_message(order::release); });
  expect_failure(failure::data_race, [] { pass_message(order::relaxed); });
}

TEST(CheckerFinds, DataRaceNamesBothPlaces) {
  const result found = explore({}, [] { pass_message(order::relaxed); });
  EXPECT_TRUE(fails_with(found, failure::data_race, "reads at finds_test.cpp"));
  EXPECT_TRUE(fails_with(found, failure::data_race, "that writes at finds_test.cpp"));
}

TEST(CheckerFinds, FailedRequirement) {
  expect_failure(failure::requirement, [] {
    B::atomic<int> x{0};
    B::atomic<int> y{0};
    int seen = 0;
    B::thread other{[&] {
      x.store(1, order::relaxed);
      seen = y.load(order::relaxed);
    }};
    y.store(1, order::relaxed);
    const int mine = x.load(order::relaxed);
    other.join();
    require(mine == 1 || seen == 1, "somebody sees the other's store");
  });
}

TEST(CheckerFinds, NoStoreBufferingUnderSequentialConsistency) {
  const auto body = [] {
    B::atomic<int> x{0};
    B::atomic<int> y{0};
    B::plain<int> seen{0};
    B::thread other{[&] {
      x.store(1, order::relaxed);
      seen.write(y.load(order::relaxed));
    }};
    y.store(1, order::relaxed);
    const int mine = x.load(order::relaxed);
    other.join();
    require(mine == 1 || seen.read() == 1, "somebody sees the other's store");
  };
  options sequential;
  sequential.memory = model::sc;
  expect_pass(body, sequential);
  expect_failure(failure::requirement, body);
}

TEST(CheckerFinds, Deadlock) {
  expect_failure(failure::deadlock, [] {
    B::atomic<std::uint32_t> word{0};
    (void)B::futex_wait(word, 0);
  });
}

TEST(CheckerFinds, EndlessAwait) {
  expect_failure(failure::endless_await, [] {
    B::atomic<int> x{0};
    B::thread other{[&] { x.store(2, order::relaxed); }};
    (void)B::await(x, order::relaxed, [](int value) { return value == 1; });
    other.join();
  });
}

TEST(CheckerFinds, EndlessAwaitForMoreThanAFunctionObjectHolds) {
  // Under AddressSanitizer, also that the blocked thread has left nothing behind.
  expect_failure(failure::endless_await, [] {
    B::atomic<int> x{0};
    const std::array<int, 16> wanted{1, 3, 5};
    (void)B::await(x, order::relaxed, [wanted](int value) {
      return std::find(wanted.begin(), wanted.end(), value) == wanted.begin();
    });
  });
}

TEST(CheckerFinds, NoEndlessAwaitInAValueThatPasses) {
  // 1 may be missed: then the await ends with 2.
  expect_pass([] {
    B::atomic<int> x{0};
    B::thread other{[&] {
      x.store(1, order::relaxed);
      x.store(2, order::relaxed);
    }};
    (void)B::await(x, order::relaxed, [](int value) { return value != 0; });
    other.join();
  });
  expect_failure(failure::endless_await, [] {
    B::atomic<int> x{0};
    B::thread other{[&] {
      x.store(1, order::relaxed);
      x.store(0, order::relaxed);
    }};
    (void)B::await(x, order::relaxed, [](int value) { return value != 0; });
    other.join();
  });
}

TEST(CheckerFinds, EndlessLoopOfYields) {
  const auto client = [](int last) {
    B::atomic<int> x{0};
    B::thread other{[&, last] { x.store(last, order::relaxed); }};
    while (x.load(order::relaxed) != 1) B::yield();
    other.join();
  };
  expect_pass([&] { client(1); });
  expect_failure(failure::endless_await, [&] { client(2); });
}

TEST(CheckerFinds, LostWakeup) {
  const auto client = [](bool wakes) {
    B::atomic<std::uint32_t> word{0};
    B::thread sleeper{[&] {
      while (word.load(order::acquire) == 0) (void)B::futex_wait(word, 0);
    }};
    word.store(1, order::release);
    if (wakes) B::futex_wake(word, 1);
    sleeper.join();
  };
  expect_pass([&] { client(true); });
  expect_failure(failure::lost_wakeup, [&] { client(false); });
}

TEST(CheckerFinds, WakeBeforeTheStore) {
  expect_failure(failure::lost_wakeup, [] {
    B::atomic<std::uint32_t> word{0};
    B::thread sleeper{[&] {
      while (word.load(order::acquire) == 0) (void)B::futex_wait(word, 0);
    }};
    B::futex_wake(word, 1);
    word.store(1, order::release);
    sleeper.join();
  });
}

TEST(CheckerFinds, OneWakeForTwoSleepers) {
  const auto client = [](int wakes) {
    B::atomic<std::uint32_t> word{0};
    const auto sleep = [&] {
      while (word.load(order::acquire) == 0) (void)B::futex_wait(word, 0);
    };
    B::thread first{sleep};
    B::thread second{sleep};
    word.store(1, order::release);
    B::futex_wake(word, wakes);
    first.join();
    second.join();
  };
  expect_pass([&] { client(wake_all); });
  expect_failure(failure::lost_wakeup, [&] { client(1); });
}

TEST(CheckerFinds, TimeoutThatIsTakenForAWakeup) {
  expect_failure(failure::requirement, [] {
    B::atomic<std::uint32_t> word{0};
    const auto limit = deadline::after(std::chrono::seconds{1});
    B::thread other{[&] { word.store(1, order::release); }};
    const wait_result end = B::futex_wait(word, 0, limit);
    require(end != wait_result::timed_out, "no wait times out");
    other.join();
  });
}

TEST(CheckerFinds, UseAfterFree) {
  expect_failure(failure::use_after_free, [] {
    using node = B::atomic<int>;
    auto* const object = create<B, node>(1);
    destroy<B>(object);
    (void)object->load(order::relaxed);
  });
}

TEST(CheckerFinds, UseOfWhatRemainsOfAnObject) {
  expect_failure(failure::use_after_free, [] {
    using node = B::atomic<int>;
    auto* const object = create<B, node>(1);
    std::memset(static_cast<void*>(object), 0xff, sizeof(node));
    object->store(2, order::relaxed);
  });
}

TEST(CheckerFinds, RaceWithFree) {
  expect_failure(failure::data_race, [] {
    using node = B::atomic<int>;
    auto* const object = create<B, node>(1);
    B::thread other{[object] { (void)object->load(order::relaxed); }};
    destroy<B>(object);
    other.join();
  });
}

TEST(CheckerFinds, DoubleFree) {
  expect_failure(failure::double_free, [] {
    void* const memory = B::allocate(8, 8);
    B::deallocate(memory, 8, 8);
    B::deallocate(memory, 8, 8);
  });
}

TEST(CheckerFinds, InvalidFree) {
  expect_failure(failure::invalid_free, [] {
    int local = 0;
    B::deallocate(&local, sizeof(local), alignof(int));
  });
}

TEST(CheckerFinds, Leak) {
  expect_failure(failure::leak, [] { (void)B::allocate(8, 8); });
  options lenient;
  lenient.leaks = false;
  expect_pass([] { (void)B::allocate(8, 8); }, lenient);
}

TEST(CheckerFinds, UninitializedRead) {
  expect_failure(failure::uninitialized_read, [] {
    B::slot<int> place;
    (void)place.shared();
  });
  expect_failure(failure::uninitialized_read, [] {
    B::slot<int> place;
    place.construct(1);
    place.destroy();
    (void)place.shared();
  });
}

TEST(CheckerFinds, AtomicUsedBeforeItsConstructionIsKnown) {
  expect_failure(failure::data_race, [] {
    B::atomic<B::atomic<int>*> published{nullptr};
    B::thread other{[&] {
      if (auto* const object = published.load(order::relaxed)) (void)object->load(order::relaxed);
    }};
    B::atomic<int> object{1};
    published.store(&object, order::release);
    other.join();
  });
}

TEST(CheckerFinds, ExceptionThatLeavesAThread) {
  expect_failure(failure::exception, [] {
    B::thread other{[] { throw std::runtime_error{"boom"}; }};
    other.join();
  });
}

TEST(CheckerFinds, UnboundedLoop) {
  expect_failure(failure::unbounded_loop, [] {
    B::atomic<int> x{0};
    for (;;) x.store(1, order::relaxed);
  });
}

TEST(CheckerFinds, StateThatSurvivesAnExecution) {
  int runs = 0;
  expect_failure(failure::nondeterminism, [&runs] {
    B::atomic<int> x{0};
    B::thread other{[&] { x.store(1, order::relaxed); }};
    ++runs;
    if (runs % 2 == 0) x.store(2, order::relaxed);
    (void)x.load(order::relaxed);
    other.join();
  });
}

TEST(CheckerFinds, TooManyThreads) {
  expect_failure(failure::too_many_threads, [] {
    for (int i = 0; i < 20; ++i) {
      B::thread each{[] {}};
      each.join();
    }
  });
}

TEST(CheckerFinds, BrokenRuleOfAPrimitive) {
  expect_failure(failure::requirement, [] { B::fail("a rule", "file.hpp", 7); });
}

}  // namespace
}  // namespace interlock::checker
