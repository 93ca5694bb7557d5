// SPDX-License-Identifier: MIT
/// @file
/// The table, the JSON document and the exit codes.
#include "report.hpp"

#include <interlock/stress/main.hpp>

#include "result_json.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace interlock::stress {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const test_case a_case{.row = "mutex", .scenario = "mutual_exclusion"};

record with(status outcome, std::string reason = "") {
  record one{&a_case, placement::compact, 42, "interlock-stress --seed 42", {}};
  one.outcome.outcome = outcome;
  one.outcome.reason = std::move(reason);
  one.outcome.thread_count = 2;
  return one;
}

record ran(status outcome) {
  record one = with(outcome, outcome == status::passed ? "" : "because");
  one.outcome.threads = {
      {"locker",
       {4},
       {binding_outcome::bound, {4}, 0, ""},
       1'000'000,
       std::chrono::milliseconds{7}},
      {"locker", {5}, {binding_outcome::bound, {5}, 0, ""}, 250'000, std::chrono::milliseconds{9}}};
  one.outcome.seen = {{"contention", 17}};
  one.outcome.rounds = 3;
  return one;
}

TEST(ExitCode, IsThatOfTheWorst) {
  const record passed = with(status::passed);
  const record failed = with(status::failed);
  const record hang = with(status::hang);
  const record error = with(status::error);
  const record skipped = with(status::skipped);
  EXPECT_EQ(exit_code_of({passed, skipped}, false), 0);
  EXPECT_EQ(exit_code_of({passed, hang}, false), 3);
  EXPECT_EQ(exit_code_of({failed, passed, hang}, false), 1);
  EXPECT_EQ(exit_code_of({failed, error, hang}, false), 4);
  EXPECT_EQ(exit_code_of({skipped, skipped}, false), 77);
}

TEST(ExitCode, CountsInconclusiveOnesOnlyWhenStrict) {
  const record passed = with(status::passed);
  const record inconclusive = with(status::inconclusive);
  EXPECT_EQ(exit_code_of({passed, inconclusive}, false), 0);
  EXPECT_EQ(exit_code_of({inconclusive}, false), 0);
  EXPECT_EQ(exit_code_of({passed, inconclusive}, true), 5);
  EXPECT_EQ(exit_code_of({inconclusive, with(status::hang)}, true), 3);
}

TEST(Table, ShowsWhereAndHowFast) {
  EXPECT_THAT(table_line(ran(status::passed), 10),
              AllOf(HasSubstr("mutex.mutual_exclusion"), HasSubstr("compact {4-5}"),
                    HasSubstr("PASSED"), HasSubstr("1,250,000"), HasSubstr("9 ms"),
                    HasSubstr("4.00 ???"), Not(HasSubstr("reproduce"))));
}

TEST(Table, TellsHowToReproduceAFailure) {
  EXPECT_THAT(table_line(ran(status::failed), 10),
              AllOf(HasSubstr("FAILED"), HasSubstr("because"),
                    HasSubstr("reproduce: interlock-stress --seed 42")));
}

TEST(Table, GivesTheReasonOfASkip) {
  EXPECT_THAT(table_line(with(status::skipped, "needs a second L3"), 10),
              AllOf(HasSubstr("SKIPPED"), HasSubstr("needs a second L3")));
}

TEST(Table, CountsOutcomesInTheEnd) {
  const std::string footer = table_footer(
      {ran(status::passed), ran(status::passed), with(status::hang), with(status::skipped)},
      std::chrono::milliseconds{1500});
  EXPECT_THAT(footer, AllOf(HasSubstr("4 runs: 2 passed, 0 failed, 1 hang"),
                            HasSubstr("1 skipped in 1.5 s")));
}

TEST(Json, HoldsTheRunTheMachineAndTheCases) {
  const run_info run{{"interlock-stress", "--strict"},
                     99,
                     synthetic_machine("core:2 pu:2"),
                     std::chrono::milliseconds{500}};
  const json document = json::parse(json_document(run, {ran(status::failed)}));
  EXPECT_EQ(document.at("run").at("seed"), 99);
  EXPECT_EQ(document.at("run").at("argv"), json({"interlock-stress", "--strict"}));
  EXPECT_TRUE(document.at("run").contains("compiler"));
  EXPECT_TRUE(document.at("run").contains("sanitizer"));
  EXPECT_EQ(document.at("machine").at("units").size(), 4);
  EXPECT_FALSE(document.at("machine").at("this_system"));
  const json& one = document.at("cases").at(0);
  EXPECT_EQ(one.at("name"), "mutex.mutual_exclusion");
  EXPECT_EQ(one.at("row"), "mutex");
  EXPECT_EQ(one.at("scenario"), "mutual_exclusion");
  EXPECT_EQ(one.at("placement"), "compact");
  EXPECT_EQ(one.at("threads"), 2);
  EXPECT_EQ(one.at("status"), "failed");
  EXPECT_EQ(one.at("reason"), "because");
  EXPECT_EQ(one.at("requested_cpus"), json::parse("[[4],[5]]"));
  EXPECT_EQ(one.at("bound_cpus"), json::parse("[[4],[5]]"));
  EXPECT_EQ(one.at("ops"), 1'250'000);
  EXPECT_EQ(one.at("ops_per_thread"), json({1'000'000, 250'000}));
  EXPECT_EQ(one.at("max_gap_ns"), 9'000'000);
  EXPECT_EQ(one.at("observed").at("contention"), 17);
  EXPECT_EQ(one.at("seed"), 42);
  EXPECT_EQ(one.at("reproduce"), "interlock-stress --seed 42");
}

TEST(Json, CarriesAResultThereAndBack) {
  for (const status each : {status::passed, status::failed, status::hang, status::inconclusive,
                            status::skipped, status::error}) {
    const json document = to_json(ran(each).outcome);
    EXPECT_EQ(to_json(result_from_json(document)), document);
  }
  EXPECT_ANY_THROW((void)result_from_json(json{{"status", "splendid"}}));
}

TEST(Digits, AreGroupedByThree) {
  EXPECT_EQ(grouped_digits(0), "0");
  EXPECT_EQ(grouped_digits(999), "999");
  EXPECT_EQ(grouped_digits(1000), "1,000");
  EXPECT_EQ(grouped_digits(1234567), "1,234,567");
}

}  // namespace
}  // namespace interlock::stress
