// SPDX-License-Identifier: MIT
/// @file
/// What each fence buys: message passing, store buffering, and the asymmetric pair; in a child
/// process too, and where the kernel has no membarrier.
#include <interlock/memory_order/fence.hpp>
#include <interlock/memory_order/order.hpp>

#include "support/child_process.hpp"
#include "support/repeat.hpp"
#include "support/scale.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace interlock {
namespace {

using support::play_rounds;
using support::rounds;

/// Message passing through relaxed accesses and fences: ThreadSanitizer, too, must see the order.
TEST(Fence, ReleaseAndAcquirePassAMessage) {
  long data = 0;
  std::atomic<int> ready{0};
  int stale = 0;
  play_rounds(
      "partner", 2, rounds(20'000), [&](int) { ready.store(0, order::relaxed); },
      [&](int i, int round) {
        if (i == 0) {
          data = round;
          fence_release(ready);
          ready.store(1, order::relaxed);
        } else {
          while (ready.load(order::relaxed) == 0) std::this_thread::yield();
          fence_acquire(ready);
          if (data != round) ++stale;
        }
      });
  EXPECT_EQ(stale, 0);
}

TEST(Fence, FullFencesPassAMessageToo) {
  long data = 0;
  std::atomic<int> ready{0};
  int stale = 0;
  play_rounds(
      "partner", 2, rounds(20'000), [&](int) { ready.store(0, order::relaxed); },
      [&](int i, int round) {
        if (i == 0) {
          data = round;
          fence_full(ready);
          ready.store(1, order::relaxed);
        } else {
          while (ready.load(order::relaxed) == 0) std::this_thread::yield();
          fence_full(ready);
          if (data != round) ++stale;
        }
      });
  EXPECT_EQ(stale, 0);
}

/// Store buffering: of two threads that each store and then load what the other stores, one at
/// least sees the other. Each round has many such pairs, and the threads come from opposite ends,
/// so that they meet at one of them.
struct buffering {
  alignas(128) std::atomic<int> x{0};
  alignas(128) std::atomic<int> y{0};
  int seen_by_first = 0;
  int seen_by_second = 0;
};

/// Returns how often neither saw the other.
template <class First, class Second>
int times_neither_saw_the_other(First first_fence, Second second_fence) {
  std::vector<buffering> pairs(100);
  int neither = 0;
  const auto count = [&] {
    for (const buffering& each : pairs) {
      if (each.seen_by_first == 0 && each.seen_by_second == 0) ++neither;
    }
  };
  const auto prepare = [&](int round) {
    if (round != 0) count();
    for (buffering& each : pairs) {
      each.x.store(0, order::relaxed);
      each.y.store(0, order::relaxed);
    }
  };
  const int played = play_rounds("partner", 2, rounds(10'000), prepare, [&](int i, int) {
    for (std::size_t n = 0; n < pairs.size(); ++n) {
      buffering& each = pairs[i == 0 ? n : pairs.size() - 1 - n];
      if (i == 0) {
        each.x.store(1, order::relaxed);
        first_fence();
        each.seen_by_first = each.y.load(order::relaxed);
      } else {
        each.y.store(1, order::relaxed);
        second_fence();
        each.seen_by_second = each.x.load(order::relaxed);
      }
    }
  });
  count();
  EXPECT_GT(played, 0);
  return neither;
}

TEST(Fence, FullFencesForbidStoreBuffering) {
  const auto full = [] { fence_full(); };
  EXPECT_EQ(times_neither_saw_the_other(full, full), 0);
}

TEST(Fence, LightAndHeavyForbidStoreBuffering) {
  EXPECT_EQ(times_neither_saw_the_other([] { light_fence(); }, [] { heavy_fence(); }), 0);
}

TEST(Fence, HeavyFencesForbidStoreBuffering) {
  const auto heavy = [] { heavy_fence(); };
  EXPECT_EQ(times_neither_saw_the_other(heavy, heavy), 0);
}

TEST(Fence, HeavyFenceWorksInAForkedChild) {
  heavy_fence();
  const pid_t child = ::fork();
  ASSERT_NE(child, -1);
  if (child == 0) {
    light_fence();
    heavy_fence();
    ::_exit(0);
  }
  int status = -1;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status)) << "the kernel's barrier was refused after fork";
}

TEST(Fence, LightFenceIsFreeOnlyOnceTheKernelHasAgreed) {
  const bool available = detail::membarrier::available();
  RecordProperty("membarrier", available ? "available" : "refused");
  EXPECT_EQ(detail::membarrier::registered(), available);
}

/// Run by the next test, in a process whose kernel refuses membarrier.
TEST(Fence, DISABLED_WithoutMembarrier) {
  EXPECT_FALSE(detail::membarrier::available());
  EXPECT_FALSE(detail::membarrier::registered());
  EXPECT_EQ(times_neither_saw_the_other([] { light_fence(); }, [] { heavy_fence(); }), 0);
}

TEST(Fence, LightAndHeavyAreFullFencesWhereTheKernelHasNoMembarrier) {
  for (const int refusal : {ENOSYS, EPERM}) {
    const int status = support::run_again("Fence.DISABLED_WithoutMembarrier", [refusal] {
      return support::refuse_system_call(SYS_membarrier, refusal);
    });
    if (status == 125) GTEST_SKIP() << "this kernel does not let us refuse a system call";
    EXPECT_EQ(status, 0);
  }
}

}  // namespace
}  // namespace interlock
