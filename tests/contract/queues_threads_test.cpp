// SPDX-License-Identifier: MIT
/// @file
/// What every queue promises to several threads: conservation, the order of each producer, and that
/// an element is seen as it was made.
#include "registry/queues.hpp"
#include "support/queue_owner.hpp"
#include "support/repeat.hpp"
#include "support/rows.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace interlock {
namespace {

using support::queue_owner;
using support::rounds;
using support::run_together;

/// An element whose bytes all tell where it comes from.
class message {
 public:
  message(std::size_t producer, std::uint64_t number) : producer_{producer} {
    copies_.fill(number);
  }
  [[nodiscard]] std::size_t producer() const { return producer_; }
  [[nodiscard]] std::uint64_t number() const { return copies_[0]; }
  [[nodiscard]] bool torn() const {
    return std::any_of(copies_.begin(), copies_.end(),
                       [&](auto each) { return each != copies_[0]; });
  }

 private:
  std::size_t producer_;
  std::array<std::uint64_t, 7> copies_{};
};

/// What the consumers have found.
struct findings {
  std::atomic<std::uint64_t> popped{0};
  std::atomic<std::uint64_t> sum{0};
  std::atomic<int> torn{0};
  std::atomic<int> out_of_order{0};
};

struct traffic {
  std::size_t producers;
  std::size_t consumers;
  std::size_t capacity;
  std::size_t first_index;
  std::uint64_t each;
};

template <class Row>
struct queue_threads : ::testing::Test {
  using queue_type = queue_owner<Row, message>;

  static void produce(queue_type& queue, std::size_t producer, std::uint64_t each) {
    for (std::uint64_t n = 1; n <= each; ++n) {
      while (!queue.try_push(message{producer, n})) std::this_thread::yield();
      if (n % 128 == 0) std::this_thread::yield();
    }
  }
  static void consume(queue_type& queue, std::size_t producers, std::uint64_t expected,
                      findings& found) {
    std::vector<std::uint64_t> last(producers, 0);
    while (found.popped.load() < expected) {
      const std::optional<message> next = queue.try_pop();
      if (!next) {
        std::this_thread::yield();
        continue;
      }
      if (next->torn()) found.torn.fetch_add(1);
      std::uint64_t& before = last.at(next->producer());
      if (next->number() <= before) found.out_of_order.fetch_add(1);
      before = next->number();
      found.sum.fetch_add(next->number());
      found.popped.fetch_add(1);
    }
  }
  /// Requires: `plan` is allowed by the contract.
  static void expect_conservation(const traffic& plan) {
    queue_type queue{plan.capacity, plan.first_index};
    findings found;
    const std::uint64_t expected = plan.producers * plan.each;
    run_together("partner", static_cast<int>(plan.producers + plan.consumers), [&](int i) {
      const auto number = static_cast<std::size_t>(i);
      if (number < plan.producers) {
        produce(queue, number, plan.each);
      } else {
        consume(queue, plan.producers, expected, found);
      }
    });
    EXPECT_EQ(found.popped.load(), expected);
    EXPECT_EQ(found.sum.load(), plan.producers * (plan.each * (plan.each + 1) / 2));
    EXPECT_EQ(found.torn.load(), 0);
    EXPECT_EQ(found.out_of_order.load(), 0);
    EXPECT_FALSE(queue.try_pop().has_value());
  }
};
TYPED_TEST_SUITE(queue_threads, support::rows_of<registry::queues>, support::row_names);

TYPED_TEST(queue_threads, EveryElementArrivesOnceAndInTheOrderOfItsProducer) {
  constexpr std::size_t sides[][2] = {{1, 1}, {1, 3}, {3, 1}, {2, 2}};
  for (const auto& [producers, consumers] : sides) {
    if (producers > TypeParam::contract.producers) continue;
    if (consumers > TypeParam::contract.consumers) continue;
    for (const std::size_t capacity : {1U, 2U, 3U, 64U}) {
      SCOPED_TRACE(std::to_string(producers) + " x " + std::to_string(consumers) + ", capacity " +
                   std::to_string(capacity));
      const auto each = static_cast<std::uint64_t>(rounds(capacity < 64 ? 3'000 : 20'000));
      TestFixture::expect_conservation({producers, consumers, capacity, 0, each});
    }
  }
}

/// A queue that is neither full nor empty never says that it is.
TYPED_TEST(queue_threads, ConsumerThatIsOwedAnElementFindsOne) {
  queue_owner<TypeParam, std::unique_ptr<int>> queue{2};
  std::atomic<int> pushed{0};
  std::atomic<int> popped{0};
  const int items = rounds(10'000);
  const auto end = std::chrono::steady_clock::now() + support::enough;
  std::atomic<bool> over{false};
  run_together("partner", 2, [&](int i) {
    if (i == 0) {
      for (int n = 0; n < items && std::chrono::steady_clock::now() < end; ++n) {
        while (pushed.load() - popped.load() == 2) std::this_thread::yield();
        EXPECT_TRUE(queue.try_push(std::make_unique<int>(n))) << "it has room";
        pushed.fetch_add(1);
      }
      over.store(true);
      return;
    }
    for (int n = 0;; ++n) {
      while (pushed.load() == n && !over.load()) std::this_thread::yield();
      if (pushed.load() == n) return;
      const auto value = queue.try_pop();
      ASSERT_TRUE(value.has_value()) << "it holds an element";
      EXPECT_EQ(**value, n);
      popped.fetch_add(1);
    }
  });
  EXPECT_EQ(pushed.load(), popped.load());
  EXPECT_GT(popped.load(), 0);
}

template <class Row>
using has_counters = std::bool_constant<Row::contract.starts_anywhere>;
template <class Row>
struct counting_queues : queue_threads<Row> {};
using counting_rows = support::rows_of<registry::filter_t<has_counters, registry::queues>>;
TYPED_TEST_SUITE(counting_queues, counting_rows, support::row_names);

TYPED_TEST(counting_queues, CountersMayWrapAroundInTraffic) {
  for (const std::size_t before_the_end : {1U, 100U, 1000U}) {
    const auto each = static_cast<std::uint64_t>(rounds(5'000));
    this->expect_conservation({1, 1, 7, std::size_t{0} - before_the_end, each});
  }
}

}  // namespace
}  // namespace interlock
