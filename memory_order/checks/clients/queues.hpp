// SPDX-License-Identifier: MIT
/// @file
/// Clients of the rows of registry/queues.hpp. An item owns memory, so one that is lost leaks and
/// one that comes out twice is released twice; its content is plain, so it must happen before its
/// consumer reads it.
#pragma once

#include <interlock/linearizability/queue.hpp>
#include <interlock/memory_order/backend.hpp>

#include "check.hpp"
#include "history.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

namespace interlock::checks {

/// The number of producers is in the type of the client, so 8 bits are plenty.
template <backend B>
struct queue_content {
  queue_content(unsigned producer_, unsigned number_) : producer{producer_}, number{number_} {}
  typename B::template plain<unsigned> producer;
  typename B::template plain<unsigned> number;
};

template <backend B>
using queue_item = owned<B, queue_content<B>>;

/// A queue of items, and the order in which one thread sees them.
template <backend B, class Row, std::size_t Capacity, bool Wrap>
class queue_under_test {
 public:
  using item = queue_item<B>;
  static constexpr unsigned most_producers = 2;
  using seen_numbers = std::array<unsigned, most_producers>;
  static constexpr bool wraps = Wrap && Row::contract.starts_anywhere;

  ~queue_under_test() { destroy<B>(queue_); }

  /// Numbers start at 1. A failed push leaves the item to the caller.
  bool push(unsigned producer, unsigned number) {
    item pushed = item::make(producer, number);
    const bool done = Row::template try_push<item, B>(*queue_, std::move(pushed));
    check<B>(done != static_cast<bool>(pushed), "try_push takes the item exactly if it succeeds");
    return done;
  }

  /// False if there is none. `seen` is the last number that this consumer has had from each
  /// producer.
  bool pop(seen_numbers& seen) {
    std::optional<item> popped = Row::template try_pop<item, B>(*queue_);
    if (!popped.has_value()) return false;
    check<B>(static_cast<bool>(*popped), "what comes out was put in");
    const unsigned producer = (*popped)->producer.read();
    const unsigned number = (*popped)->number.read();
    check<B>(seen[producer] < number, "items of one producer come in their order");
    seen[producer] = number;
    return true;
  }

 private:
  static constexpr std::size_t first = wraps ? std::numeric_limits<std::size_t>::max() - 1 : 0;
  typename Row::template type<item, B>* queue_ = Row::template make<item, B>(Capacity, first);
};

/// Every item that was pushed is popped once or left. Nobody retries.
template <backend B, class Row, unsigned Producers, unsigned Consumers, unsigned Attempts = 2,
          std::size_t Capacity = 2, bool Wrap = false>
requires(Producers <= Row::contract.producers &&
         Consumers <= Row::contract.consumers) struct conservation {
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
requires(Row::contract.consumers >= 2) struct drained_by_two {
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
template <backend B, class Row, unsigned Rounds = 2>
requires(Row::contract.producers >= 2 && Row::contract.consumers >= 2) struct both_sides {
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
struct linearizable {
  static constexpr unsigned threads = 2;
  static constexpr bool both = Row::contract.producers >= 2 && Row::contract.consumers >= 2;
  using fifo = linearizability::queue<unsigned>;

  ~linearizable() { destroy<B>(queue); }

  void thread(unsigned index) {
    if (index == 0) {
      for (unsigned value = 1; value <= Pushes; ++value) push(index, value);
    } else {
      pop(index);
      if constexpr (both) push(index, Pushes + 1);
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

/// A producer and a consumer that retry hand over more items than the queue has places.
template <backend B, class Row, unsigned Items = 3, std::size_t Capacity = 1, bool Wrap = false>
struct retrying {
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

/// Every client of a row, with its name.
struct queue_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    visit.template operator()<alone<B, Row>>("alone");
    if constexpr (Row::contract.starts_anywhere) {
      visit.template operator()<alone<B, Row, 2, true>>("alone across the wrap");
    }
    visit.template operator()<conservation<B, Row, 1, 1>>("one producer, one consumer");
    if constexpr (Row::contract.bounded) {
      visit.template operator()<conservation<B, Row, 1, 1, 3, 1>>(
          "one producer, one consumer, one place");
    }
    if constexpr (Row::contract.starts_anywhere) {
      visit.template operator()<conservation<B, Row, 1, 1, 3, 2, true>>(
          "one producer, one consumer, across the wrap");
    }
    if constexpr (Row::contract.producers >= 2) {
      visit.template operator()<conservation<B, Row, 2, 1>>("two producers");
    }
    if constexpr (Row::contract.consumers >= 2) {
      visit.template operator()<conservation<B, Row, 1, 2>>("two consumers");
    }
    if constexpr (Row::contract.consumers >= 2) {
      visit.template operator()<drained_by_two<B, Row>>("drained by two");
    }
    if constexpr (Row::contract.producers >= 2 && Row::contract.consumers >= 2) {
      visit.template operator()<both_sides<B, Row>>("both sides");
    }
    visit.template operator()<linearizable<B, Row>>("linearizable");
    if constexpr (Row::contract.bounded) {
      visit.template operator()<linearizable<B, Row, 3, 1>>("linearizable, one place");
    }
    visit.template operator()<retrying<B, Row>>("retrying");
    visit.template operator()<items_left<B, Row, 1>>("items left");
    if constexpr (Row::contract.producers >= 2) {
      visit.template operator()<items_left<B, Row, 2>>("items left by two");
    }
  }
};

}  // namespace interlock::checks
