// SPDX-License-Identifier: MIT
/// @file
/// The runner of the suites fails where it must.
#include "suite_runner.hpp"

#include <interlock/memory_order/order.hpp>

#include "broken/defect.hpp"
#include "clients/check.hpp"

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

namespace interlock::checks {
namespace {

/// A client of one thread that fails if the row says so.
template <backend B, class Row>
struct obedient {
  static constexpr unsigned threads = 1;
  void thread(unsigned) { check<B>(!Row::fails, "the row is right"); }
};

struct obedient_clients {
  template <backend B, class Row, class Visit>
  static void each(Visit&& visit) {
    visit.template operator()<obedient<B, Row>>("obedient");
  }
};

template <bool Fails>
struct row {
  static constexpr std::string_view name = Fails ? "wrong" : "right";
  static constexpr std::string_view defect = "fails";
  static constexpr broken::catchers found_by{.relacy = true};
  static constexpr bool fails = Fails;
};

TEST(SuiteRunner, RowsThatFailAreReported) {
  EXPECT_NONFATAL_FAILURE(
      (expect_every_row_to_pass<obedient_clients, registry::type_list<row<true>>>()),
      "the row is right");
}

TEST(SuiteRunner, RowsThatPassAreNot) {
  expect_every_row_to_pass<obedient_clients, registry::type_list<row<false>>>();
}

TEST(SuiteRunner, DefectsThatAreNotFoundAreReported) {
  EXPECT_NONFATAL_FAILURE(
      (expect_every_defect_to_be_found<obedient_clients, registry::type_list<row<false>>>()),
      "right: fails");
}

TEST(SuiteRunner, DefectsThatAreFoundAreNot) {
  expect_every_defect_to_be_found<obedient_clients, registry::type_list<row<true>>>();
}

TEST(SuiteRunnerDeathTest, AWrongNumberOfExecutionsEndsTheProgram) {
  for (const char* wrong : {"", "0", "-1", "many", "10x", "99999999999999999999"}) {
    EXPECT_EXIT(
        {
          setenv("INTERLOCK_RELACY_ITERATIONS", wrong, 1);
          (void)executions_per_client();
        },
        testing::ExitedWithCode(2), "INTERLOCK_RELACY_ITERATIONS: expected a positive number");
  }
}

}  // namespace
}  // namespace interlock::checks
