// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/queues.hpp.
#pragma once

#include <interlock/linearizability/queue.hpp>
#include <interlock/memory_order/backend.hpp>

#include "check.hpp"
#include "history.hpp"
#include "queue_steps.hpp"
#include "queue_under_test.hpp"

#include <array>
#include <cstddef>

namespace interlock::checks {

/// Every item that was pushed is popped once or left. Nobody retries.
template <backend B, class Row, unsigned Producers, unsigned Consumers, unsigned Attempts = 2,
          std::size_t Capacity = 2, bool Wrap = false>
requires(Producers <= Row::contract.producers &&
         Consumers <= Row::contract.consumers) struct conservation : warm_threads<B, Row> {
  static constexpr unsigned threads = Producers + Consumers;
  using queue_type = queue_under_test<B, Row, Capacity, Wrap>;

  void thread(unsigned index) {
    if (index < Producers) {
      for (unsigned number = 1; number <= Attempts; ++number) {
        const bool done = queue.push(index, number);
        check<B>(done || Row::contract.bounded, "an unbounded queue is never full");
        pushed[index] += done ? 1 : 0;
      }
    } else {
      typename queue_type::seen_numbers seen{};
      for (unsigned attempt = 0; attempt != Attempts; ++attempt) {
        if (queue.pop(seen)) ++popped[index];
      }
    }
  }

  void after() {
    unsigned left = 0;
    for (unsigned index = 0; index != Producers; ++index) left += pushed[index];
    for (unsigned index = Producers; index != threads; ++index) left -= popped[index];
    typename queue_type::seen_numbers seen{};
    for (; left != 0; --left) check<B>(queue.pop(seen), "every item pushed comes out");
    check<B>(!queue.pop(seen), "nothing else comes out");
  }

  queue_type queue;
  std::array<unsigned, threads> pushed{};
  std::array<unsigned, threads> popped{};
};

/// A queue that nobody empties ends what is left in it.
template <backend B, class Row, unsigned Producers, std::size_t Capacity = 2>
requires(Producers <= Row::contract.producers) struct items_left {
  static constexpr unsigned threads = Producers;
  void thread(unsigned index) {
    (void)queue.push(index, 1);
    (void)queue.push(index, 2);
  }
  queue_under_test<B, Row, Capacity, false> queue;
};

/// Two threads empty a queue that holds `Items` items.
template <backend B, class Row, unsigned Items = 3>
requires(for_many<Row>) struct drained_by_two : warm_threads<B, Row> {
  static constexpr unsigned threads = 2;
  using queue_type = queue_under_test<B, Row, Items, false>;

  void before() {
    for (unsigned number = 1; number <= Items; ++number)
      check<B>(queue.push(0, number), "the queue is not full");
  }
  void thread(unsigned index) {
    typename queue_type::seen_numbers seen{};
    while (queue.pop(seen)) ++popped[index];
  }
  void after() { check<B>(popped[0] + popped[1] == Items, "every item pushed comes out"); }

  queue_type queue;
  std::array<unsigned, threads> popped{};
};

/// Two threads that both push and pop. An unbounded queue is never full, and one that has pushed
/// finds it not empty unless the other one has taken the item.
template <backend B, class Row, unsigned Rounds>
requires(for_many<Row>) struct both_sides : warm_threads<B, Row> {
  static constexpr unsigned threads = 2;
  using queue_type = queue_under_test<B, Row, 2 * threads * Rounds, false>;

  void thread(unsigned index) {
    typename queue_type::seen_numbers seen{};
    for (unsigned number = 1; number <= Rounds; ++number) {
      check<B>(queue.push(index, number), "the queue is not full");
      if (queue.pop(seen)) ++popped[index];
      if (index == 1 && queue.pop(seen)) ++popped[index];
    }
  }
  void after() {
    typename queue_type::seen_numbers seen{};
    unsigned left = 0;
    while (queue.pop(seen)) ++left;
    check<B>(popped[0] + popped[1] + left == threads * Rounds, "every item pushed comes out");
  }

  queue_type queue;
  std::array<unsigned, threads> popped{};
};

/// Some order of all calls explains every answer, that the queue was full or empty included. One
/// thread of two both pushes and pops, if both may.
template <backend B, class Row, unsigned Pushes = 2, std::size_t Capacity = 2>
struct linearizable : warm_threads<B, Row> {
  static constexpr unsigned threads = 2;
  using fifo = linearizability::queue<unsigned>;

  ~linearizable() { destroy<B>(queue); }

  void thread(unsigned index) {
    if (index == 0) {
      for (unsigned value = 1; value <= Pushes; ++value) push(index, value);
    } else {
      pop(index);
      if constexpr (for_many<Row>) push(index, Pushes + 1);
      pop(index);
    }
  }
  void after() {
    while (pop(threads)) continue;
    calls.check();
  }

  void push(unsigned index, unsigned value) {
    calls.call(index, fifo::push(value), [&] {
      return fifo::pushed(Row::template try_push<unsigned, B>(*queue, unsigned{value}));
    });
  }
  bool pop(unsigned index) {
    bool done = false;
    calls.call(index, fifo::pop(), [&] {
      const auto got = Row::template try_pop<unsigned, B>(*queue);
      done = got.has_value();
      return fifo::popped(got);
    });
    return done;
  }

  typename Row::template type<unsigned, B>* queue = Row::template make<unsigned, B>(Capacity, 0);
  history_of<B, fifo, threads + 1> calls{Row::contract.bounded ? fifo{Capacity} : fifo{}};
};

/// A producer and a consumer that retry hand over more items than the queue has places. (An attempt
/// that fails must change nothing: a queue that protects nodes with hazard pointers could go on
/// like that for ever.)
template <backend B, class Row, unsigned Items = 3, std::size_t Capacity = 1, bool Wrap = false>
requires(Row::contract.bounded) struct retrying {
  static constexpr unsigned threads = 2;
  using queue_type = queue_under_test<B, Row, Capacity, Wrap>;

  void thread(unsigned index) {
    typename queue_type::seen_numbers seen{};
    for (unsigned number = 1; number <= Items; ++number) {
      if (index == 0) {
        while (!queue.push(0, number)) B::yield();
      } else {
        while (!queue.pop(seen)) B::yield();
        check<B>(seen[0] == number, "items come in the order of their pushes");
      }
    }
  }

  queue_type queue;
};

/// Alone, a thread finds the queue full and empty exactly when it is.
template <backend B, class Row, unsigned Capacity = 2, bool Wrap = false>
struct alone {
  static constexpr unsigned threads = 1;
  using queue_type = queue_under_test<B, Row, Capacity, Wrap>;

  void thread(unsigned) {
    typename queue_type::seen_numbers seen{};
    check<B>(!queue.pop(seen), "a new queue is empty");
    for (unsigned round = 0; round != 3; ++round) {
      for (unsigned place = 1; place <= Capacity; ++place)
        check<B>(queue.push(0, round * Capacity + place), "the queue is not full");
      if (Row::contract.bounded) check<B>(!queue.push(0, 1000), "the queue is full");
      for (unsigned place = 1; place <= Capacity; ++place)
        check<B>(queue.pop(seen), "the queue is not empty");
      check<B>(!queue.pop(seen), "the queue is empty");
    }
  }

  queue_type queue;
};

/// A producer that pushes ranges, and a consumer.
template <backend B, class Row>
requires(Row::contract.ranges) struct range_at_once {
  static constexpr unsigned threads = 2;
  using queue_type = queue_under_test<B, Row, 2, false>;

  void thread(unsigned index) {
    typename queue_type::seen_numbers seen{};
    if (index == 0) {
      pushed = queue.push_three(0, 1);
      check<B>(pushed == 2, "a range goes in as far as there is room");
      pushed += queue.push_three(0, pushed + 1);
    } else {
      for (unsigned attempt = 0; attempt != 2; ++attempt) popped += queue.pop(seen) ? 1U : 0U;
    }
  }
  void after() {
    typename queue_type::seen_numbers seen{};
    reachable<B>("the second range finds no room", pushed == 2);
    reachable<B>("the second range finds room for two", pushed == 4);
    for (; popped != pushed; ++popped) check<B>(queue.pop(seen), "every item pushed comes out");
    check<B>(!queue.pop(seen), "nothing else comes out");
  }

  queue_type queue;
  unsigned pushed = 0;
  unsigned popped = 0;
};

/// Every client of a row, with its name.
struct queue_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    visit.template operator()<alone<B, Row>>("alone");
    visit.template operator()<conservation<B, Row, 1, 1>>("one producer, one consumer");
    visit.template operator()<linearizable<B, Row>>("linearizable");
    visit.template operator()<items_left<B, Row, 1>>("items left");
    if constexpr (Row::contract.starts_anywhere) {
      visit.template operator()<alone<B, Row, 2, true>>("alone across the wrap");
      visit.template operator()<conservation<B, Row, 1, 1, 3, 2, true>>(
          "one producer, one consumer, across the wrap");
    }
    if constexpr (Row::contract.bounded) {
      visit.template operator()<conservation<B, Row, 1, 1, 3, 1>>(
          "one producer, one consumer, one place");
      visit.template operator()<linearizable<B, Row, 3, 1>>("linearizable, one place");
      visit.template operator()<retrying<B, Row>>("retrying");
    }
    if constexpr (Row::contract.ranges) {
      visit.template operator()<range_at_once<B, Row>>("a range at once");
    }
    if constexpr (for_many<Row>) each_for_many<B, Row>(visit);
  }

 private:
  template <backend B, for_many Row, class Visit>
  static void each_for_many(Visit&& visit) {
    visit.template operator()<one_step_each<B, Row, 0, 1, 1>>("push and pop, empty");
    visit.template operator()<one_step_each<B, Row, 1, 1, 1>>("push and pop");
    visit.template operator()<one_step_each<B, Row, 0, 2, 0>>("two push, empty");
    visit.template operator()<one_step_each<B, Row, 1, 0, 2>>("two pop the last one");
    visit.template operator()<one_step_each<B, Row, 2, 0, 2>>("two pop");
    visit.template operator()<overtaken_push<B, Row>>("an overtaken push");
    visit.template operator()<overtaken_pop<B, Row>>("an overtaken pop");
    visit.template operator()<one_step_each<B, Row, 0, 2, 1>>("two push, one pops, empty");
    visit.template operator()<one_step_each<B, Row, 1, 2, 1>>("two push, one pops");
    visit.template operator()<one_step_each<B, Row, 1, 1, 2>>("one pushes, two pop");
    visit.template operator()<one_step_each<B, Row, 0, 3, 0>>("three push, empty");
    visit.template operator()<large<one_step_each<B, Row, 3, 0, 3>>>("three pop");
    visit.template operator()<relay<B, Row, true>>("relay");
    visit.template operator()<relay<B, Row, false>>("relay that overlaps");
    visit.template operator()<items_left<B, Row, 2>>("items left by two");
    visit.template operator()<large<both_sides<B, Row, 1>>>("both sides");
    visit.template operator()<large<both_sides<B, Row, 2>>>("both sides, twice");
    visit.template operator()<large<drained_by_two<B, Row, 3>>>("drained by two");
    visit.template operator()<large<conservation<B, Row, 2, 1>>>("two producers");
    visit.template operator()<large<conservation<B, Row, 1, 2>>>("two consumers");
  }
};

}  // namespace interlock::checks
