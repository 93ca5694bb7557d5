// SPDX-License-Identifier: MIT
/// @file
/// What is done with a container of a peer, written once for all. A container is described by a
/// type such as
///
///     struct spsc_queue {
///       static constexpr const char* name = "boost::lockfree::spsc_queue";
///       static constexpr element_order order = element_order::fifo;
///       static auto make();                                // a pointer to a new container
///       static bool push(auto& container, value element);  // false: full
///       static bool pop(auto& container, value& element);  // false: empty
///     };
///
/// An element is a number, and stands for a message in plain memory that is written before the push
/// and read after the pop: if these do not happen in this order, there is a data race.
#pragma once

#include <interlock/checker/explore.hpp>

#include "catalog.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <utility>

namespace interlock::peers {

/// An element; 0 is none.
using value = std::uint64_t;
inline constexpr value most_elements = 4;

/// In which order a thread's elements come out again.
enum class element_order : std::uint8_t { fifo, any };

/// A container in use, and the messages that its elements stand for.
template <class Container>
class exchange {
 public:
  void push(value element) {
    messages_[element] = message_of(element);
    checker::require(Container::push(*container_, element), "there is room for it");
  }

  /// 0 if there is none.
  [[nodiscard]] value pop() {
    value element = 0;
    if (!Container::pop(*container_, element)) return 0;
    checker::require(element >= 1 && element <= most_elements, "it is one that was pushed");
    checker::require(messages_[element] == message_of(element), "its message has arrived");
    return element;
  }

 private:
  [[nodiscard]] static int message_of(value element) { return static_cast<int>(10 * element); }

  decltype(Container::make()) container_ = Container::make();
  std::array<int, most_elements + 1> messages_{};
};

/// What a thread has popped.
class popped {
 public:
  void add(value element) {
    if (element == 0) return;
    last_ = element;
    ++times_[element];
  }
  template <class Container>
  void add_rest(exchange<Container>& from) {
    for (value left = most_elements + 1; left != 0; --left) {
      const value element = from.pop();
      if (element == 0) return;
      add(element);
    }
    checker::require(false, "what was pushed is popped once");
  }
  [[nodiscard]] value last() const noexcept { return last_; }
  [[nodiscard]] int times(value element) const noexcept { return times_[element]; }

 private:
  std::array<int, most_elements + 1> times_{};
  value last_ = 0;
};

/// That 1 to `count` have come out once each.
inline void require_all(value count, const popped& mine, const popped& others = {}) {
  for (value element = 1; element <= count; ++element) {
    checker::require(mine.times(element) + others.times(element) == 1,
                     "what was pushed is popped once");
  }
}

/// One thread pushes, another one pops.
struct transfer {
  static constexpr const char* name = "one pushes, one pops";
  static constexpr const char* bounds = "2 threads; 2 pushes, 2 pops; then the rest";

  template <class Container>
  static void run() {
    exchange<Container> shared;
    std::thread producer{[&] {
      shared.push(1);
      shared.push(2);
    }};
    popped mine;
    for (int attempt = 0; attempt < 2; ++attempt) {
      const value before = mine.last();
      mine.add(shared.pop());
      if (Container::order == element_order::fifo && mine.last() != before) {
        checker::require(mine.last() == before + 1, "they come in the order of the pushes");
      }
    }
    checker::reachable("both have arrived", mine.last() == 2);
    checker::reachable("none has arrived", mine.last() == 0);
    producer.join();
    mine.add_rest(shared);
    require_all(2, mine);
  }
};

/// Two threads push at once, and one of them pops.
struct two_producers {
  static constexpr const char* name = "two push";
  static constexpr const char* bounds = "2 threads; 1 push each, 1 pop; then the rest";

  template <class Container>
  static void run() {
    exchange<Container> shared;
    std::thread other{[&] { shared.push(1); }};
    shared.push(2);
    popped mine;
    mine.add(shared.pop());
    checker::reachable("the other's comes first", mine.last() == 1);
    checker::reachable("its own comes first", mine.last() == 2);
    other.join();
    mine.add_rest(shared);
    require_all(2, mine);
  }
};

/// Two threads pop at once what is there.
struct two_consumers {
  static constexpr const char* name = "two pop";
  static constexpr const char* bounds = "2 threads; 2 elements, 1 pop each; then the rest";

  template <class Container>
  static void run() {
    exchange<Container> shared;
    shared.push(1);
    shared.push(2);
    popped others;
    std::thread other{[&] { others.add(shared.pop()); }};
    popped mine;
    mine.add(shared.pop());
    other.join();
    checker::reachable("each has one", mine.last() != 0 && others.last() != 0);
    mine.add_rest(shared);
    require_all(2, mine, others);
  }
};

/// Two threads push and pop, so that what one has freed the other may use again.
struct both_ways {
  static constexpr const char* name = "two push and pop";
  static constexpr const char* bounds = "2 threads; 1 push and 1 pop each; then the rest";

  template <class Container>
  static void run() {
    exchange<Container> shared;
    popped others;
    std::thread other{[&] {
      shared.push(1);
      others.add(shared.pop());
    }};
    shared.push(2);
    popped mine;
    mine.add(shared.pop());
    other.join();
    checker::reachable("each has the other's", mine.last() == 1 && others.last() == 2);
    mine.add_rest(shared);
    require_all(2, mine, others);
  }
};

/// One thread has the lock after the other.
struct exclusion {
  static constexpr const char* name = "two lock";
  static constexpr const char* bounds = "2 threads; 1 critical section each";

  template <class Lock>
  static void run() {
    typename Lock::type lock;
    int count = 0;
    const auto add = [&] {
      Lock::acquire(lock);
      ++count;
      Lock::release(lock);
    };
    std::thread other{add};
    add();
    other.join();
    checker::require(count == 2, "the critical sections exclude each other");
  }
};

/// `Client` on `Subject`, with at most so many executions.
template <class Client, class Subject>
[[nodiscard]] check with(expectation expected = {}, std::uint64_t most_executions = 100'000) {
  return {Subject::name,       Client::name,
          Client::bounds,      {.max_executions = most_executions},
          std::move(expected), &Client::template run<Subject>};
}

}  // namespace interlock::peers
