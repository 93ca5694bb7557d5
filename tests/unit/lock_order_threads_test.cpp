// SPDX-License-Identifier: MIT
/// @file
/// The lock-order checks with many threads: no false reports, no report twice, forks, the ends of
/// threads and of the program, and what the environment says.
#include <interlock/sync/lock_guard.hpp>
#include <interlock/sync/lock_order.hpp>

#include "support/child_process.hpp"
#include "support/lock_order_fixture.hpp"
#include "support/repeat.hpp"
#include "support/scale.hpp"
#include "support/worker.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <deque>
#include <gtest/gtest.h>
#include <mutex>
#include <random>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace interlock {
namespace {

using support::LockOrder;
using support::repeat;
using support::reports;
using support::rounds;

constexpr int threads = 4;

TEST_F(LockOrder, PhilosophersWhoTakeTheLowerForkFirstAreNotReported) {
  std::array<lock_order<mutex>, 5> forks;
  const auto dine = [&](std::size_t seat, bool in_order) {
    std::size_t first = seat % 5;
    std::size_t second = (seat + 1) % 5;
    if (in_order && first > second) std::swap(first, second);
    const lock_guard left{forks[first]};
    const lock_guard right{forks[second]};
  };
  repeat("philosopher", 5, rounds(500),
         [&](int i, int) { dine(static_cast<std::size_t>(i), true); });
  EXPECT_TRUE(reports().empty());
  dine(4, false);
  ASSERT_EQ(reports().size(), 1U) << "who takes the left one first is";
  EXPECT_EQ(reports()[0].cycle.size(), 2U);
}

TEST_F(LockOrder, HandOverHandIsNotReported) {
  std::array<lock_order<mutex>, 20> nodes;
  repeat("walker", threads, rounds(100), [&](int, int) {
    nodes[0].lock();
    for (std::size_t i = 1; i < nodes.size(); ++i) {
      nodes[i].lock();
      nodes[i - 1].unlock();
    }
    nodes.back().unlock();
  });
  EXPECT_TRUE(reports().empty());
}

TEST_F(LockOrder, BackingOffIsNotReported) {
  lock_order<mutex> a{"a"};
  lock_order<mutex> b{"b"};
  repeat("careful", threads, rounds(300), [&](int i, int) {
    auto& first = i % 2 == 0 ? a : b;
    auto& second = i % 2 == 0 ? b : a;
    for (bool done = false; !done;) {
      const lock_guard outer{first};
      const std::unique_lock inner{second, std::try_to_lock};
      done = inner.owns_lock();
      if (!done) std::this_thread::yield();
    }
  });
  EXPECT_TRUE(reports().empty());
}

TEST_F(LockOrder, LockingSeveralAtOnceIsNotReported) {
  lock_order<mutex> a{"a"};
  lock_order<mutex> b{"b"};
  lock_order<mutex> c{"c"};
  repeat("locker", threads, rounds(200), [&](int i, int) {
    if (i % 2 == 0) {
      const std::scoped_lock all{a, b, c};
    } else {
      std::lock(c, a, b);
      a.unlock();
      c.unlock();
      b.unlock();
    }
  });
  EXPECT_TRUE(reports().empty());
}

TEST_F(LockOrder, WaitingWithAConditionVariableFreesTheLock) {
  lock_order<mutex> guard{"guard"};
  lock_order<mutex> other{"other"};
  std::condition_variable_any changed;
  bool ready = false;
  support::worker waiter{"waiter", [&] {
                           std::unique_lock held{guard};
                           changed.wait(held, [&] { return ready; });
                           const lock_guard second{other};
                         }};
  ASSERT_TRUE(support::eventually([&] { return waiter.asleep(); }));
  {
    const std::lock_guard held{guard};
    ready = true;
  }
  changed.notify_all();
  waiter.join();
  EXPECT_TRUE(reports().empty());
}

/// Never waits, so that the wrong order can be taken by all at once.
struct patient_lock {
  void lock() noexcept {}
  bool try_lock() noexcept { return true; }
  void unlock() noexcept {}
};

TEST_F(LockOrder, ThreadsThatDoTheSameWrongAreReportedOnce) {
  for (int round = 0; round < rounds(100); ++round) {
    reports().clear();
    lock_order<patient_lock> a{"a"};
    lock_order<patient_lock> b{"b"};
    {
      const lock_guard outer{a};
      const lock_guard inner{b};
    }
    support::run_together("wrong", threads, [&](int) {
      const lock_guard outer{b};
      const lock_guard inner{a};
    });
    EXPECT_EQ(reports().size(), 1U);
  }
}

/// Locks come and go while all threads take rising chains of them; then one chain that falls.
TEST_F(LockOrder, GraphStaysRightWhileLocksComeAndGo) {
  std::deque<lock_order<mutex>> lasting(24);
  repeat("climber", threads, rounds(2'000), [&](int i, int n) {
    std::minstd_rand random{static_cast<unsigned>(i * 10'000 + n + 1)};
    lock_order<mutex> first;
    lock_order<mutex> last;
    std::set<std::size_t> chosen;
    while (chosen.size() < 4) chosen.insert(random() % lasting.size());
    const lock_guard begin{first};
    for (const std::size_t each : chosen) lasting[each].lock();
    const lock_guard end{last};
    for (const std::size_t each : chosen) lasting[each].unlock();
  });
  EXPECT_TRUE(reports().empty());
  for (std::size_t i = 0; i + 1 < lasting.size(); ++i) {
    const lock_guard lower{lasting[i]};
    const lock_guard upper{lasting[i + 1]};
  }
  const lock_guard upper{lasting.back()};
  const lock_guard lower{lasting.front()};
  EXPECT_EQ(reports().size(), 1U);
}

/// Exits with 0 if new orders are still recorded, and a cycle of them found.
[[noreturn]] void check_in_a_child() {
  ::alarm(static_cast<unsigned>(support::patience.count()));
  lock_order<patient_lock> a{"a"};
  lock_order<patient_lock> b{"b"};
  for (auto* first : {&a, &b}) {
    const lock_guard outer{*first};
    const lock_guard inner{first == &a ? b : a};
  }
  ::_exit(reports().size() == 1 ? 0 : 1);
}

TEST_F(LockOrder, ChildProcessesGoOnWithTheGraph) {
  std::atomic<bool> stop{false};
  support::worker busy{"busy", [&] {
                         while (!stop.load()) {
                           lock_order<patient_lock> a;
                           lock_order<patient_lock> b;
                           const lock_guard outer{a};
                           const lock_guard inner{b};
                         }
                       }};
  for (int round = 0; round < rounds(40); ++round) {
    const pid_t child = ::fork();
    ASSERT_NE(child, -1);
    if (child == 0) check_in_a_child();
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status;
  }
  stop.store(true);
}

/// Takes locks when everything else of its thread, or of the program, has ended.
struct late_user {
  late_user() = default;
  late_user(const late_user&) = delete;
  late_user& operator=(const late_user&) = delete;
  ~late_user() {
    static constinit lock_order<mutex> a{"a"};
    static constinit lock_order<mutex> b{"b"};
    for (auto* first : {&a, &b}) {
      const lock_guard outer{*first};
      const lock_guard inner{first == &a ? b : a};
    }
  }
};

TEST(LockOrderOfAChild, DISABLED_LateUsers) {
  static late_user last_of_the_program;
  std::thread{[] {
    static thread_local late_user last_of_the_thread;
    lock_order<mutex> used;
    const lock_guard held{used};
    (void)last_of_the_thread;
  }}.join();
  (void)last_of_the_program;
}

TEST(LockOrderOfAChild, DISABLED_Cycle) {
  lock_order<patient_lock> a{"a"};
  lock_order<patient_lock> b{"b"};
  for (auto* first : {&a, &b}) {
    const lock_guard outer{*first};
    const lock_guard inner{first == &a ? b : a};
  }
}

TEST(LockOrderOfAChild, DISABLED_IsOff) {
  EXPECT_EQ(current_lock_order_mode(), lock_order_mode::off);
}

int run_with(const char* variable, const char* test) {
  return support::run_again(test, [&] {
    return variable == nullptr ? ::unsetenv("INTERLOCK_LOCK_ORDER") == 0
                               : ::setenv("INTERLOCK_LOCK_ORDER", variable, 1) == 0;
  });
}

TEST(LockOrderProcess, MayTakeLocksUntilItsEnd) {
  EXPECT_EQ(run_with(nullptr, "LockOrderOfAChild.DISABLED_LateUsers"), 0);
}

TEST(LockOrderProcess, EnvironmentSaysWhatIsDone) {
  constexpr int aborted = 128 + SIGABRT;
  EXPECT_EQ(run_with(nullptr, "LockOrderOfAChild.DISABLED_Cycle"), 0);
  EXPECT_EQ(run_with("report", "LockOrderOfAChild.DISABLED_Cycle"), 0);
  EXPECT_EQ(run_with("abort", "LockOrderOfAChild.DISABLED_Cycle"), aborted);
  EXPECT_EQ(run_with("off", "LockOrderOfAChild.DISABLED_Cycle"), 0);
  EXPECT_EQ(run_with("off", "LockOrderOfAChild.DISABLED_IsOff"), 0);
  EXPECT_EQ(run_with("of", "LockOrderOfAChild.DISABLED_IsOff"), aborted);
}

}  // namespace
}  // namespace interlock
