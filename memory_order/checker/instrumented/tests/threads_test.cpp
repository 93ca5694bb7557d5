// SPDX-License-Identifier: MIT
/// @file
/// Threads of programs that do not know the checker, and what belongs to a thread.
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include "at_once.hpp"

#include <atomic>
#include <future>
#include <gtest/gtest.h>
#include <memory>
#include <pthread.h>
#include <stdexcept>
#include <string>
#include <thread>

namespace interlock::checker {
namespace {

using std::memory_order_relaxed;

void* return_argument(void* argument) { return argument; }

TEST(InstrumentedThreads, StartAndJoinOrder) {
  EXPECT_TRUE(passes(explore({}, [] {
    int data = 1;
    std::thread other{[&] { data = 2; }};
    other.join();
    require(data == 2, "the thread has ended");
  })));
}

TEST(InstrumentedThreads, OfPosixReturnTheirResult) {
  EXPECT_TRUE(passes(explore({}, [] {
    pthread_t other{};
    int value = 3;
    require(pthread_create(&other, nullptr, &return_argument, &value) == 0, "it starts");
    require(pthread_equal(other, pthread_self()) == 0, "it is another one");
    void* result = nullptr;
    require(pthread_join(other, &result) == 0 && result == &value, "its result is there");
  })));
}

TEST(InstrumentedThreads, MayExitFromWithin) {
  EXPECT_TRUE(passes(explore({}, [] {
    pthread_t other{};
    static int value;
    (void)pthread_create(
        &other, nullptr,
        [](void*) -> void* {
          const auto freed = std::make_unique<int>(1);
          pthread_exit(&value);
        },
        nullptr);
    void* result = nullptr;
    (void)pthread_join(other, &result);
    require(result == &value, "it is what pthread_exit was called with");
  })));
}

TEST(InstrumentedThreads, AreJoinedOrDetached) {
  EXPECT_TRUE(passes(explore({}, [] {
    std::atomic<int> shared{0};
    std::thread{[&] { shared.store(1, memory_order_relaxed); }}.detach();
    while (shared.load(memory_order_relaxed) == 0) {
    }
  })));
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   pthread_t other{};
                                   (void)pthread_create(&other, nullptr, &return_argument, nullptr);
                                 }),
                         failure::leak, "neither joined nor detached"));
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   pthread_t other{};
                                   (void)pthread_create(&other, nullptr, &return_argument, nullptr);
                                   (void)pthread_join(other, nullptr);
                                   (void)pthread_join(other, nullptr);
                                 }),
                         failure::requirement, "pthread_join"));
}

TEST(InstrumentedThreads, StopOnRequest) {
  EXPECT_TRUE(passes(explore({}, [] {
    std::atomic<int> rounds{0};
    std::jthread worker{[&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
      }
      rounds.store(1, memory_order_relaxed);
    }};
    worker.request_stop();
    worker.join();
    require(rounds.load(memory_order_relaxed) == 1, "it has stopped");
  })));
}

TEST(InstrumentedThreads, FulfilPromises) {
  EXPECT_TRUE(passes(explore({.max_executions = 5000}, [] {
    std::promise<int> promise;
    std::future<int> future = promise.get_future();
    std::thread other{[&] { promise.set_value(4); }};
    require(future.get() == 4, "it is the value");
    other.join();
  })));
}

TEST(InstrumentedThreads, AnExceptionThatLeavesOneIsAFailure) {
  EXPECT_TRUE(fails_with(explore({}, [] { throw std::runtime_error{"out of it"}; }),
                         failure::exception, "out of it"));
  EXPECT_TRUE(passes(explore({}, [] {
    at_once([] {},
            [] {
              try {
                throw std::runtime_error{"caught"};
              } catch (const std::exception& error) {
                require(std::string{error.what()} == "caught", "it is the exception");
              }
            });
  })));
}

thread_local std::string own_name = "nobody";
thread_local int own_number = 1;

TEST(InstrumentedThreadLocals, BelongToTheirThread) {
  own_number = 77;  // of the thread that explores, which is none of the client's
  EXPECT_TRUE(passes(explore({}, [] {
    require(own_number == 1 && own_name == "nobody", "they are new");
    own_number = 2;
    own_name = "the first thread of the client has a long name";
    const int* const mine = &own_number;
    at_once([] { require(own_number == 2, "mine is mine"); },
            [mine] {
              require(&own_number != mine, "there are two");
              require(own_number == 1 && own_name == "nobody", "its own are new");
              own_number = 3;
              own_name = "the second thread of the client has another name";
            });
    require(own_number == 2 && own_name.starts_with("the first"), "mine have not changed");
  })));
  EXPECT_EQ(own_number, 77);
}

struct counted {
  static inline std::atomic<int> ended{0};
  int value = 0;
  counted() = default;
  counted(const counted&) = delete;
  counted& operator=(const counted&) = delete;
  ~counted() { ended.fetch_add(1, memory_order_relaxed); }
};

TEST(InstrumentedThreadLocals, EndWithTheirThread) {
  EXPECT_TRUE(passes(explore({}, [] {
    at_once([] {},
            [] {
              static thread_local counted object;
              object.value = 1;
              require(counted::ended.load(memory_order_relaxed) == 0, "it is in use");
            });
    require(counted::ended.load(memory_order_relaxed) == 1, "it has ended");
  })));
}

TEST(InstrumentedThreadLocals, OfPosixHaveDestructors) {
  EXPECT_TRUE(passes(explore({}, [] {
    pthread_key_t key = 0;
    (void)pthread_key_create(&key, [](void* value) { *static_cast<int*>(value) += 1; });
    int first = 10;
    int second = 20;
    (void)pthread_setspecific(key, &first);
    at_once([&] { require(pthread_getspecific(key) == &first, "it is mine"); },
            [&] {
              require(pthread_getspecific(key) == nullptr, "there is none yet");
              (void)pthread_setspecific(key, &second);
            });
    require(first == 10 && second == 21, "the other one has ended");
    (void)pthread_setspecific(key, nullptr);
    (void)pthread_key_delete(key);
  })));
}

TEST(InstrumentedThreads, CannotBeCancelled) {
  EXPECT_TRUE(fails_with(explore({}, [] { (void)pthread_cancel(pthread_self()); }),
                         failure::not_modelled, "pthread_cancel"));
}

TEST(InstrumentedThreads, OutsideOfExplorationsAreTheSystems) {
  std::atomic<int> sum{0};
  std::thread other{[&] { sum += 1; }};
  other.join();
  EXPECT_EQ(sum.load(), 1);
}

}  // namespace
}  // namespace interlock::checker
