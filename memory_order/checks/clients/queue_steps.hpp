// SPDX-License-Identifier: MIT
/// @file
/// Clients in which each thread takes a single step on a queue for many producers and consumers:
/// small enough for all executions of three threads.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/order.hpp>

#include "check.hpp"
#include "queue_under_test.hpp"

#include <array>

namespace interlock::checks {

template <class Row>
concept for_many = Row::contract.producers >= 2 && Row::contract.consumers >= 2;

/// `Producers` threads push one item each and `Consumers` pop once each, on a queue that holds
/// `Items` items.
template <backend B, for_many Row, unsigned Items, unsigned Producers, unsigned Consumers>
struct one_step_each : warm_threads<B, Row> {
  static constexpr unsigned threads = Producers + Consumers;
  using queue_type = queue_under_test<B, Row, Items + Producers + 1, false>;
  using seen_numbers = typename queue_type::seen_numbers;
  /// Who pushed the first items, as far as their numbers are concerned.
  static constexpr unsigned older_producer = Producers;

  void before() {
    for (unsigned number = 1; number <= Items; ++number)
      check<B>(queue.push(older_producer, number), "the queue is not full");
  }
  void thread(unsigned index) {
    if (index < Producers) {
      check<B>(queue.push(index, 1), "the queue is not full");
    } else {
      popped[index - Producers] = queue.pop(seen[index - Producers]);
    }
  }
  void after() {
    unsigned first_ones = 0;
    unsigned fresh_ones = 0;
    unsigned failures = 0;
    for (unsigned consumer = 0; consumer != Consumers; ++consumer) {
      const bool old = seen[consumer][older_producer] != 0;
      first_ones += popped[consumer] && old ? 1U : 0U;
      fresh_ones += popped[consumer] && !old ? 1U : 0U;
      failures += popped[consumer] ? 0U : 1U;
    }
    check<B>(fresh_ones == 0 || first_ones == Items, "first in, first out");
    check<B>(failures == 0 || first_ones == Items, "a queue with items is not empty");
    drain(first_ones, fresh_ones);
    if constexpr (Producers != 0 && Consumers > Items) {
      reachable<B>("a pop takes what was pushed meanwhile", fresh_ones != 0);
      reachable<B>("a pop finds the queue empty", failures != 0);
    }
  }

  void drain(unsigned first_ones, unsigned fresh_ones) {
    seen_numbers rest{};
    rest[older_producer] = first_ones;
    for (; first_ones != Items; ++first_ones) {
      check<B>(queue.pop(rest), "every item pushed comes out");
      check<B>(rest[older_producer] == first_ones + 1, "first in, first out");
    }
    for (; fresh_ones != Producers; ++fresh_ones)
      check<B>(queue.pop(rest), "every item pushed comes out");
    check<B>(!queue.pop(rest), "nothing else comes out");
  }

  queue_type queue;
  std::array<seen_numbers, Consumers> seen{};
  std::array<bool, Consumers> popped{};
};

/// One thread pushes, the next one pops, the last one pushes and pops. Each waits for the one
/// before it, the second one only if `Apart`, but is told nothing else: what it needs to know must
/// come with the queue.
template <backend B, for_many Row, bool Apart>
struct relay : warm_threads<B, Row> {
  static constexpr unsigned threads = 3;
  using queue_type = queue_under_test<B, Row, 2, false>;

  void thread(unsigned index) {
    typename queue_type::seen_numbers seen{};
    if (index == 2 || (index == 1 && Apart)) {
      // relaxed: on purpose.
      B::await(done, order::relaxed, [index](unsigned now) { return now == index; });
    }
    if (index != 1) check<B>(queue.push(index, 1), "the queue is not full");
    if (index != 0) popped[index] = queue.pop(seen);
    // relaxed: on purpose.
    if (index == 1 || (index == 0 && Apart)) done.store(index + 1, order::relaxed);
  }
  void after() {
    typename queue_type::seen_numbers seen{};
    for (unsigned left = popped[1] + popped[2]; left != 2; ++left)
      check<B>(queue.pop(seen), "every item pushed comes out");
    check<B>(!queue.pop(seen), "nothing else comes out");
    reachable<B>("both items are popped", popped[1] && popped[2]);
  }

  queue_type queue;
  std::array<unsigned, threads> popped{};
  typename B::template atomic<unsigned> done{0};
};

/// A push that may take as long as all that the other thread does: it pushes too, empties the
/// queue, pops from another queue, so that the row reclaims what it can by now, and pushes again.
template <backend B, for_many Row>
struct overtaken_push : warm_threads<B, Row> {
  static constexpr unsigned threads = 2;
  using queue_type = queue_under_test<B, Row, 4, false>;

  void before() { check<B>(other.push(0, 1), "the queue is not full"); }
  void thread(unsigned index) {
    check<B>(queue.push(index, 1), "the queue is not full");
    if (index == 0) return;
    typename queue_type::seen_numbers seen{};
    for (unsigned attempt = 0; attempt != 2; ++attempt) popped += queue.pop(seen) ? 1U : 0U;
    check<B>(popped != 0, "what the thread itself has pushed is there");
    typename queue_type::seen_numbers elsewhere{};
    check<B>(other.pop(elsewhere), "the other queue has an item");
    check<B>(queue.push(index, 2), "the queue is not full");
  }
  void after() {
    reachable<B>("the other push is not yet there", popped == 1);
    check<B>(queue.push(2, 1), "the queue is not full");
    typename queue_type::seen_numbers seen{};
    for (; popped != 4; ++popped) check<B>(queue.pop(seen), "every item pushed comes out");
    check<B>(!queue.pop(seen), "nothing else comes out");
  }

  queue_type queue;
  queue_type other;
  unsigned popped = 0;
};

/// A pop that may take as long as all that the other thread does: it pops too, and pops from
/// another queue, so that the row reclaims what it can by now.
template <backend B, for_many Row>
struct overtaken_pop : warm_threads<B, Row> {
  static constexpr unsigned threads = 2;
  using queue_type = queue_under_test<B, Row, 2, false>;

  void before() {
    check<B>(queue.push(0, 1), "the queue is not full");
    check<B>(queue.push(0, 2), "the queue is not full");
    check<B>(other.push(0, 1), "the queue is not full");
  }
  void thread(unsigned index) {
    typename queue_type::seen_numbers seen{};
    check<B>(queue.pop(seen), "a queue with items is not empty");
    first[index] = seen[0] == 1;
    typename queue_type::seen_numbers elsewhere{};
    if (index == 1) check<B>(other.pop(elsewhere), "the other queue has an item");
  }
  void after() {
    reachable<B>("the other one pops first", first[1]);
    check<B>(first[0] != first[1], "every item comes out once");
  }

  queue_type queue;
  queue_type other;
  std::array<bool, threads> first{};
};

}  // namespace interlock::checks
