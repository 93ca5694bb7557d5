// SPDX-License-Identifier: MIT
/// @file
/// Mutexes, condition variables and their kin, of the standard library and of POSIX, as
/// instrumented programs use them.
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include "at_once.hpp"

#include <chrono>
#include <condition_variable>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <semaphore.h>
#include <semaphore>
#include <shared_mutex>

namespace interlock::checker {
namespace {

using namespace std::chrono_literals;

template <class Mutex>
class InstrumentedMutexes : public testing::Test {};

using mutexes = testing::Types<std::mutex, std::recursive_mutex, std::timed_mutex,
                               std::recursive_timed_mutex, std::shared_mutex>;
TYPED_TEST_SUITE(InstrumentedMutexes, mutexes);

TYPED_TEST(InstrumentedMutexes, Exclude) {
  const result found = explore({}, [] {
    TypeParam guard;
    int count = 0;
    const auto add = [&] {
      const std::lock_guard<TypeParam> held{guard};
      ++count;
    };
    at_once(add, add);
    require(count == 2, "nothing is lost");
  });
  EXPECT_TRUE(passes(found));
  EXPECT_EQ(found.complete, 2U);
}

TYPED_TEST(InstrumentedMutexes, CanBeTried) {
  const result found = explore({}, [] {
    TypeParam guard;
    int count = 0;
    bool mine = false;
    bool other = false;
    const auto add = [&](bool& has) {
      has = guard.try_lock();
      if (!has) return;
      ++count;
      guard.unlock();
    };
    at_once([&] { add(mine); }, [&] { add(other); });
    require(count == (mine ? 1 : 0) + (other ? 1 : 0), "those who had it have counted");
    reachable("both had it", mine && other);
    reachable("one had it", mine != other);
  });
  EXPECT_TRUE(passes(found));
}

TEST(InstrumentedMutex, LockedTwiceIsADeadlock) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   std::mutex guard;
                                   guard.lock();
                                   guard.lock();
                                 }),
                         failure::endless_await, "locks_test.cpp"));
}

TEST(InstrumentedMutex, LockedInTwoOrdersIsADeadlock) {
  const result found = explore({}, [] {
    std::mutex first;
    std::mutex second;
    const auto take = [](std::mutex& a, std::mutex& b) {
      const std::lock_guard one{a};
      const std::lock_guard two{b};
    };
    at_once([&] { take(first, second); }, [&] { take(second, first); });
  });
  EXPECT_TRUE(fails_with(found, failure::endless_await));
}

TEST(InstrumentedMutex, LockedTogetherIsNot) {
  // No proof: the two can get in each other's way for ever.
  const result found = explore({}, [] {
    std::mutex first;
    std::mutex second;
    int count = 0;
    const auto add = [&](std::mutex& a, std::mutex& b) {
      const std::scoped_lock both{a, b};
      ++count;
    };
    at_once([&] { add(first, second); }, [&] { add(second, first); });
    require(count == 2, "nothing is lost");
  });
  EXPECT_EQ(found.outcome, verdict::incomplete) << testing::PrintToString(found);
  EXPECT_GT(found.complete, 2U);
}

TEST(InstrumentedMutex, BelongsToWhoLocksIt) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   std::mutex guard;
                                   guard.unlock();
                                 }),
                         failure::requirement, "pthread_mutex_unlock"));
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   std::mutex guard;
                                   guard.lock();
                                   at_once([] {}, [&] { guard.unlock(); });
                                 }),
                         failure::requirement, "does not hold"));
}

TEST(InstrumentedMutex, MayBeRecursive) {
  EXPECT_TRUE(passes(explore({}, [] {
    std::recursive_mutex guard;
    int count = 0;
    const auto add = [&] {
      const std::lock_guard outer{guard};
      const std::lock_guard inner{guard};
      ++count;
    };
    at_once(add, add);
    require(count == 2, "nothing is lost");
  })));
}

TEST(InstrumentedMutex, OfPosixChecksErrorsIfAsked) {
  EXPECT_TRUE(passes(explore({}, [] {
    pthread_mutexattr_t attributes;
    (void)pthread_mutexattr_init(&attributes);
    (void)pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_t guard;
    (void)pthread_mutex_init(&guard, &attributes);
    require(pthread_mutex_lock(&guard) == 0, "it is free");
    require(pthread_mutex_lock(&guard) == EDEADLK, "it is mine");
    require(pthread_mutex_unlock(&guard) == 0, "it was mine");
    require(pthread_mutex_destroy(&guard) == 0, "it is free");
  })));
}

TEST(InstrumentedMutex, IsDestroyedWhenFree) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
                                   (void)pthread_mutex_lock(&guard);
                                   (void)pthread_mutex_destroy(&guard);
                                 }),
                         failure::requirement, "pthread_mutex_destroy"));
}

TEST(InstrumentedMutex, MayEndAfterTheLastUnlock) {
  EXPECT_TRUE(passes(explore({}, [] {
    auto guard = std::make_unique<std::mutex>();
    bool done = false;
    std::thread other{[&done, mutex = guard.get()] {
      const std::lock_guard held{*mutex};
      done = true;
    }};
    for (bool over = false; !over;) {
      const std::lock_guard held{*guard};
      over = true;
    }
    other.join();
    guard.reset();
  })));
}

TEST(InstrumentedMutex, WaitsForATimeOnly) {
  const result found = explore({}, [] {
    std::timed_mutex guard;
    const std::unique_lock held{guard};
    bool had_it = true;
    std::thread other{[&] {
      had_it = guard.try_lock_for(5ms);
      if (had_it) guard.unlock();
    }};
    other.join();
    require(!had_it, "it was not free");
  });
  EXPECT_TRUE(passes(found));
}

TEST(InstrumentedConditionVariable, WakesWhoWaits) {
  const auto body = [](bool under_lock, bool notifies) {
    std::mutex guard;
    std::condition_variable changed;
    int value = 0;
    at_once(
        [&] {
          std::unique_lock held{guard};
          changed.wait(held, [&] { return value == 1; });
        },
        [&] {
          std::unique_lock held{guard};
          value = 1;
          if (!under_lock) held.unlock();
          if (notifies) changed.notify_one();
        });
  };
  EXPECT_TRUE(passes(explore({}, [&] { body(true, true); })));
  EXPECT_TRUE(passes(explore({}, [&] { body(false, true); })));
  const result forgotten = explore({}, [&] { body(true, false); });
  EXPECT_EQ(forgotten.outcome, verdict::failed);
  EXPECT_EQ(forgotten.kind, failure::deadlock) << forgotten.message;
}

TEST(InstrumentedConditionVariable, WakesOneOrAll) {
  const auto body = [](bool all) {
    std::mutex guard;
    std::condition_variable changed;
    bool open = false;
    const auto wait = [&] {
      std::unique_lock held{guard};
      changed.wait(held, [&] { return open; });
    };
    std::thread first{wait};
    std::thread second{wait};
    {
      const std::lock_guard held{guard};
      open = true;
    }
    all ? changed.notify_all() : changed.notify_one();
    first.join();
    second.join();
  };
  EXPECT_TRUE(passes(explore({}, [&] { body(true); })));
  EXPECT_TRUE(fails_with(explore({}, [&] { body(false); }), failure::lost_wakeup));
}

TEST(InstrumentedConditionVariable, TimesOut) {
  EXPECT_TRUE(passes(explore({}, [] {
    std::mutex guard;
    std::condition_variable changed;
    std::unique_lock held{guard};
    require(!changed.wait_for(held, 1s, [] { return false; }), "nobody comes");
  })));
}

TEST(InstrumentedConditionVariable, MayBeOfAnyLock) {
  EXPECT_TRUE(passes(explore({.max_executions = 3000}, [] {
    std::shared_mutex guard;
    std::condition_variable_any changed;
    bool open = false;
    at_once(
        [&] {
          std::unique_lock held{guard};
          changed.wait(held, [&] { return open; });
        },
        [&] {
          {
            const std::lock_guard held{guard};
            open = true;
          }
          changed.notify_all();
        });
  })));
}

TEST(InstrumentedSharedMutex, LetsReadersInTogether) {
  const result found = explore({}, [] {
    std::shared_mutex guard;
    int value = 0;
    std::thread writer{[&] {
      const std::lock_guard held{guard};
      ++value;
    }};
    std::thread reader{[&] {
      const std::shared_lock held{guard};
      require(value == 0 || value == 1, "it is whole");
    }};
    {
      const std::shared_lock held{guard};
      require(value == 0 || value == 1, "it is whole");
    }
    writer.join();
    reader.join();
  });
  EXPECT_TRUE(passes(found));
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   std::shared_mutex guard;
                                   int value = 0;
                                   const auto add = [&] {
                                     const std::shared_lock held{guard};
                                     ++value;
                                   };
                                   at_once(add, add);
                                 }),
                         failure::data_race));
}

TEST(InstrumentedSemaphores, Count) {
  EXPECT_TRUE(passes(explore({}, [] {
    sem_t items;
    (void)sem_init(&items, 0, 0);
    int data = 0;
    at_once(
        [&] {
          (void)sem_wait(&items);
          require(data == 1, "it was there before the post");
        },
        [&] {
          data = 1;
          (void)sem_post(&items);
        });
    require(sem_trywait(&items) == -1, "it is empty");
    (void)sem_destroy(&items);
  })));
  EXPECT_TRUE(passes(explore({}, [] {
    std::binary_semaphore items{0};
    int data = 0;
    at_once(
        [&] {
          items.acquire();
          require(data == 1, "it was there before the release");
        },
        [&] {
          data = 1;
          items.release();
        });
  })));
}

TEST(InstrumentedLocks, OutsideOfExplorationsAreTheSystems) {
  std::mutex guard;
  std::condition_variable changed;
  int value = 0;
  std::thread other{[&] {
    const std::lock_guard held{guard};
    value = 1;
    changed.notify_one();
  }};
  std::unique_lock held{guard};
  EXPECT_TRUE(changed.wait_for(held, 20s, [&] { return value == 1; }));
  held.unlock();
  other.join();
}

TEST(InstrumentedLocks, WithoutAModelAreRefused) {
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   pthread_barrier_t barrier;
                                   (void)pthread_barrier_init(&barrier, nullptr, 1);
                                   (void)pthread_barrier_wait(&barrier);
                                 }),
                         failure::not_modelled, "pthread_barrier_wait"));
  EXPECT_TRUE(fails_with(explore({},
                                 [] {
                                   pthread_spinlock_t lock;
                                   (void)pthread_spin_init(&lock, 0);
                                   (void)pthread_spin_lock(&lock);
                                 }),
                         failure::not_modelled, "pthread_spin_lock"));
}

}  // namespace
}  // namespace interlock::checker
