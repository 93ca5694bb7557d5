// SPDX-License-Identifier: MIT
/// @file
/// Clients of a file, and the program that runs them.
#include <interlock/checker/checker_backend.hpp>
#include <interlock/checker/client.hpp>
#include <interlock/checker/explore.hpp>

#include "run_clients.hpp"

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

namespace interlock::checker {
namespace {

using B = checker_backend;
using testing::HasSubstr;
using testing::Not;

struct finished {
  int code;
  std::string out;
  std::string errors;
};

[[nodiscard]] finished run(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "program");
  std::ostringstream out;
  std::ostringstream errors;
  const int code = run_clients(static_cast<int>(arguments.size()), arguments.data(), out, errors);
  return {code, out.str(), errors.str()};
}

void pass_message(std::memory_order order) {
  B::plain<int> data{0};
  B::atomic<int> ready{0};
  B::thread writer{[&] {
    data.write(42);
    ready.store(1, order);
  }};
  if (ready.load(order::acquire) == 1) require(data.read() == 42, "the message has arrived");
  writer.join();
}

void right() { pass_message(order::release); }
void wrong() { pass_message(order::relaxed); }

TEST(CheckerClient, ExistsAsLongAsItLives) {
  EXPECT_TRUE(client::all().empty());
  {
    const client first{"first", right};
    const client second{"second", right};
    EXPECT_THAT(client::all(), testing::ElementsAre(&first, &second));
  }
  EXPECT_TRUE(client::all().empty());
}

TEST(CheckerClient, AProgramWithoutClientsIsBadUsage) {
  const finished end = run({});
  EXPECT_EQ(end.code, 2);
  EXPECT_THAT(end.errors, HasSubstr("no clients"));
}

TEST(CheckerClient, PassesWhenAllPass) {
  const client good{"good", right};
  const finished end = run({});
  EXPECT_EQ(end.code, 0) << end.out;
  EXPECT_THAT(end.out, HasSubstr("1 explored completely"));
}

TEST(CheckerClient, FailsWhenOneFails) {
  const client good{"good", right};
  const client bad{"bad", wrong};
  const finished end = run({});
  EXPECT_EQ(end.code, 1);
  EXPECT_THAT(end.out, HasSubstr("data race"));
  EXPECT_THAT(end.out, HasSubstr("store relaxed"));
  EXPECT_THAT(run({"--trace", "none"}).out, Not(HasSubstr("store relaxed")));
  EXPECT_EQ(run({"--filter", "good"}).code, 0);
}

TEST(CheckerClient, FailsWhenNothingIsShown) {
  const client empty{"empty", [] { assume(false); }};
  const finished end = run({});
  EXPECT_EQ(end.code, 1);
  EXPECT_THAT(end.out, HasSubstr("vacuous"));
}

TEST(CheckerClient, NamesTheOutcomeThatWasNeverReached) {
  const client empty{"empty", [] { reachable("the moon", false); }};
  EXPECT_THAT(run({}).out, HasSubstr("never reached: the moon"));
}

TEST(CheckerClient, ABoundIsAFailureOnlyOnRequest) {
  const client choosy{"choosy", [] { (void)choose(3); }};
  EXPECT_EQ(run({"--executions", "2"}).code, 0);
  EXPECT_THAT(run({"--executions", "2"}).out, HasSubstr("incomplete"));
  EXPECT_EQ(run({"--executions", "2", "--complete"}).code, 1);
  EXPECT_EQ(run({"--complete"}).code, 0);
}

TEST(CheckerClient, RandomExecutionsAreSaidToBeNoProof) {
  const client good{"good", [] { (void)choose(3); }};
  const finished end = run({"--samples", "20", "--seed", "5"});
  EXPECT_EQ(end.code, 0);
  EXPECT_THAT(end.out, HasSubstr("sampled "));
  EXPECT_THAT(end.out, HasSubstr(" 20 "));
  EXPECT_THAT(end.out, HasSubstr("1 stopped at a bound (no proof)"));
}

TEST(CheckerClient, ExploresInSeveralProcesses) {
  const client good{"good", [] { (void)choose(3); }};
  EXPECT_THAT(run({"--jobs", "2"}).out, HasSubstr("1 explored completely"));
  EXPECT_EQ(run({"--jobs", "0"}).code, 2);
}

TEST(CheckerClient, GuessesTheSizeOfTheSearch) {
  const client good{"good", [] { (void)choose(3); }};
  const finished end = run({"--estimate", "--samples", "10"});
  EXPECT_EQ(end.code, 0);
  EXPECT_THAT(end.out, HasSubstr("Guesses"));
  EXPECT_THAT(end.out, HasSubstr(" 3 "));
}

TEST(CheckerClient, OwnOptionsGiveWayToArguments) {
  const client choosy{"choosy", {.max_executions = 2}, [] { (void)choose(3); }};
  EXPECT_EQ(run({"--complete"}).code, 1);
  EXPECT_EQ(run({"--complete", "--executions", "0"}).code, 0);
}

TEST(CheckerClient, TheEnvironmentStandsBetweenOwnOptionsAndArguments) {
  const client choosy{"choosy", {.max_executions = 2}, [] { (void)choose(3); }};
  ::setenv("INTERLOCK_CHECKER_MAX_EXECUTIONS", "0", 1);
  EXPECT_EQ(run({"--complete"}).code, 0);
  EXPECT_EQ(run({"--complete", "--executions", "1"}).code, 1);
  ::setenv("INTERLOCK_CHECKER_MAX_EXECUTIONS", "many", 1);
  const finished end = run({});
  EXPECT_EQ(end.code, 2);
  EXPECT_THAT(end.errors, HasSubstr("INTERLOCK_CHECKER_MAX_EXECUTIONS"));
  ::unsetenv("INTERLOCK_CHECKER_MAX_EXECUTIONS");
}

TEST(CheckerClient, TheMemoryModelIsAnArgument) {
  const client buffering{"store buffering", [] {
                           B::atomic<int> x{0};
                           B::atomic<int> y{0};
                           B::plain<int> seen{0};
                           B::thread other{[&] {
                             x.store(1, order::relaxed);
                             seen.write(y.load(order::relaxed));
                           }};
                           y.store(1, order::relaxed);
                           const int mine = x.load(order::relaxed);
                           other.join();
                           require(mine + seen.read() > 0, "somebody sees the other's store");
                         }};
  EXPECT_EQ(run({"--memory", "cpp20"}).code, 1);
  EXPECT_EQ(run({"--memory", "sc"}).code, 0);
}

TEST(CheckerClient, ListsNamesAndPlaces) {
  const client bad{"bad", wrong};
  const finished end = run({"--list"});
  EXPECT_EQ(end.code, 0);
  EXPECT_THAT(end.out, HasSubstr("bad"));
  EXPECT_THAT(end.out, HasSubstr("client_test.cpp:"));
}

TEST(CheckerClient, BadArgumentsAreNamed) {
  const client good{"good", right};
  EXPECT_EQ(run({"--help"}).code, 0);
  for (const auto& wrong_use : std::vector<std::vector<const char*>>{{"--nonsense"},
                                                                     {"--memory", "tso"},
                                                                     {"--seconds", "-1"},
                                                                     {"--seconds", "soon"},
                                                                     {"--executions", "-1"},
                                                                     {"--operations", "0"},
                                                                     {"--trace", "paper"},
                                                                     {"--filter", "moon"}}) {
    const finished end = run(wrong_use);
    EXPECT_EQ(end.code, 2) << wrong_use.front();
    EXPECT_THAT(end.errors, HasSubstr(wrong_use.front()));
  }
}

TEST(CheckerClient, NamesAreUniqueAndNotEmpty) {
  {
    const client first{"same", right};
    const client second{"same", right};
    const finished end = run({});
    EXPECT_EQ(end.code, 2);
    EXPECT_THAT(end.errors, HasSubstr("client_test.cpp:"));
    EXPECT_THAT(end.errors, HasSubstr("'same'"));
  }
  const client nameless{"", right};
  EXPECT_EQ(run({}).code, 2);
}

}  // namespace
}  // namespace interlock::checker
