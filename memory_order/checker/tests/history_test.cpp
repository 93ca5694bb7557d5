// SPDX-License-Identifier: MIT
/// @file
/// Histories of clients that are linearizable, and of some that are not.
#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>
#include <interlock/checker/history.hpp>
#include <interlock/linearizability/counter.hpp>
#include <interlock/linearizability/queue.hpp>

#include <array>
#include <functional>
#include <gtest/gtest.h>
#include <optional>
#include <stdexcept>

namespace interlock::checker {
namespace {

using B = checker_backend;
using fifo = linearizability::queue<int>;
using linearizability::counter;

/// A place for each producer: the order between producers is lost.
class sharded_queue {
 public:
  void push(std::size_t producer, int value) { places_[producer].store(value, order::release); }
  std::optional<int> pop() {
    for (auto place = places_.rbegin(); place != places_.rend(); ++place) {
      if (const int value = place->exchange(0, order::acquire)) return value;
    }
    return std::nullopt;
  }

 private:
  std::array<B::atomic<int>, 2> places_;
};

/// Two places under a spinlock.
class locked_queue {
 public:
  void push(std::size_t, int value) {
    lock();
    places_[pushed_.read() % 2].write(value);
    pushed_.write(pushed_.read() + 1);
    unlock();
  }
  std::optional<int> pop() {
    lock();
    std::optional<int> value;
    if (popped_.read() != pushed_.read()) {
      value = places_[popped_.read() % 2].read();
      popped_.write(popped_.read() + 1);
    }
    unlock();
    return value;
  }

 private:
  void lock() {
    while (locked_.exchange(true, order::acquire)) {
      (void)B::await(locked_, order::relaxed, [](bool value) { return !value; });
    }
  }
  void unlock() { locked_.store(false, order::release); }

  B::atomic<bool> locked_{false};
  std::array<B::plain<int>, 2> places_;
  B::plain<unsigned> pushed_;
  B::plain<unsigned> popped_;
};

/// Two producers, the second after the first; one consumer after both.
template <class Queue>
void push_in_turn() {
  Queue queue;
  B::atomic<int> turn{0};
  history<fifo> calls;
  const auto push = [&](std::size_t producer, int value) {
    calls.call(fifo::push(value), [&] {
      queue.push(producer, value);
      return fifo::pushed(true);
    });
  };
  const auto pop = [&] { calls.call(fifo::pop(), [&] { return fifo::popped(queue.pop()); }); };
  B::thread first{[&] {
    push(0, 1);
    turn.store(1, order::release);
  }};
  B::thread second{[&] {
    (void)B::await(turn, order::acquire, [](int value) { return value == 1; });
    push(1, 2);
  }};
  pop();
  first.join();
  second.join();
  pop();
  pop();
  calls.check();
}

TEST(CheckerHistory, AQueueThatLosesTheOrderOfItsProducers) {
  EXPECT_TRUE(passes(explore({}, push_in_turn<locked_queue>)));
  const result found = explore({}, push_in_turn<sharded_queue>);
  EXPECT_TRUE(
      fails_with(found, failure::not_linearizable, "not linearizable at history_test.cpp:"));
  EXPECT_TRUE(
      fails_with(found, failure::not_linearizable, "  thread 2  push 2  after 1 of thread 1\n"));
  EXPECT_TRUE(fails_with(found, failure::not_linearizable, "  thread 0  pop: 2"));
}

TEST(CheckerHistory, ACounterThatLosesAdditions) {
  const auto client = [](bool at_once) {
    B::atomic<int> value{0};
    history<counter> calls;
    const auto add = [&] {
      calls.call(counter::add(1), [&] {
        if (at_once) return value.fetch_add(1, order::relaxed);
        const int seen = value.load(order::relaxed);
        value.store(seen + 1, order::relaxed);
        return seen;
      });
    };
    B::thread other{add};
    add();
    other.join();
    calls.check();
  };
  EXPECT_TRUE(passes(explore({}, [&] { client(true); })));
  EXPECT_TRUE(fails_with(explore({}, [&] { client(false); }), failure::not_linearizable));
}

/// What nothing orders before a call may be missed by it; what happens before it may not.
TEST(CheckerHistory, PrecedenceIsHappensBefore) {
  const auto client = [](std::memory_order publish) {
    B::atomic<int> value{0};
    B::atomic<bool> done{false};
    history<counter> calls;
    B::thread writer{[&] {
      calls.call(counter::add(1), [&] {
        value.store(1, order::relaxed);
        return 0;
      });
      done.store(true, publish);
    }};
    if (done.load(order::acquire)) {
      calls.call(counter::read(), [&] { return value.load(order::relaxed); });
      reachable("read", true);
    }
    writer.join();
    calls.check();
  };
  EXPECT_TRUE(passes(explore({}, [&] { client(order::release); })));
  EXPECT_TRUE(passes(explore({}, [&] { client(order::relaxed); })));
  const auto stale = [](std::memory_order publish) {
    B::atomic<bool> done{false};
    history<counter> calls;
    B::thread writer{[&] {
      calls.call(counter::add(1), [] { return 0; });
      done.store(true, publish);
    }};
    if (done.load(order::acquire)) calls.call(counter::read(), [] { return 0; });
    writer.join();
    calls.check();
  };
  EXPECT_TRUE(passes(explore({}, [&] { stale(order::relaxed); })));
  EXPECT_TRUE(fails_with(explore({}, [&] { stale(order::release); }), failure::not_linearizable));
}

TEST(CheckerHistory, MustBeChecked) {
  const auto forgets = [] {
    history<counter> calls;
    calls.call(counter::read(), [] { return 0; });
  };
  EXPECT_TRUE(fails_with(explore({}, forgets), failure::requirement, "is checked before it ends"));
  EXPECT_TRUE(passes(explore({}, [] { const history<counter> calls; })));
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   history<counter> calls;
                                   calls.call(counter::read(), [] { return 0; });
                                   throw std::runtime_error{"boom"};
                                 }),
                         failure::exception));
}

TEST(CheckerHistory, StartsWhereItIsTold) {
  EXPECT_TRUE(passes(explore({}, [] {
    history<counter> calls{counter{7}};
    calls.call(counter::read(), [] { return 7; });
    calls.check();
  })));
}

}  // namespace
}  // namespace interlock::checker
