// SPDX-License-Identifier: MIT
/// @file
/// The command line of interlock-check.
#include "command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

namespace interlock::checks {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct finished {
  int status;
  std::string out;
  std::string errors;
};

[[nodiscard]] finished run(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "interlock-check");
  std::ostringstream out;
  std::ostringstream errors;
  const int status = run_command(static_cast<int>(arguments.size()), arguments.data(),
                                 "no reasons are needed", out, errors);
  return {status, out.str(), errors.str()};
}

/// `arguments` for a client that takes a fraction of a second.
[[nodiscard]] finished run_small(std::vector<const char*> arguments) {
  arguments.insert(arguments.end(), {"--filter", "mutex/exclusion"});
  return run(arguments);
}

TEST(CheckCommand, ExploresCompletely) {
  const finished end = run_small({});
  EXPECT_EQ(end.status, 0) << end.out;
  EXPECT_THAT(end.out, HasSubstr("mutex/exclusion "));
  EXPECT_THAT(end.out, HasSubstr(" passed "));
  EXPECT_THAT(end.out, HasSubstr("1 clients: 1 explored completely"));
}

TEST(CheckCommand, RandomExecutionsAreSaidToBeNoProof) {
  const finished end = run_small({"--samples", "7"});
  EXPECT_EQ(end.status, 0) << end.out;
  EXPECT_THAT(end.out, HasSubstr(" sampled               7 "));
  EXPECT_THAT(end.out, HasSubstr("0 explored completely"));
  EXPECT_THAT(end.out, HasSubstr("1 sampled (no proof)"));
  EXPECT_THAT(end.out, Not(HasSubstr("passed")));
}

TEST(CheckCommand, TheSeedDecidesWhichRandomExecutions) {
  const auto first_failure = [](const char* seed) {
    return run_small({"--samples", "1000", "--seed", seed, "--trace", "none", "--as-if",
                      "mutex.hpp (freed) release -> relaxed"});
  };
  const finished once = first_failure("5");
  EXPECT_EQ(once.status, 1) << once.out << once.errors;
  EXPECT_THAT(once.out, HasSubstr("data race"));
  const auto executions = [](const finished& end) {
    return end.out.substr(0, end.out.rfind('.'));  // the rest is the time
  };
  EXPECT_EQ(executions(first_failure("5")), executions(once));
}

TEST(CheckCommand, GuessesAreSaidToBeGuesses) {
  const finished end = run_small({"--estimate", "--samples", "10", "--seed", "2"});
  EXPECT_EQ(end.status, 0);
  EXPECT_THAT(end.out, HasSubstr("Guesses"));
  EXPECT_THAT(end.out, HasSubstr(" 10 "));
  EXPECT_THAT(end.out, Not(HasSubstr("passed")));
  EXPECT_EQ(run_small({"--estimate", "--samples", "10", "--seed", "2"}).out.substr(0, 200),
            end.out.substr(0, 200));
}

TEST(CheckCommand, BadArgumentsAreNamed) {
  EXPECT_EQ(run({"--help"}).status, 0);
  using arguments = std::vector<const char*>;
  for (const arguments& wrong :
       {arguments{"--samples", "0"}, arguments{"--samples", "-1"}, arguments{"--samples", "many"},
        arguments{"--samples", "1.5"}, arguments{"--samples", "99999999999999999999"},
        arguments{"--samples", ""}, arguments{"--seed", "x", "--samples", "1"},
        arguments{"--seed", "-3", "--samples", "1"}}) {
    const finished end = run(wrong);
    EXPECT_EQ(end.status, 2) << wrong[1];
    EXPECT_THAT(end.errors, AllOf(HasSubstr(wrong[0]), HasSubstr("expected a whole number from"),
                                  HasSubstr(wrong[1])));
  }
  for (const arguments& wrong :
       {arguments{"--nonsense"}, arguments{"--seconds", "-1"}, arguments{"--seconds", "soon"},
        arguments{"--executions", "-1"}, arguments{"--jobs", "0"}, arguments{"--trace", "paper"},
        arguments{"--filter", "moon"}, arguments{"--samples"}, arguments{"--seed", "3"},
        arguments{"--replay", "x"}}) {
    const finished end = run(wrong);
    EXPECT_EQ(end.status, 2) << wrong[0];
    EXPECT_THAT(end.errors, HasSubstr(wrong[0]));
  }
}

TEST(CheckCommand, WhatDoesNotGoTogetherIsNamed) {
  using arguments = std::vector<const char*>;
  for (const arguments& wrong :
       {arguments{"--weaken", "--samples", "1"}, arguments{"--weaken", "--estimate"},
        arguments{"--replay", "x", "--samples", "1"}, arguments{"--replay", "x", "--estimate"},
        arguments{"--estimate", "--json", "x"}}) {
    const finished end = run_small(wrong);
    EXPECT_EQ(end.status, 2) << wrong[0];
    EXPECT_THAT(end.errors, HasSubstr(wrong[0]));
    EXPECT_THAT(end.errors, HasSubstr("excludes"));
  }
}

TEST(CheckCommand, AFailureIsShown) {
  const finished end = run_small({"--as-if", "mutex.hpp (freed) release -> relaxed"});
  EXPECT_EQ(end.status, 1) << end.errors;
  EXPECT_THAT(end.out, HasSubstr(" failed "));
  EXPECT_THAT(end.out, HasSubstr("replay: "));
}

}  // namespace
}  // namespace interlock::checks
