// SPDX-License-Identifier: MIT
/// @file
/// The model of the futex: no wake is lost, none is needed twice, and every way in which a sleep
/// ends is explored.
#include <interlock/memory_order/relacy_backend.hpp>

#include "suite_assertions.hpp"

#include <chrono>
#include <cstdint>
#include <gtest/gtest.h>

namespace interlock::relacy {
namespace {

using B = relacy_backend;

deadline some_time() {
  return deadline::at(std::chrono::steady_clock::time_point{} + std::chrono::seconds{1});
}

enum class defect { none, forgets_wake, wakes_first, sleeps_unconditionally };

/// Thread 0 waits until thread 1 has set the word.
template <defect Defect, class Word>
struct one_waiter {
  static constexpr unsigned threads = 2;
  B::atomic<Word> word{0};
  B::plain<int> data{0};

  void thread(unsigned index) {
    if (index == 0) {
      wait();
      (void)data.read();
    } else {
      data.write(1);
      if (Defect == defect::wakes_first) B::futex_wake(word, 1);
      word.store(1, order::release);
      if (Defect != defect::wakes_first && Defect != defect::forgets_wake) B::futex_wake(word, 1);
    }
  }

  void wait() {
    while (word.load(order::acquire) == 0) {
      std::uint32_t expected = 0;
      // As if the caller compared, and the kernel did not.
      if (Defect == defect::sleeps_unconditionally)
        expected = static_cast<std::uint32_t>(word.load(order::relaxed));
      (void)B::futex_wait(word, expected);
    }
  }
};

TEST(Parking, AWaiterIsWoken) {
  expect_always<one_waiter<defect::none, std::uint32_t>>(verdict::passed);
}

TEST(Parking, ForgottenWakeIsADeadlock) {
  expect_always<one_waiter<defect::forgets_wake, std::uint32_t>>(verdict::deadlock);
}

TEST(Parking, WakeBeforeTheStoreIsADeadlock) {
  expect_always<one_waiter<defect::wakes_first, std::uint32_t>>(verdict::deadlock);
}

TEST(Parking, ComparingAgainstAFreshValueLosesTheWake) {
  expect_always<one_waiter<defect::sleeps_unconditionally, std::uint32_t>>(verdict::deadlock);
}

TEST(Parking, SleepsOnTheLowHalfOfA64BitWord) {
  expect_always<one_waiter<defect::none, std::uint64_t>>(verdict::passed);
}

/// A change of the high half alone keeps nobody from sleeping.
struct high_half {
  static constexpr unsigned threads = 1;
  B::atomic<std::uint64_t> word{std::uint64_t{1} << 32};
  void thread(unsigned) { (void)B::futex_wait(word, 0); }
};

TEST(Parking, TheHighHalfIsNotCompared) { expect_always<high_half>(verdict::deadlock); }

/// Fails as soon as a wait returns in the way `Sought`.
template <wait_result Sought, bool Timed>
struct seeks {
  static constexpr unsigned threads = 2;
  B::atomic<std::uint32_t> word{0};

  void thread(unsigned index) {
    if (index == 0) {
      const deadline when = Timed ? some_time() : deadline::never();
      const bool slept = word.load(order::relaxed) == 0;
      const bool found = B::futex_wait(word, 0, when) == Sought;
      if (slept && found) B::fail("found", __FILE__, __LINE__);
    } else {
      word.store(1, order::relaxed);
      B::futex_wake(word, 1);
    }
  }
};

TEST(Parking, TimeoutsAreExplored) {
  expect_always<seeks<wait_result::timed_out, true>>(verdict::assertion);
}

TEST(Parking, WakesBeforeTheDeadlineAreExplored) {
  expect_always<seeks<wait_result::recheck, true>>(verdict::assertion);
}

TEST(Parking, AWaitWithoutALimitNeverTimesOut) {
  expect_always<seeks<wait_result::timed_out, false>>(verdict::passed);
}

/// Takes the first return of a wait for a wake.
struct believes_wakes {
  static constexpr unsigned threads = 2;
  B::atomic<std::uint32_t> word{0};
  B::atomic<std::uint32_t> woken{0};

  void thread(unsigned index) {
    if (index == 0) {
      (void)B::futex_wait(word, 0);
      if (woken.load(order::relaxed) == 0) B::fail("not woken", __FILE__, __LINE__);
    } else {
      woken.store(1, order::seq_cst);
      B::futex_wake(word, 1);
      // Rescue a waiter that came late.
      B::await(woken, order::relaxed, [](std::uint32_t) { return true; });
      word.store(1, order::seq_cst);
      B::futex_wake(word, 1);
    }
  }
};

TEST(Parking, ReturnsForNoReasonAreExplored) {
  const outcome found = run<believes_wakes>(at_random);
  EXPECT_EQ(found.found, verdict::assertion) << found.history;
}

/// Two sleepers; `Wakes` is how many thread 2 lets go.
template <int Wakes>
struct two_waiters {
  static constexpr unsigned threads = 3;
  B::atomic<std::uint32_t> word{0};

  void thread(unsigned index) {
    if (index < 2) {
      while (word.load(order::acquire) == 0) (void)B::futex_wait(word, 0);
    } else {
      word.store(1, order::release);
      B::futex_wake(word, Wakes);
    }
  }
};

TEST(Parking, WakeAllWakesAll) {
  const outcome found = run<two_waiters<wake_all>>(at_random);
  EXPECT_EQ(found.found, verdict::passed) << found.history;
  EXPECT_EQ(run<two_waiters<wake_all>>(within_bounds).found, verdict::passed);
}

TEST(Parking, WakingTooFewIsADeadlock) {
  EXPECT_EQ(run<two_waiters<1>>(at_random).found, verdict::deadlock);
  EXPECT_EQ(run<two_waiters<1>>(within_bounds).found, verdict::deadlock);
}

/// Thread 0 owns the word and ends it as soon as it is set, perhaps before thread 1 has woken it.
struct wakes_the_dead {
  static constexpr unsigned threads = 2;
  using word_type = B::atomic<std::uint32_t>;
  word_type* word = create<B, word_type>(0U);

  void thread(unsigned index) {
    if (index == 0) {
      while (word->load(order::acquire) == 0) (void)B::futex_wait(*word, 0);
      destroy<B>(word);
    } else {
      word->store(1, order::release);
      B::futex_wake(*word, 1);
    }
  }
};

TEST(Parking, AWakeUsesTheAddressAlone) { expect_always<wakes_the_dead>(verdict::passed); }

struct sleeps_afterwards {
  static constexpr unsigned threads = 1;
  B::atomic<std::uint32_t> word{0};
  void thread(unsigned) {}
  void after() { (void)B::futex_wait(word, 0); }
};

TEST(Parking, SleepingWhereNobodyCanWakeIsADeadlock) {
  expect_always<sleeps_afterwards>(verdict::deadlock);
}

/// A wait orders nothing: the value must be read again.
struct trusts_the_wake {
  static constexpr unsigned threads = 2;
  B::atomic<std::uint32_t> word{0};
  B::plain<int> data{0};

  void thread(unsigned index) {
    if (index == 0) {
      while (word.load(order::relaxed) == 0) (void)B::futex_wait(word, 0);
      (void)data.read();
    } else {
      data.write(1);
      word.store(1, order::release);
      B::futex_wake(word, 1);
    }
  }
};

TEST(Parking, AWakeIsNoSynchronization) { expect_always<trusts_the_wake>(verdict::data_race); }

}  // namespace
}  // namespace interlock::relacy
