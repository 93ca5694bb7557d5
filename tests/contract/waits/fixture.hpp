// SPDX-License-Identifier: MIT
/// @file
/// The tests' view of a wait.
#pragma once

#include "support/wait.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

namespace interlock::support {

struct any_wait : ::testing::TestWithParam<wait_case> {
  const wait_facts facts = GetParam().facts;
};

struct wait_names {
  std::string operator()(const ::testing::TestParamInfo<wait_case>& info) const {
    return info.param.name;
  }
};

/// Watches a wait that is handed over: nobody who holds is inside together with one who has passed.
class two_sides {
 public:
  void hold(wait& subject, int n) {
    subject.hold();
    stay(holders_, n);
    subject.let_go();
  }
  /// After an attempt that has passed.
  void visit(wait& subject, int n) {
    stay(visitors_, n);
    subject.undo();
  }
  [[nodiscard]] bool have_met() const { return met_.load(); }

 private:
  void stay(std::atomic<int>& mine, int n) {
    mine.fetch_add(1);
    if (n % 8 == 0) std::this_thread::sleep_for(std::chrono::microseconds{20});
    if (holders_.load() != 0 && visitors_.load() != 0) met_.store(true);
    mine.fetch_sub(1);
  }

  std::atomic<int> holders_{0};
  std::atomic<int> visitors_{0};
  std::atomic<bool> met_{false};
};

/// The waits of this program whose facts include `fact`.
[[nodiscard]] inline std::vector<wait_case> waits_with(bool wait_facts::*fact) {
  std::vector<wait_case> found;
  for (const wait_case& each : listed_waits()) {
    if (each.facts.*fact) found.push_back(each);
  }
  return found;
}

}  // namespace interlock::support
