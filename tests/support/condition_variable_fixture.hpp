// SPDX-License-Identifier: MIT
/// @file
/// A condition variable, its mutex, and threads that wait on it.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "support/worker.hpp"

#include <cstddef>
#include <gtest/gtest.h>
#include <mutex>
#include <string>
#include <vector>

namespace interlock::support {

template <class Row, backend B = std_backend>
struct condition_variable_fixture : ::testing::Test {
  using mutex_type = typename Row::template mutex_type<B>;
  using condition_type = typename Row::template type<B>;

  mutex_type mutex;
  condition_type condition;
  int waiting = 0;            ///< how many threads have begun to wait; guarded by `mutex`
  std::vector<int> returned;  ///< numbers of the waiters that have returned; guarded by `mutex`

  /// Waits once, without a predicate, and puts `number` on record.
  template <class Guard>
  void wait_once(Guard& guard, int number) {
    ++waiting;
    condition.wait(guard);
    EXPECT_TRUE(guard.owns_lock());
    returned.push_back(number);
  }

  /// A thread that waits once. It is in line when this returns.
  void add_waiter(crew& waiters, int number) {
    waiters.add("waiter " + std::to_string(number), [this, number] {
      std::unique_lock guard{mutex};
      wait_once(guard, number);
    });
    ASSERT_TRUE(eventually_waiting(number + 1));
  }

  /// A thread that counts as waiting has released the mutex only in its wait.
  [[nodiscard]] bool eventually_waiting(int number) {
    return eventually([&] {
      const std::lock_guard guard{mutex};
      return waiting >= number;
    });
  }
  [[nodiscard]] std::size_t number_returned() {
    const std::lock_guard guard{mutex};
    return returned.size();
  }
  [[nodiscard]] bool eventually_returned(std::size_t number) {
    return eventually([&] { return number_returned() >= number; });
  }
};

}  // namespace interlock::support
