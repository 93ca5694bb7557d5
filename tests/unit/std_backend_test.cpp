// SPDX-License-Identifier: MIT
/// @file
/// The parts of the real machine that are more than names for the standard library.
#include <interlock/memory_order/order.hpp>
#include <interlock/memory_order/std_backend.hpp>

#include "support/repeat.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <gtest/gtest.h>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <type_traits>

namespace interlock {
namespace {

using B = std_backend;

// --- await
// ----------------------------------------------------------------------------------------

TEST(Await, ReturnsTheValueThatHoldsAtOnce) {
  std::atomic<int> value{7};
  int calls = 0;
  EXPECT_EQ(B::await(value, order::relaxed, [&](int now) { return ++calls, now == 7; }), 7);
  EXPECT_EQ(calls, 1);
}

TEST(Await, WaitsForAnotherThreadAndSeesItsWork) {
  std::atomic<int> turn{0};
  long data = 0;
  const int times = support::rounds(2'000);
  support::run_together("partner", 2, [&](int i) {
    for (int n = 0; n < times; ++n) {
      const int mine = 2 * n + i;
      EXPECT_EQ(B::await(turn, order::acquire, [mine](int now) { return now == mine; }), mine);
      EXPECT_EQ(data, mine);
      data = mine + 1;
      turn.store(mine + 1, order::release);
    }
  });
  EXPECT_EQ(data, 2L * times);
}

TEST(Await, WaitsForAThreadThatIsSlow) {
  std::atomic<bool> ready{false};
  support::worker late{"late", [&] {
                         std::this_thread::sleep_for(std::chrono::milliseconds{20});
                         ready.store(true, order::release);
                       }};
  EXPECT_TRUE(B::await(ready, order::acquire, [](bool now) { return now; }));
}

TEST(TryAwait, GivesUpWithTheLastValue) {
  std::atomic<int> value{3};
  int calls = 0;
  EXPECT_EQ(B::try_await(
                value, order::relaxed, [&](int) { return ++calls, false; }, 10),
            3);
  EXPECT_LE(calls, 20) << "about 10 looks, some of them after a yield";
  EXPECT_EQ(B::try_await(
                value, order::relaxed, [](int) { return false; }, 0),
            3);
}

TEST(TryAwait, EndsEarlyWhenThePredicateHolds) {
  std::atomic<int> value{3};
  int calls = 0;
  EXPECT_EQ(B::try_await(
                value, order::relaxed, [&](int) { return ++calls, true; }, 10),
            3);
  EXPECT_LE(calls, 1);
}

// --- plain and slot
// -------------------------------------------------------------------------------

TEST(Plain, HoldsWhatWasWritten) {
  static constinit B::plain<int> zero;
  EXPECT_EQ(zero.read(), 0);
  B::plain<std::string> text{"before"};
  text.write("after");
  EXPECT_EQ(text.read(), "after");
  static_assert(sizeof(B::plain<int>) == sizeof(int));
  static_assert(!std::is_copy_constructible_v<B::plain<int>>);
}

TEST(Slot, HoldsNothingUntilConstructed) {
  struct noted {
    explicit noted(int& count) : ended{count} {}
    noted(const noted&) = delete;
    noted& operator=(const noted&) = delete;
    ~noted() { ++ended; }
    int& ended;
  };
  int ended = 0;
  {
    B::slot<noted> slot;
    noted& made = slot.construct(ended);
    EXPECT_EQ(&made, &slot.exclusive());
    EXPECT_EQ(&made, &slot.shared());
    slot.destroy();
    EXPECT_EQ(ended, 1);
  }
  EXPECT_EQ(ended, 1);
  static_assert(sizeof(B::slot<char>) == 1);
  static_assert(alignof(B::slot<std::max_align_t>) == alignof(std::max_align_t));
}

TEST(Slot, TakesTypesThatOverloadTheAddressOperator) {
  struct odd {
    explicit odd(int wanted) : value{wanted} {}
    odd* operator&() = delete;
    int value;
  };
  B::slot<odd> slot;
  EXPECT_EQ(slot.construct(4).value, 4);
  EXPECT_EQ(slot.exclusive().value, 4);
  slot.destroy();
}

// --- per_thread and global
// ------------------------------------------------------------------------

struct thread_note {
  thread_note() { alive.fetch_add(1); }
  thread_note(const thread_note&) = delete;
  thread_note& operator=(const thread_note&) = delete;
  ~thread_note() {
    alive.fetch_sub(1);
    null_in_own_destructor.store(B::per_thread<thread_note>::get() == nullptr);
  }
  int value = 0;
  static inline std::atomic<int> alive{0};
  static inline std::atomic<bool> null_in_own_destructor{false};
};

TEST(PerThread, IsOnePerThreadAndEndsWithIt) {
  thread_note* const mine = B::per_thread<thread_note>::get();
  ASSERT_NE(mine, nullptr);
  EXPECT_EQ(B::per_thread<thread_note>::get(), mine);
  mine->value = 1;
  std::thread{[mine] {
    thread_note* const other = B::per_thread<thread_note>::get();
    ASSERT_NE(other, nullptr);
    EXPECT_NE(other, mine);
    EXPECT_EQ(other->value, 0);
    EXPECT_EQ(thread_note::alive.load(), 2);
  }}.join();
  EXPECT_EQ(thread_note::alive.load(), 1);
  EXPECT_TRUE(thread_note::null_in_own_destructor.load());
}

TEST(PerThread, IsMadeOnFirstUseOnly) {
  const int before = thread_note::alive.load();
  std::thread{[before] { EXPECT_EQ(thread_note::alive.load(), before); }}.join();
}

struct late_note {};

/// Its destructor runs after that of the late_note, which was made later.
struct outlives_the_note {
  ~outlives_the_note() { saw_null.store(B::per_thread<late_note>::get() == nullptr); }
  static inline std::atomic<bool> saw_null{false};
};

TEST(PerThread, IsNullForThreadLocalsThatOutliveIt) {
  std::thread{[] {
    static thread_local outlives_the_note first;
    EXPECT_NE(&first, nullptr);
    EXPECT_NE(B::per_thread<late_note>::get(), nullptr);
  }}.join();
  EXPECT_TRUE(outlives_the_note::saw_null.load());
}

struct process_note {
  constexpr process_note() = default;
  process_note(const process_note&) = delete;
  process_note& operator=(const process_note&) = delete;
  ~process_note() { std::abort(); }
  std::atomic<int> value{5};
};

TEST(Global, IsOneForAllThreadsAndNeverDestroyed) {
  process_note& mine = B::global<process_note>();
  EXPECT_EQ(mine.value.load(), 5);
  std::thread{[&mine] { EXPECT_EQ(&B::global<process_note>(), &mine); }}.join();
}

// --- threads, memory, failure
// ---------------------------------------------------------------------

TEST(ThreadId, DiffersBetweenThreads) {
  const auto mine = B::thread_id();
  EXPECT_EQ(B::thread_id(), mine);
  B::thread{[mine] { EXPECT_NE(B::thread_id(), mine); }}.join();
  B::yield();
}

TEST(Allocate, KeepsAnyAlignment) {
  for (const std::size_t alignment :
       {std::size_t{1}, std::size_t{16}, std::size_t{64}, std::size_t{4096}}) {
    void* const memory = B::allocate(100, alignment);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % alignment, 0U);
    B::deallocate(memory, 100, alignment);
  }
}

TEST(FailDeathTest, NamesTheRuleAndThePlace) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(B::fail("thing: must not be", "thing.hpp", 12),
               "thing.hpp:12: .*thing: must not be");
}

TEST(Fence, TakesEveryOrder) {
  std::atomic<int> flag{0};
  for (const auto each : {order::relaxed, order::acquire, order::consume, order::release,
                          order::acq_rel, order::seq_cst}) {
    B::fence(each, flag);
  }
  EXPECT_EQ(flag.load(), 0);
}

}  // namespace
}  // namespace interlock
