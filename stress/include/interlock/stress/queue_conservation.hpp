// SPDX-License-Identifier: MIT
/// @file
/// Scenario: producers and consumers share a queue. Finds values lost, duplicated, torn or out of
/// order, and queues that stay full or empty for ever.
#pragma once

#include <interlock/stress/test_case.hpp>

#include <algorithm>
#include <atomic>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace interlock::stress {

/// What the producers push: who made it, its number, and a seal over both that tells a torn value.
struct item {
  std::uint64_t producer = 0;
  std::uint64_t sequence = 0;
  std::uint64_t seal = 0;
};

/// What a queue promises.
struct queue_facts {
  unsigned max_producers = 0;  ///< 0: any number
  unsigned max_consumers = 0;  ///< 0: any number
  bool fifo = true;            ///< values of one producer are taken in the order of their pushes
};

/// How the scenario uses a queue that a user brings: made with a capacity if it takes one;
/// `try_push` or else `push`; `try_pop` that returns an optional or fills a reference.
template <class Queue>
struct own_queue {
  static std::unique_ptr<Queue> make(std::size_t capacity) {
    if constexpr (std::constructible_from<Queue, std::size_t>) {
      return std::make_unique<Queue>(capacity);
    } else {
      return std::make_unique<Queue>();
    }
  }
  static bool try_push(Queue& queue, item&& value) {
    if constexpr (requires { static_cast<bool>(queue.try_push(std::move(value))); }) {
      return queue.try_push(std::move(value));
    } else {
      queue.push(std::move(value));
      return true;
    }
  }
  static std::optional<item> try_pop(Queue& queue) {
    if constexpr (requires { std::optional<item>{queue.try_pop()}; }) {
      return queue.try_pop();
    } else {
      item value;
      return queue.try_pop(value) ? std::optional<item>{value} : std::nullopt;
    }
  }
};

namespace detail {

/// A bag of the numbers of one producer, as far as needed to tell whether two bags are equal.
struct sequence_sum {
  std::uint64_t count = 0;
  std::uint64_t checksum = 0;

  void add(std::uint64_t sequence) noexcept {
    ++count;
    checksum += mix(sequence);
  }
  void add(const sequence_sum& other) noexcept {
    count += other.count;
    checksum += other.checksum;
  }
  friend bool operator==(const sequence_sum&, const sequence_sum&) = default;
};

/// What one consumer has taken, by producer.
class consumption {
 public:
  explicit consumption(std::size_t producers) : next_(producers), sums_(producers) {}

  void take(worker& self, const item& taken, bool fifo) {
    if (taken.producer >= sums_.size() || taken.seal != mix(taken.producer, taken.sequence)) {
      self.violation("a value was torn or never pushed: producer " +
                     std::to_string(taken.producer) + ", number " + std::to_string(taken.sequence));
      return;
    }
    std::uint64_t& next = next_[taken.producer];
    if (fifo && taken.sequence < next) {
      self.violation("producer " + std::to_string(taken.producer) + "'s number " +
                     std::to_string(taken.sequence) + " was taken after its number " +
                     std::to_string(next - 1));
    }
    next = taken.sequence + 1;
    sums_[taken.producer].add(taken.sequence);
  }

  [[nodiscard]] const sequence_sum& of(std::size_t producer) const { return sums_[producer]; }

 private:
  std::vector<std::uint64_t> next_;
  std::vector<sequence_sum> sums_;
};

template <class Access>
class queue_scenario {
 public:
  queue_scenario(round_setup setup, queue_facts facts)
      : facts_{facts},
        producers_{producers_of(setup, facts)},
        queue_{Access::make(setup.draw.between(1, 64))},
        pushed_(producers_),
        popped_(setup.threads - producers_, consumption{producers_}),
        producers_left_{producers_} {}

  role role_of(unsigned thread) {
    if (thread < producers_) return {"producer", [this](worker& self) { produce(self); }};
    return {"consumer",
            [this, which = thread - producers_](worker& self) { consume(self, popped_[which]); }};
  }

  void finish(round_end& end) {
    for (std::size_t producer = 0; producer < producers_; ++producer) {
      sequence_sum taken;
      for (const auto& one : popped_) taken.add(one.of(producer));
      if (taken == pushed_[producer]) continue;
      end.violation("producer " + std::to_string(producer) + " pushed " +
                    std::to_string(pushed_[producer].count) + " values, " +
                    std::to_string(taken.count) + " were taken" +
                    (taken.count == pushed_[producer].count ? ", but not the same ones" : ""));
    }
    end.observe("pops during pushes", overlapping_.load(std::memory_order_relaxed));
    end.observe("full", full_.load(std::memory_order_relaxed));
    end.observe("empty", empty_.load(std::memory_order_relaxed));
  }

 private:
  // An unbounded queue must not eat the memory of the machine within a round.
  static constexpr std::uint64_t most_values = 20'000;

  static unsigned producers_of(round_setup setup, queue_facts facts) {
    const unsigned at_least = facts.max_consumers == 0 || setup.threads <= facts.max_consumers
                                  ? 1
                                  : std::max(1u, setup.threads - facts.max_consumers);
    const unsigned at_most = facts.max_producers == 0
                                 ? setup.threads - 1
                                 : std::min(facts.max_producers, setup.threads - 1);
    return setup.draw.between(at_least, at_most);
  }

  void produce(worker& self) {
    sequence_sum sent;
    std::uint64_t full = 0;
    while (self.running() && sent.count < most_values) {
      const item made{self.index(), sent.count, mix(self.index(), sent.count)};
      item offered = made;
      self.at("push");
      while (!Access::try_push(*queue_, std::move(offered))) {
        offered = made;
        ++full;
        std::this_thread::yield();
      }
      sent.add(made.sequence);
      self.done();
      self.perturb();
    }
    pushed_[self.index()] = sent;
    full_.fetch_add(full, std::memory_order_relaxed);
    // release: with the acquire in consume, whoever sees no producer left sees all that they
    // pushed.
    producers_left_.fetch_sub(1, std::memory_order_release);
  }

  void consume(worker& self, consumption& mine) {
    std::uint64_t empty = 0;
    std::uint64_t overlapping = 0;
    bool producers_done = false;
    self.at("pop");
    for (;;) {
      const std::optional<item> taken = Access::try_pop(*queue_);
      if (!taken) {
        if (producers_done) break;
        ++empty;
        // acquire: pairs with the release in produce.
        producers_done = producers_left_.load(std::memory_order_acquire) == 0;
        std::this_thread::yield();
        continue;
      }
      if (producers_left_.load(std::memory_order_relaxed) != 0) ++overlapping;
      mine.take(self, *taken, facts_.fifo);
      self.done();
      self.perturb();
    }
    empty_.fetch_add(empty, std::memory_order_relaxed);
    overlapping_.fetch_add(overlapping, std::memory_order_relaxed);
  }

  const queue_facts facts_;
  const unsigned producers_;
  const decltype(Access::make(1)) queue_;
  std::vector<sequence_sum> pushed_;  // by producer, each written by its own thread
  std::vector<consumption> popped_;   // by consumer, likewise
  alignas(128) std::atomic<unsigned> producers_left_;
  std::atomic<std::uint64_t> full_{0};
  std::atomic<std::uint64_t> empty_{0};
  std::atomic<std::uint64_t> overlapping_{0};
};

}  // namespace detail

/// `Access` makes a queue (an owning pointer), pushes an `item` and pops one, as `own_queue` does.
template <class Access>
test_case queue_conservation_through(std::string row, queue_facts facts) {
  test_case result{.row = std::move(row), .scenario = "conservation"};
  if (facts.max_producers != 0 && facts.max_consumers != 0) {
    result.max_threads = facts.max_producers + facts.max_consumers;
  }
  result.must_observe = {"pops during pushes"};
  result.make = rounds_of<detail::queue_scenario<Access>>(facts);
  return result;
}

/// What is pushed is taken once, whole, and in order. `Queue` holds `item`s; see `own_queue`.
template <class Queue>
test_case queue_conservation(std::string row, queue_facts facts = {}) {
  return queue_conservation_through<own_queue<Queue>>(std::move(row), facts);
}

}  // namespace interlock::stress
