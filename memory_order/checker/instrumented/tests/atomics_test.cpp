// SPDX-License-Identifier: MIT
/// @file
/// Atomic operations of all sizes and kinds, by std::atomic and by the compiler's functions, as
/// instrumented programs use them.
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include "at_once.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <gtest/gtest.h>

namespace interlock::checker {
namespace {

using std::memory_order_acq_rel;
using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;
using std::memory_order_seq_cst;

template <class T>
class InstrumentedAtomics : public testing::Test {};

using integers = testing::Types<std::uint8_t, std::int16_t, std::uint32_t, std::int64_t>;
TYPED_TEST_SUITE(InstrumentedAtomics, integers);

template <class T>
void use_every_operation() {
  std::atomic<T> object{T{5}};
  require(object.load() == 5, "load");
  object.store(T{9}, memory_order_release);
  require(object.exchange(T{12}, memory_order_acq_rel) == 9, "exchange");
  require(object.fetch_add(T{3}) == 12, "fetch_add");
  require(object.fetch_sub(T{5}) == 15, "fetch_sub");
  require(object.fetch_and(T{6}) == 10, "fetch_and");
  require(object.fetch_or(T{9}) == 2, "fetch_or");
  require(object.fetch_xor(T{3}) == 11, "fetch_xor");
  T expected{1};
  require(!object.compare_exchange_strong(expected, T{0}), "it is not 1");
  require(expected == 8, "its value is learned");
  require(object.compare_exchange_strong(expected, T{100}), "it is 8");
  require(object.load(memory_order_relaxed) == 100, "it was exchanged");
  T raw{0x5a};
  require(__atomic_fetch_nand(&raw, T{0x0f}, __ATOMIC_RELAXED) == 0x5a, "fetch_nand");
  require(__atomic_load_n(&raw, __ATOMIC_RELAXED) == static_cast<T>(~T{0x0a}), "nand");
}

TYPED_TEST(InstrumentedAtomics, EveryOperationDoesWhatItSays) {
  EXPECT_TRUE(passes(explore({}, [] { use_every_operation<TypeParam>(); })));
}

struct two_words {
  std::uint64_t first;
  std::uint64_t second;
  friend bool operator==(const two_words&, const two_words&) = default;
};

TEST(InstrumentedAtomicObjects, MayHave16Bytes) {
  EXPECT_TRUE(passes(explore({}, [] {
    std::atomic<two_words> object{two_words{1, 2}};
    at_once(
        [&] {
          object.store({3, 4});
        },
        [&] {
          two_words expected{1, 2};
          if (!object.compare_exchange_strong(expected, {5, 6}))
            require(expected == two_words{3, 4}, "no halves are mixed");
        });
    const two_words last = object.load();
    require(last == two_words{3, 4} || last == two_words{5, 6}, "one of them was last");
    require(object.exchange({7, 8}) == last, "it was the value");
  })));
}

TEST(InstrumentedAtomicObjects, MustNotHaveMore) {
  struct large {
    std::array<std::uint64_t, 3> words;
  };
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   std::atomic<large> object{large{}};
                                   (void)object.load();
                                 }),
                         failure::not_modelled, "24 bytes"));
}

TEST(InstrumentedAtomicObjects, OverlapOnlyInWhole) {
  union shared {
    std::uint64_t whole;
    std::uint32_t half;
  };
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   shared object{0};
                                   __atomic_store_n(&opaque(&object)->whole, 1, __ATOMIC_RELAXED);
                                   (void)__atomic_load_n(&opaque(&object)->half, __ATOMIC_RELAXED);
                                 }),
                         failure::not_modelled, "atomic operations on 4 and on 8 bytes"));
}

TEST(InstrumentedAtomicObjects, OutsideOfExplorationsAreTheMachines) {
  std::atomic<std::uint32_t> object{5};
  object.fetch_sub(7);
  EXPECT_EQ(object.load(), 0xffff'fffeU);
  std::uint32_t expected = 1;
  EXPECT_FALSE(object.compare_exchange_strong(expected, 0));
  EXPECT_EQ(expected, 0xffff'fffeU);
  EXPECT_TRUE(object.compare_exchange_weak(expected, 3));
  EXPECT_EQ(object.exchange(4), 3U);
  std::atomic<two_words> wide{two_words{1, 2}};
  wide.store({3, 4});
  EXPECT_EQ(wide.load(), (two_words{3, 4}));
}

/// How many executions there are, and how many in which both threads see the other's variable
/// unset.
result store_buffering(std::memory_order order, bool fences) {
  return explore({}, [=] {
    std::atomic<int> x{0};
    std::atomic<int> y{0};
    int first = -1;
    int second = -1;
    const auto run = [=](std::atomic<int>& mine, std::atomic<int>& other, int& seen) {
      mine.store(1, order == memory_order_acquire ? memory_order_release : order);
      if (fences) std::atomic_thread_fence(memory_order_seq_cst);
      seen = other.load(order);
    };
    at_once([&] { run(x, y, first); }, [&] { run(y, x, second); });
    reachable("neither sees the other", first == 0 && second == 0);
    reachable("both see the other", first == 1 && second == 1);
  });
}

TEST(InstrumentedOrders, AreTheModelsOwn) {
  const result weak = store_buffering(memory_order_acquire, false);
  EXPECT_TRUE(passes(weak));
  EXPECT_EQ(weak.complete, 4U);
  const result strong = store_buffering(memory_order_seq_cst, false);
  EXPECT_EQ(strong.outcome, verdict::vacuous);
  EXPECT_EQ(strong.outcomes.at("neither sees the other"), 0U);
  EXPECT_EQ(strong.complete, 3U);
  const result fenced = store_buffering(memory_order_relaxed, true);
  EXPECT_EQ(fenced.outcomes.at("neither sees the other"), 0U);
  EXPECT_EQ(fenced.complete, 3U);
}

TEST(InstrumentedOrders, FencesOrderPlainData) {
  const auto body = [](std::memory_order before, std::memory_order after) {
    int data = 0;
    std::atomic<int> ready{0};
    at_once(
        [&] {
          if (ready.load(memory_order_relaxed) == 0) return;
          std::atomic_thread_fence(after);
          require(data == 1, "it has arrived");
        },
        [&] {
          data = 1;
          std::atomic_thread_fence(before);
          ready.store(1, memory_order_relaxed);
        });
  };
  EXPECT_TRUE(passes(explore({}, [&] { body(memory_order_release, memory_order_acquire); })));
  EXPECT_TRUE(fails_with(explore({}, [&] { body(memory_order_acquire, memory_order_acquire); }),
                         failure::data_race));
  EXPECT_TRUE(fails_with(explore({}, [&] { body(memory_order_release, memory_order_release); }),
                         failure::data_race));
}

TEST(InstrumentedOrders, OfACompareExchangeThatFailsIsItsOwn) {
  const auto body = [](std::memory_order failure) {
    int data = 0;
    std::atomic<int> ready{0};
    at_once(
        [&] {
          int expected = 5;
          (void)ready.compare_exchange_strong(expected, 6, memory_order_acquire, failure);
          if (expected == 1) require(data == 1, "it has arrived");
        },
        [&] {
          data = 1;
          ready.store(1, memory_order_release);
        });
  };
  EXPECT_TRUE(passes(explore({}, [&] { body(memory_order_acquire); })));
  EXPECT_TRUE(fails_with(explore({}, [&] { body(memory_order_relaxed); }), failure::data_race));
}

TEST(InstrumentedOrders, SequentialConsistencyIsAnOption) {
  const result found = explore({.memory = model::sc}, [] {
    std::atomic<int> x{0};
    std::atomic<int> y{0};
    int seen = -1;
    at_once(
        [&] {
          x.store(1, memory_order_relaxed);
          y.store(1, memory_order_relaxed);
        },
        [&] {
          seen = y.load(memory_order_relaxed);
          if (seen == 1) require(x.load(memory_order_relaxed) == 1, "stores stay in order");
        });
  });
  EXPECT_TRUE(passes(found));
}

TEST(InstrumentedAtomicObjects, AreTheSameInEachExecutionWhoeverComesFirst) {
  const result found = explore({.detect_duplicates = true}, [] {
    std::array<std::atomic<int>, 3> all{};
    at_once(
        [&] {
          for (auto& each : all) each.store(1, memory_order_relaxed);
        },
        [&] {
          for (std::size_t i = all.size(); i-- > 0;) (void)all[i].load(memory_order_relaxed);
        });
  });
  EXPECT_TRUE(passes(found));
  EXPECT_EQ(found.duplicates, 0U);
  EXPECT_EQ(found.complete, 8U);
}

}  // namespace
}  // namespace interlock::checker
