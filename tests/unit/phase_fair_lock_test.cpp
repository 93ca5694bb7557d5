// SPDX-License-Identifier: MIT
/// @file
/// What only the phase-fair lock promises: a reader waits for one writer at most, even if others
/// are in line before it, and a writer for the readers that have come before it.
#include <interlock/sync/phase_fair_lock.hpp>

#include "support/worker.hpp"

#include <atomic>
#include <gtest/gtest.h>

namespace interlock {
namespace {

using support::eventually;
using support::worker;

/// Enters when it can, says so, and leaves when it is told to.
class visitor {
 public:
  enum class access { shared, exclusive };
  visitor(phase_fair_lock& lock, access how)
      : thread_{"visitor", [this, &lock, how] {
                  how == access::shared ? lock.lock_shared() : lock.lock();
                  inside_.store(true);
                  EXPECT_TRUE(eventually([this] { return told_to_leave_.load(); }));
                  inside_.store(false);
                  how == access::shared ? lock.unlock_shared() : lock.unlock();
                }} {}
  ~visitor() { leave(); }

  [[nodiscard]] bool gets_in() const {
    return eventually([this] { return inside_.load(); });
  }
  [[nodiscard]] bool is_inside() const { return inside_.load(); }
  void settle() { thread_.settle(); }
  void leave() { told_to_leave_.store(true); }

 private:
  std::atomic<bool> inside_{false};
  std::atomic<bool> told_to_leave_{false};
  worker thread_;
};

struct PhaseFairLock : ::testing::TestWithParam<std::uint32_t> {
  /// True when a writer waits for the readers that are inside.
  [[nodiscard]] bool closes() {
    return eventually([this] {
      if (!lock.try_lock_shared()) return true;
      lock.unlock_shared();
      return false;
    });
  }
  phase_fair_lock lock{GetParam()};
};

TEST_P(PhaseFairLock, PhasesTakeTurns) {
  visitor first_reader{lock, visitor::access::shared};
  ASSERT_TRUE(first_reader.gets_in());
  visitor first_writer{lock, visitor::access::exclusive};
  ASSERT_TRUE(closes());
  visitor second_writer{lock, visitor::access::exclusive};
  second_writer.settle();
  visitor second_reader{lock, visitor::access::shared};
  visitor third_reader{lock, visitor::access::shared};
  second_reader.settle();
  EXPECT_FALSE(first_writer.is_inside() || second_reader.is_inside() || third_reader.is_inside());

  first_reader.leave();
  ASSERT_TRUE(first_writer.gets_in());
  EXPECT_FALSE(second_writer.is_inside() || second_reader.is_inside() || third_reader.is_inside());

  first_writer.leave();
  ASSERT_TRUE(second_reader.gets_in() && third_reader.gets_in());
  EXPECT_FALSE(second_writer.is_inside());

  second_reader.leave();
  third_reader.leave();
  ASSERT_TRUE(second_writer.gets_in());
}

TEST_P(PhaseFairLock, AttemptsThatFailLeaveNoTrace) {
  lock.lock_shared();
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(lock.try_lock());
  EXPECT_TRUE(lock.try_lock_shared());
  lock.unlock_shared();
  lock.unlock_shared();
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(lock.try_lock());
    EXPECT_FALSE(lock.try_lock());
    EXPECT_FALSE(lock.try_lock_shared());
    lock.unlock();
  }
}

INSTANTIATE_TEST_SUITE_P(CountersStart, PhaseFairLock,
                         ::testing::Values(0U, 1U, ~0U, ~0U - 1U, 0x7FFF'FFFFU));

}  // namespace
}  // namespace interlock
