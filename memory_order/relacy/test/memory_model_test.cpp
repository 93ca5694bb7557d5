// SPDX-License-Identifier: MIT
/// @file
/// The memory model that a client of `relacy_backend` meets.
#include <interlock/memory_order/relacy_backend.hpp>

#include "suite_assertions.hpp"

#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interlock::relacy {
namespace {

using B = relacy_backend;

template <std::memory_order Publish, std::memory_order Observe>
struct message_passing {
  static constexpr unsigned threads = 2;
  B::atomic<bool> ready{false};
  B::plain<int> data{0};

  void thread(unsigned index) {
    if (index == 0) {
      data.write(42);
      ready.store(true, Publish);
    } else if (ready.load(Observe)) {
      if (data.read() != 42) B::fail("an old value", __FILE__, __LINE__);
    }
  }
};

TEST(MemoryModel, ReleaseAndAcquirePassMessages) {
  expect_always<message_passing<order::release, order::acquire>>(verdict::passed);
}

TEST(MemoryModel, RelaxedStorePublishesNothing) {
  expect_always<message_passing<order::relaxed, order::acquire>>(verdict::data_race);
}

TEST(MemoryModel, RelaxedLoadAcquiresNothing) {
  expect_always<message_passing<order::release, order::relaxed>>(verdict::data_race);
}

struct message_passing_by_fences {
  static constexpr unsigned threads = 2;
  B::atomic<int*> published{nullptr};
  B::plain<int> data{0};
  int target = 0;

  void thread(unsigned index) {
    if (index == 0) {
      data.write(1);
      B::fence(order::release, published);
      published.store(&target, order::relaxed);
    } else if (published.load(order::relaxed) != nullptr) {
      B::fence(order::acquire, published);
      (void)data.read();
    }
  }
};

TEST(MemoryModel, FencesPassMessages) { expect_always<message_passing_by_fences>(verdict::passed); }

enum class fences { none, full, asymmetric, light, heavy };

template <fences Kind>
struct store_buffering {
  static constexpr unsigned threads = 2;
  B::atomic<std::uint32_t> x{0};
  B::atomic<std::uint32_t> y{0};
  std::uint32_t seen[2] = {};

  void thread(unsigned index) {
    auto& mine = index == 0 ? x : y;
    auto& other = index == 0 ? y : x;
    mine.store(1, order::relaxed);
    if (Kind == fences::full) B::fence(order::seq_cst);
    if (Kind == fences::asymmetric) index == 0 ? B::light_fence() : B::heavy_fence();
    if (Kind == fences::light) B::light_fence();
    if (Kind == fences::heavy) B::heavy_fence();
    seen[index] = other.load(order::relaxed);
  }

  void after() {
    if (seen[0] == 0 && seen[1] == 0) B::fail("both missed the store", __FILE__, __LINE__);
  }
};

TEST(MemoryModel, StoresAreBuffered) {
  expect_always<store_buffering<fences::none>>(verdict::assertion);
}

TEST(MemoryModel, FullFencesDrainTheBuffers) {
  expect_always<store_buffering<fences::full>>(verdict::passed);
}

TEST(MemoryModel, LightAndHeavyFencesDrainTheBuffers) {
  expect_always<store_buffering<fences::asymmetric>>(verdict::passed);
  expect_always<store_buffering<fences::heavy>>(verdict::passed);
}

TEST(MemoryModel, TwoLightFencesOrderNothing) {
  expect_always<store_buffering<fences::light>>(verdict::assertion);
}

/// Thread 1 learns of the data from a failed compare-exchange alone.
template <std::memory_order Failure>
struct failed_compare_exchange {
  static constexpr unsigned threads = 2;
  B::atomic<std::uint64_t> flag{0};
  B::plain<int> data{0};

  void thread(unsigned index) {
    if (index == 0) {
      data.write(1);
      flag.store(1, order::release);
    } else {
      std::uint64_t expected = 2;
      if (flag.compare_exchange_strong(expected, 3, order::relaxed, Failure)) return;
      if (expected == 1) (void)data.read();
    }
  }
};

TEST(MemoryModel, FailureOrderMayBeStrongerThanSuccessOrder) {
  expect_always<failed_compare_exchange<order::acquire>>(verdict::passed);
  expect_always<failed_compare_exchange<order::relaxed>>(verdict::data_race);
}

enum class colour : std::uint8_t { red, green };
struct pair_of_words {
  std::uint64_t index;
  std::uint64_t tag;
};

struct every_operation {
  static constexpr unsigned threads = 1;
  std::int32_t numbers[4] = {};
  B::atomic<std::uint8_t> small{250};
  B::atomic<std::int32_t> number{-5};
  B::atomic<std::int32_t*> pointer{numbers};
  B::atomic<bool> flag{true};
  B::atomic<colour> paint{colour::red};
  B::atomic<pair_of_words> wide{pair_of_words{1, 2}};

  static void check(bool condition, int line) {
    if (!condition) B::fail("wrong value", __FILE__, line);
  }

  void thread(unsigned) {
    check(small.fetch_add(10, order::relaxed) == 250 && small.load(order::relaxed) == 4, __LINE__);
    check(number.fetch_sub(1, order::acq_rel) == -5 && number.load(order::seq_cst) == -6, __LINE__);
    check(number.fetch_and(0xff, order::relaxed) == -6, __LINE__);
    check(number.fetch_or(0x100, order::relaxed) == 0xfa, __LINE__);
    check(number.fetch_xor(0x1, order::relaxed) == 0x1fa, __LINE__);
    check(number.load(order::relaxed) == 0x1fb, __LINE__);
    check(pointer.fetch_add(3, order::relaxed) == numbers, __LINE__);
    check(pointer.fetch_sub(1, order::relaxed) == numbers + 3, __LINE__);
    check(pointer.load(order::relaxed) == numbers + 2, __LINE__);
    check(flag.exchange(false, order::acquire) && !flag.load(order::relaxed), __LINE__);
    colour seen = colour::green;
    check(!paint.compare_exchange_strong(seen, colour::green, order::acq_rel), __LINE__);
    check(seen == colour::red, __LINE__);
    while (!paint.compare_exchange_weak(seen, colour::green, order::release)) continue;
    check(paint.load(order::relaxed) == colour::green, __LINE__);
    pair_of_words both = wide.load(order::acquire);
    check(wide.compare_exchange_strong(both, {3, 4}, order::seq_cst, order::relaxed), __LINE__);
    check(wide.load(order::relaxed).tag == 4, __LINE__);
  }
};

TEST(MemoryModel, EveryOperationComputesWhatStdAtomicComputes) {
  expect_always<every_operation>(verdict::passed);
}

template <std::memory_order Order>
struct wrong_load_order {
  static constexpr unsigned threads = 1;
  B::atomic<int> value{0};
  void thread(unsigned) { (void)value.load(Order); }
};

TEST(MemoryModel, ALoadThatReleasesIsAnError) {
  expect_always<wrong_load_order<order::release>>(verdict::assertion);
}

template <unsigned Threads>
struct spinning {
  static constexpr unsigned threads = Threads;
  B::atomic<std::uint32_t> turn{0};
  B::plain<unsigned> data{0};

  void thread(unsigned index) {
    B::await(turn, order::acquire, [index](std::uint32_t now) { return now == index; });
    data.write(data.read() + 1);
    turn.store(index + 1, order::release);
  }
  void after() {
    if (data.read() != Threads) B::fail("lost an update", __FILE__, __LINE__);
  }
};

TEST(MemoryModel, AwaitEndsInEverySearch) {
  expect_always<spinning<2>>(verdict::passed);
  EXPECT_EQ(run<spinning<3>>(at_random).found, verdict::passed);
  EXPECT_TRUE(run<spinning<3>>(within_bounds).complete);
}

struct hopeless_spinning {
  static constexpr unsigned threads = 2;
  B::atomic<std::uint32_t> turn{0};
  void thread(unsigned index) {
    if (index == 0) B::await(turn, order::acquire, [](std::uint32_t now) { return now == 1; });
  }
};

TEST(MemoryModel, AwaitThatNeverEndsIsALivelock) {
  expect_always<hopeless_spinning>(verdict::livelock);
}

TEST(MemoryModel, HistoryNamesTheLineOfTheOperation) {
  const outcome found = run<message_passing<order::relaxed, order::acquire>>(at_random);
  EXPECT_THAT(found.history, testing::HasSubstr("DATA RACE"));
  EXPECT_THAT(found.history, testing::HasSubstr("value=1, (prev value=0), order=relaxed"));
  EXPECT_THAT(found.history, testing::HasSubstr("in memory_model_test.cpp(27)"));
}

}  // namespace
}  // namespace interlock::relacy
