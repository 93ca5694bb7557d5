// SPDX-License-Identifier: MIT
/// @file
/// The queue between threads: nothing lost, nothing twice, each producer's elements in order, each
/// element visible whole.
#include <interlock/lockfree/queue.hpp>

#include "support/scale.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace interlock {
namespace {

struct message {
  int producer;
  int number;
};

/// What one consumer has taken, in its order.
using log = std::vector<message>;

/// Pops until `total` elements have been taken by all consumers together; false if that takes too
/// long.
template <class Queue, class Take>
bool consume(Queue& from, std::atomic<int>& taken, int total, Take take) {
  const auto end = std::chrono::steady_clock::now() + support::patience;
  while (taken.load(std::memory_order::relaxed) < total) {
    if (auto element = from.try_pop()) {
      taken.fetch_add(1, std::memory_order::relaxed);
      take(std::move(*element));
    } else if (std::chrono::steady_clock::now() > end) {
      return false;
    } else {
      std::this_thread::yield();
    }
  }
  return true;
}

/// Fails unless the logs hold the numbers 0 .. per_producer - 1 of each producer once, ascending
/// within a log.
void expect_conserved(const std::vector<log>& logs, int producers, int per_producer) {
  std::vector<std::vector<int>> times(static_cast<std::size_t>(producers),
                                      std::vector<int>(static_cast<std::size_t>(per_producer), 0));
  for (const log& taken : logs) {
    std::vector<int> last(static_cast<std::size_t>(producers), -1);
    for (const message& element : taken) {
      const auto producer = static_cast<std::size_t>(element.producer);
      ASSERT_LT(last[producer], element.number) << "order of producer " << element.producer;
      last[producer] = element.number;
      ++times[producer][static_cast<std::size_t>(element.number)];
    }
  }
  for (int p = 0; p < producers; ++p) {
    for (int i = 0; i < per_producer; ++i) {
      ASSERT_EQ(times[static_cast<std::size_t>(p)][static_cast<std::size_t>(i)], 1)
          << "element " << i << " of producer " << p;
    }
  }
}

void exchange_messages(int producers, int consumers) {
  const int per_producer = support::rounds(200'000);
  queue<message> messages;
  std::vector<log> logs(static_cast<std::size_t>(consumers));
  std::atomic<int> taken{0};
  support::run_together("queue", producers + consumers, [&](int self) {
    if (self < producers) {
      for (int i = 0; i < per_producer; ++i) messages.push({self, i});
      return;
    }
    log& mine = logs[static_cast<std::size_t>(self - producers)];
    EXPECT_TRUE(consume(messages, taken, producers * per_producer,
                        [&](message element) { mine.push_back(element); }))
        << "only " << taken << " elements arrived";
  });
  EXPECT_TRUE(messages.empty());
  expect_conserved(logs, producers, per_producer);
}

TEST(queue_threads, OneProducerOneConsumer) { exchange_messages(1, 1); }
TEST(queue_threads, TwoProducersTwoConsumers) { exchange_messages(2, 2); }
TEST(queue_threads, ManyProducersOneConsumer) { exchange_messages(4, 1); }
TEST(queue_threads, OneProducerManyConsumers) { exchange_messages(1, 4); }

TEST(queue_threads, ElementsArriveWhole) {
  const int per_producer = support::rounds(50'000);
  queue<std::unique_ptr<std::string>> texts;
  std::atomic<int> taken{0};
  std::atomic<int> broken{0};
  support::run_together("queue", 4, [&](int self) {
    if (self < 2) {
      for (int i = 0; i < per_producer; ++i) {
        texts.push(std::make_unique<std::string>(64, static_cast<char>('a' + i % 26)));
      }
      return;
    }
    EXPECT_TRUE(consume(texts, taken, 2 * per_producer, [&](std::unique_ptr<std::string> text) {
      if (*text != std::string(64, text->front())) ++broken;
    }));
  });
  EXPECT_EQ(broken, 0);
}

/// Stops in its constructor, or throws, as it is told.
struct slow {
  slow(int value, std::atomic<bool>& entered, std::atomic<bool>& go_on) : number{value} {
    entered = true;
    support::eventually([&] { return go_on.load(); });
    throw std::runtime_error{"after all that"};
  }
  explicit slow(int value) : number{value} {}
  int number;
};

TEST(queue_threads, AProducerThatStopsWhileItMakesAnElementStopsNobody) {
  queue<slow> elements;
  std::atomic<bool> entered{false};
  std::atomic<bool> go_on{false};
  support::worker stopped{
      "stopped", [&] { EXPECT_THROW(elements.emplace(-1, entered, go_on), std::runtime_error); }};
  ASSERT_TRUE(support::eventually([&] { return entered.load(); }));
  for (int i = 0; i < 1000; ++i) {
    elements.emplace(i);
    ASSERT_EQ(elements.try_pop()->number, i);
  }
  go_on = true;
  stopped.join();
  EXPECT_TRUE(elements.empty());
}

TEST(queue_threads, EmptyNeverHidesAFinishedPush) {
  queue<int> numbers;
  std::atomic<int> wrong{0};
  support::run_together("queue", 3, [&](int) {
    for (int i = 0; i < support::rounds(100'000); ++i) {
      // At most two other elements are ever taken in exchange for theirs, so ours or one of theirs
      // is here.
      numbers.push(i);
      if (numbers.empty()) ++wrong;
      if (!numbers.try_pop()) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0);
  EXPECT_TRUE(numbers.empty());
}

TEST(queue_threads, ShortLivedThreadsLeaveBoundedMemory) {
  queue<int> numbers;
  const auto visit = [&] {
    numbers.push(1);
    EXPECT_TRUE(numbers.try_pop());
  };
  std::thread{visit}.join();
  const std::size_t records = default_hazard_pointer_domain().hazard_pointers();
  for (int i = 0; i < support::rounds(2000); ++i) std::thread{visit}.join();
  EXPECT_EQ(default_hazard_pointer_domain().hazard_pointers(), records);
}

}  // namespace
}  // namespace interlock
