// SPDX-License-Identifier: MIT
/// @file
/// What the clients of queues put into them, and how. An item owns memory, so one that is lost
/// leaks and one that comes out twice is released twice; its content is plain, so it must happen
/// before its consumer reads it.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "check.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

namespace interlock::checks {

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
  static constexpr unsigned most_producers = 4;
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

  /// Pushes three numbers from `from` on as a range; returns how many it took, which must be the
  /// first ones.
  unsigned push_three(unsigned producer, unsigned from) requires(Row::contract.ranges) {
    std::array<item, 3> range{item::make(producer, from), item::make(producer, from + 1),
                              item::make(producer, from + 2)};
    item* const left =
        Row::template try_push_range<item, B>(*queue_, range.data(), range.data() + range.size());
    for (item& each : range)
      check<B>((&each < left) != static_cast<bool>(each), "a range is taken from its front");
    return static_cast<unsigned>(left - range.data());
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

/// What the threads of a row for many of both sides do before they start: each pops from an empty
/// queue, so that whatever the row keeps for each thread is there.
template <backend B, class Row>
struct warm_threads {
  void warm_up(unsigned) requires(Row::contract.producers >= 2 && Row::contract.consumers >= 2) {
    typename queue_under_test<B, Row, 1, false>::seen_numbers seen{};
    check<B>(!spare.pop(seen), "a new queue is empty");
  }
  queue_under_test<B, Row, 1, false> spare;
};

}  // namespace interlock::checks
