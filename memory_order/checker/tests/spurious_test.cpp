// SPDX-License-Identifier: MIT
/// @file
/// What may happen for no reason, when the options say so: waits that return, weak
/// compare-exchanges that fail, wake-ups that reach too few.
#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/explore.hpp>
#include <interlock/checker/googletest.hpp>

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interlock::checker {
namespace {

using B = checker_backend;
using testing::HasSubstr;

/// A mutex for two threads that hands itself over: 0 is free, 1 held, 2 held with a sleeper, who
/// owns it as soon as it is 1 again.
struct handover_mutex {
  enum class wakes : bool { means_ownership, is_a_hint };

  void lock(wakes how) {
    std::uint32_t seen = 0;
    while (!word.compare_exchange_strong(seen, 1, order::acquire, order::relaxed)) {
      seen = 1;
      if (!word.compare_exchange_strong(seen, 2, order::relaxed, order::relaxed)) {
        seen = 0;
        continue;
      }
      (void)B::futex_wait(word, 2);
      while (how == wakes::is_a_hint && word.load(order::relaxed) == 2) {
        (void)B::futex_wait(word, 2);
      }
      (void)word.load(order::acquire);
      return;
    }
  }
  void unlock() {
    std::uint32_t seen = 1;
    if (word.compare_exchange_strong(seen, 0, order::release, order::relaxed)) return;
    word.store(1, order::release);
    B::futex_wake(word, 1);
  }

  B::atomic<std::uint32_t> word{0};
};

void count_under(handover_mutex::wakes how) {
  handover_mutex mutex;
  B::plain<int> count{0};
  const auto add = [&] {
    mutex.lock(how);
    count.write(count.read() + 1);
    mutex.unlock();
  };
  B::thread other{add};
  add();
  other.join();
  require(count.read() == 2, "no increment is lost");
}

TEST(CheckerSpurious, AWaitThatIsTakenForOwnership) {
  const auto wrong = [] { count_under(handover_mutex::wakes::means_ownership); };
  const auto right = [] { count_under(handover_mutex::wakes::is_a_hint); };
  EXPECT_TRUE(passes(explore({}, wrong)));
  EXPECT_TRUE(passes(explore({}, right)));
  const result found = explore({.spurious_wakeups = 1}, wrong);
  EXPECT_TRUE(fails_with(found, failure::data_race));
  EXPECT_THAT(found.trace, HasSubstr("wake up spuriously"));
  EXPECT_TRUE(passes(explore({.spurious_wakeups = 3}, right)));
}

TEST(CheckerSpurious, WakeupsAreBounded) {
  const auto rounds_of = [](std::uint32_t wakeups) {
    int most = 0;
    const result found = explore({.spurious_wakeups = wakeups}, [&most] {
      B::atomic<std::uint32_t> word{0};
      int rounds = 0;
      B::thread other{[&] {
        word.store(1, order::relaxed);
        B::futex_wake(word, 1);
      }};
      while (word.load(order::relaxed) == 0) {
        (void)B::futex_wait(word, 0);
        ++rounds;
      }
      other.join();
      most = rounds > most ? rounds : most;
    });
    EXPECT_TRUE(passes(found));
    return most;
  };
  EXPECT_EQ(rounds_of(0), 1);
  EXPECT_EQ(rounds_of(1), 2);
  EXPECT_EQ(rounds_of(3), 4);
}

TEST(CheckerSpurious, AWakeupThatMayComeForNoReasonIsNoneToRelyOn) {
  EXPECT_TRUE(fails_with(explore({.spurious_wakeups = 2},
                                 [] {
                                   B::atomic<std::uint32_t> word{0};
                                   B::thread sleeper{[&] {
                                     while (word.load(order::acquire) == 0) {
                                       (void)B::futex_wait(word, 0);
                                     }
                                   }};
                                   word.store(1, order::release);
                                   sleeper.join();
                                 }),
                         failure::lost_wakeup));
}

TEST(CheckerSpurious, ASleeperIsStillJudgedByWhatItSleepsOn) {
  EXPECT_TRUE(passes(explore({.spurious_wakeups = 1}, [] {
    const B::atomic<int> first{0};
    B::atomic<std::uint32_t> word{0};
    B::thread sleeper{[&] {
      while (word.load(order::acquire) == 0) (void)B::futex_wait(word, 0);
    }};
    word.store(1, order::release);
    B::futex_wake(word, 1);
    sleeper.join();
  })));
}

TEST(CheckerSpurious, ATimedWaitTimesOutOrWakesUp) {
  bool slept = false;
  bool timed_out = false;
  bool woke = false;
  const auto client = [&] {
    B::atomic<std::uint32_t> word{0};
    B::thread other{[&] {
      word.store(1, order::relaxed);
      B::futex_wake(word, 1);
    }};
    const auto end = B::futex_wait(word, 0, deadline::after(std::chrono::seconds{1}));
    const bool changed = word.load(order::relaxed) == 1;
    slept = slept || (end == wait_result::recheck && changed);
    timed_out = timed_out || end == wait_result::timed_out;
    woke = woke || (end == wait_result::recheck && !changed);
    other.join();
  };
  EXPECT_TRUE(passes(explore({}, client)));
  EXPECT_TRUE(slept && timed_out && !woke);
  timed_out = false;
  EXPECT_TRUE(passes(explore({.timeouts = false, .spurious_wakeups = 1}, client)));
  EXPECT_TRUE(!timed_out && woke);
  EXPECT_TRUE(passes(explore({.spurious_wakeups = 1}, client)));
  EXPECT_TRUE(timed_out);
}

using compare_exchange = bool (B::atomic<int>::*)(int&, int, std::memory_order, std::memory_order,
                                                  here);
constexpr compare_exchange weak = &B::atomic<int>::compare_exchange_weak;
constexpr compare_exchange strong = &B::atomic<int>::compare_exchange_strong;

/// Two threads try to be first, once each.
void claim(compare_exchange how) {
  B::atomic<int> owner{0};
  B::atomic<int> claims{0};
  const auto try_to_claim = [&](int self) {
    int nobody = 0;
    if ((owner.*how)(nobody, self, order::relaxed, order::relaxed, here::current())) {
      claims.fetch_add(1, order::relaxed);
    }
  };
  B::thread other{[&] { try_to_claim(2); }};
  try_to_claim(1);
  other.join();
  require(claims.load(order::relaxed) == 1, "one of us is first");
}

TEST(CheckerSpurious, AWeakCompareExchangeUsedAsAStrongOne) {
  EXPECT_TRUE(passes(explore({}, [] { claim(weak); })));
  const result found = explore({.weak_failures = 1}, [] { claim(weak); });
  EXPECT_TRUE(fails_with(found, failure::requirement, "one of us is first"));
  EXPECT_THAT(found.trace, HasSubstr("fail spuriously"));
  EXPECT_TRUE(passes(explore({.weak_failures = 3}, [] { claim(strong); })));
}

void increment(B::atomic<int>& x) {
  int seen = x.load(order::relaxed);
  while (!x.compare_exchange_weak(seen, seen + 1, order::relaxed, order::relaxed)) {
  }
}

void increment_and_yield(B::atomic<int>& x) {
  for (;;) {
    int seen = x.load(order::relaxed);
    if (x.compare_exchange_weak(seen, seen + 1, order::relaxed, order::relaxed)) return;
    B::yield();
  }
}

TEST(CheckerSpurious, LoopsOfWeakCompareExchangesEnd) {
  for (const auto loop : {&increment, &increment_and_yield}) {
    const auto executions_with = [loop](std::uint32_t failures) {
      const result found = explore({.weak_failures = failures, .detect_duplicates = true}, [loop] {
        B::atomic<int> x{0};
        B::thread other{[&] { loop(x); }};
        loop(x);
        other.join();
        require(x.load(order::relaxed) == 2, "no increment is lost");
      });
      EXPECT_TRUE(passes(found));
      EXPECT_EQ(found.duplicates, 0U);
      return found.complete;
    };
    EXPECT_LT(executions_with(0), executions_with(1));
    EXPECT_LT(executions_with(1), executions_with(2));
  }
}

TEST(CheckerSpurious, AFailureReadsWithTheFailureOrder) {
  const auto client = [](std::memory_order failure) {
    B::plain<int> data{0};
    B::atomic<int> ready{0};
    B::thread writer{[&] {
      data.write(42);
      ready.store(1, order::release);
    }};
    int expected = 1;
    const bool modified = ready.compare_exchange_weak(expected, 2, order::acquire, failure);
    if (modified || expected == 1) require(data.read() == 42, "the message has arrived");
    writer.join();
  };
  const options spurious{.weak_failures = 1};
  EXPECT_TRUE(passes(explore({}, [&] { client(order::relaxed); })));
  EXPECT_TRUE(passes(explore(spurious, [&] { client(order::acquire); })));
  EXPECT_TRUE(fails_with(explore(spurious, [&] { client(order::relaxed); }), failure::data_race));
}

TEST(CheckerSpurious, HappensInRandomExecutionsToo) {
  EXPECT_TRUE(fails_with(explore({.samples = 10000, .weak_failures = 1}, [] { claim(weak); }),
                         failure::requirement));
  EXPECT_TRUE(fails_with(explore({.samples = 10000, .spurious_wakeups = 1},
                                 [] { count_under(handover_mutex::wakes::means_ownership); }),
                         failure::data_race));
  for (const auto client :
       {+[] { claim(strong); }, +[] { count_under(handover_mutex::wakes::is_a_hint); }}) {
    const options all{.samples = 2000, .spurious_wakeups = 2, .weak_failures = 2};
    EXPECT_TRUE(passes_within_bounds(explore(all, client)));
  }
}

/// Two threads sleep until the word is 1. Without a chain, one wake-up is to reach both; with it,
/// each passes it on.
void wake_two(bool chain) {
  B::atomic<std::uint32_t> word{0};
  const auto sleep = [&] {
    while (word.load(order::acquire) == 0) (void)B::futex_wait(word, 0);
    if (chain) B::futex_wake(word, 1);
  };
  B::thread first{sleep};
  B::thread second{sleep};
  word.store(1, order::release);
  B::futex_wake(word, chain ? 1 : wake_all);
  first.join();
  second.join();
}

TEST(CheckerSpurious, AWakeThatMustReachAll) {
  EXPECT_TRUE(passes(explore({}, [] { wake_two(false); })));
  EXPECT_TRUE(
      fails_with(explore({.short_wakes = true}, [] { wake_two(false); }), failure::lost_wakeup));
  EXPECT_TRUE(passes(explore({.short_wakes = true}, [] { wake_two(true); })));
}

}  // namespace
}  // namespace interlock::checker
