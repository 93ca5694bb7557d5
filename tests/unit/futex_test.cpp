// SPDX-License-Identifier: MIT
/// @file
/// Parking as std_backend does it here: by the kernel.
#include <interlock/memory_order/futex.hpp>
#include <interlock/memory_order/std_backend.hpp>

#include "support/parking_contract.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <gtest/gtest.h>
#include <new>
#include <sys/mman.h>
#include <sys/wait.h>
#include <type_traits>
#include <unistd.h>

namespace interlock {
namespace {

struct kernel_parking {
  static wait_result wait(const std::atomic<std::uint32_t>& word, std::uint32_t expected,
                          const deadline& when) {
    return std_backend::futex_wait(word, expected, when);
  }
  static void wake(const std::atomic<std::uint32_t>& word, int count) {
    std_backend::futex_wake(word, count);
  }
};
struct shared_parking {
  static wait_result wait(const std::atomic<std::uint32_t>& word, std::uint32_t expected,
                          const deadline& when) {
    return std_backend::futex_wait(word, expected, when, sharing::process_shared);
  }
  static void wake(const std::atomic<std::uint32_t>& word, int count) {
    std_backend::futex_wake(word, count, sharing::process_shared);
  }
};
}  // namespace

namespace support {
INSTANTIATE_TYPED_TEST_SUITE_P(Private, parking, kernel_parking, parking_names);
INSTANTIATE_TYPED_TEST_SUITE_P(Shared, parking, shared_parking, parking_names);
}  // namespace support

namespace {

/// The kernel's count of the woken may lie. Nobody can rely on it who is not told.
TEST(Futex, WakeTellsNothing) {
  const std::atomic<std::uint32_t> word{0};
  static_assert(std::is_void_v<decltype(std_backend::futex_wake(word, 1))>);
  std_backend::futex_wake(word, wake_all);
}

TEST(Futex, LowHalfOfA64BitWordIsCompared) {
  std::atomic<std::uint64_t> word{std::uint64_t{5} << 32 | 7};
  EXPECT_EQ(std_backend::futex_wait(word, 8), wait_result::recheck);
  EXPECT_EQ(std_backend::futex_wait(word, 5), wait_result::recheck);
  EXPECT_EQ(std_backend::futex_wait(word, 7, deadline::after(std::chrono::milliseconds{1})),
            wait_result::timed_out);
}

TEST(Futex, SleeperOnA64BitWordIsWoken) {
  std::atomic<std::uint64_t> word{std::uint64_t{5} << 32};
  support::worker sleeper{"sleeper", [&] {
                            while (static_cast<std::uint32_t>(word.load()) == 0) {
                              (void)std_backend::futex_wait(word, 0);
                            }
                          }};
  sleeper.settle();
  EXPECT_FALSE(sleeper.done());
  word.fetch_add(1);
  std_backend::futex_wake(word, 1);
}

TEST(Futex, WakeWakesNoMoreThanAskedFor) {
  std::atomic<std::uint32_t> word{0};
  std::atomic<int> woken{0};
  support::crew sleepers;
  for (int i = 0; i < 3; ++i) {
    sleepers.add("sleeper", [&] {
      EXPECT_EQ(std_backend::futex_wait(word, 0), wait_result::recheck);
      woken.fetch_add(1);
    });
  }
  // In the kernel, and not merely asleep for another reason.
  for (std::size_t i = 0; i < sleepers.size(); ++i) sleepers[i].settle(support::patience);
  std_backend::futex_wake(word, 1);
  std_backend::futex_wake(word, 1);
  EXPECT_TRUE(support::eventually([&] { return woken.load() == 2; }));
  std::this_thread::sleep_for(std::chrono::milliseconds{5});
  EXPECT_EQ(woken.load(), 2);
  std_backend::futex_wake(word, wake_all);
}

TEST(Futex, SharedWordWakesAnotherProcess) {
  void* const memory = ::mmap(nullptr, sizeof(std::atomic<std::uint32_t>), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  auto& word = *::new (memory) std::atomic<std::uint32_t>{0};
  const pid_t child = ::fork();
  ASSERT_NE(child, -1);
  if (child == 0) {
    const deadline limit = deadline::after(support::patience);
    while (word.load() == 0) {
      if (std_backend::futex_wait(word, 0, limit, sharing::process_shared) ==
          wait_result::timed_out) {
        ::_exit(1);
      }
    }
    ::_exit(0);
  }
  ::usleep(5'000);
  word.store(1);
  std_backend::futex_wake(word, wake_all, sharing::process_shared);
  int status = -1;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0) << "the other process was not woken";
  ::munmap(memory, sizeof(std::atomic<std::uint32_t>));
}

TEST(Futex, WakeOnMemoryThatIsGoneDoesNothing) {
  void* const memory =
      ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  auto& word = *::new (memory) std::atomic<std::uint32_t>{0};
  ASSERT_EQ(::munmap(memory, 4096), 0);
  std_backend::futex_wake(word, 1);
  std_backend::futex_wake(word, wake_all, sharing::process_shared);
}

}  // namespace
}  // namespace interlock
