// SPDX-License-Identifier: MIT
/// @file
/// Options from environment variables.
#include <interlock/checker/environment.hpp>

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

namespace interlock::checker {
namespace {

using testing::HasSubstr;

/// A variable, for the time that this object lives.
class variable {
 public:
  variable(const std::string& option, const std::string& value)
      : name_{"INTERLOCK_CHECKER_" + option} {
    ::setenv(name_.c_str(), value.c_str(), 1);
  }
  variable(const variable&) = delete;
  variable& operator=(const variable&) = delete;
  ~variable() { ::unsetenv(name_.c_str()); }

 private:
  std::string name_;
};

[[nodiscard]] std::string error_of(const std::string& option, const std::string& value) {
  const variable set{option, value};
  try {
    (void)options_from_environment();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

TEST(CheckerEnvironment, LeavesWhatIsNotSet) {
  const options found =
      options_from_environment({.memory = model::sc, .max_executions = 7, .leaks = false});
  EXPECT_EQ(found.memory, model::sc);
  EXPECT_EQ(found.max_executions, 7U);
  EXPECT_FALSE(found.leaks);
  EXPECT_TRUE(found.timeouts);
}

TEST(CheckerEnvironment, ChangesWhatIsSet) {
  const variable memory{"MEMORY", "sc"};
  const variable executions{"MAX_EXECUTIONS", "18446744073709551615"};
  const variable seconds{"MAX_SECONDS", "2.5"};
  const variable operations{"MAX_OPERATIONS", "100"};
  const variable samples{"SAMPLES", "1000"};
  const variable seed{"SEED", "3"};
  const variable jobs{"JOBS", "4"};
  const variable timeouts{"TIMEOUTS", "0"};
  const variable wakeups{"SPURIOUS_WAKEUPS", "1"};
  const variable failures{"WEAK_FAILURES", "2"};
  const variable short_wakes{"SHORT_WAKES", "1"};
  const variable reuse{"REUSE", "4"};
  const variable leaks{"LEAKS", "0"};
  const variable going{"KEEP_GOING", "1"};
  const variable duplicates{"DETECT_DUPLICATES", "1"};
  const options found = options_from_environment();
  EXPECT_EQ(found.memory, model::sc);
  EXPECT_EQ(found.max_executions, 18446744073709551615U);
  EXPECT_EQ(found.max_seconds, 2.5);
  EXPECT_EQ(found.max_operations, 100U);
  EXPECT_EQ(found.samples, 1000U);
  EXPECT_EQ(found.seed, 3U);
  EXPECT_EQ(found.jobs, 4U);
  EXPECT_FALSE(found.timeouts);
  EXPECT_EQ(found.spurious_wakeups, 1U);
  EXPECT_EQ(found.weak_failures, 2U);
  EXPECT_TRUE(found.short_wakes);
  EXPECT_EQ(found.reuse, 4U);
  EXPECT_FALSE(found.leaks);
  EXPECT_TRUE(found.keep_going);
  EXPECT_TRUE(found.detect_duplicates);
}

TEST(CheckerEnvironment, ErrorsNameTheVariableAndWhatItMayBe) {
  EXPECT_THAT(error_of("MEMORY", "tso"),
              HasSubstr("INTERLOCK_CHECKER_MEMORY: expected cpp20 or sc, got 'tso'"));
  for (const char* const option :
       {"MEMORY", "MAX_EXECUTIONS", "MAX_SECONDS", "MAX_OPERATIONS", "TIMEOUTS", "SPURIOUS_WAKEUPS",
        "WEAK_FAILURES", "SHORT_WAKES", "REUSE", "LEAKS", "KEEP_GOING", "DETECT_DUPLICATES"}) {
    for (const char* const value : {"", "-1", "nan", "2x", " 1", "99999999999999999999999x"}) {
      EXPECT_THAT(error_of(option, value),
                  testing::AllOf(HasSubstr(option), HasSubstr("expected"), HasSubstr(value)));
    }
  }
  EXPECT_THAT(error_of("MAX_OPERATIONS", "0"), HasSubstr("above 0"));
  EXPECT_THAT(error_of("MAX_OPERATIONS", "4294967296"), HasSubstr("above 0"));
  EXPECT_THAT(error_of("MAX_SECONDS", "inf"), HasSubstr("expected"));
}

TEST(CheckerEnvironment, AMistypedVariableIsAnError) {
  EXPECT_THAT(error_of("MAX_SECOND", "1"),
              testing::AllOf(HasSubstr("INTERLOCK_CHECKER_MAX_SECOND: there is no such option"),
                             HasSubstr("INTERLOCK_CHECKER_MAX_SECONDS")));
}

}  // namespace
}  // namespace interlock::checker
