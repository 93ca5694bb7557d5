// SPDX-License-Identifier: MIT
/// @file
/// Tests of the lock-order checks: what they report is recorded.
#pragma once

#include <interlock/sync/lock_order.hpp>

#include <gtest/gtest.h>
#include <mutex>
#include <vector>

namespace interlock::support {

/// What has been reported in this test. Requires: the threads that report have ended.
inline std::vector<lock_order_report>& reports() {
  static std::vector<lock_order_report> all;
  return all;
}

inline void record(const lock_order_report& found) {
  static std::mutex guard;
  const std::lock_guard held{guard};
  reports().push_back(found);
}

struct LockOrder : ::testing::Test {
  void SetUp() override {
    set_lock_order_mode(lock_order_mode::report);
    set_lock_order_handler(record);
    reports().clear();
  }
  void TearDown() override {
    set_lock_order_handler(nullptr);
    set_lock_order_mode(lock_order_mode::report);
  }
};

}  // namespace interlock::support
