// SPDX-License-Identifier: MIT
/// @file
/// How a program of clients shows a failed execution, and repeats it.
#include <interlock/checker/client.hpp>

#include "failing_clients.hpp"
#include "run_clients.hpp"

#include <cstdio>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

namespace interlock::checker {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct finished {
  int code;
  std::string out;
  std::string errors;
};

[[nodiscard]] finished run(const std::vector<std::string>& arguments) {
  std::vector<const char*> all{"program"};
  for (const std::string& each : arguments) all.push_back(each.c_str());
  std::ostringstream out;
  std::ostringstream errors;
  const int code = run_clients(static_cast<int>(all.size()), all.data(), out, errors);
  return {code, out.str(), errors.str()};
}

void racing() { pass_message(order::relaxed, order::acquire); }

/// A file of this name, gone at the end.
class output_file {
 public:
  explicit output_file(const std::string& suffix)
      : name_{testing::TempDir() + "counter_example_test" + suffix} {}
  output_file(const output_file&) = delete;
  output_file& operator=(const output_file&) = delete;
  ~output_file() { std::remove(name_.c_str()); }

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::string text() const {
    std::ifstream file{name_};
    return {std::istreambuf_iterator<char>{file}, {}};
  }

 private:
  std::string name_;
};

TEST(CheckerCounterExample, IsPrintedAsText) {
  const client bad{"bad", racing};
  const finished end = run({});
  EXPECT_EQ(end.code, 1);
  EXPECT_THAT(end.out, HasSubstr("missing edge:"));
  EXPECT_THAT(end.out, HasSubstr("replay: 1."));
}

TEST(CheckerCounterExample, IsWrittenInTheFormThatIsAskedFor) {
  const client bad{"bad", racing};
  const output_file file{".any"};
  EXPECT_EQ(run({"--trace", "json", "--output", file.name()}).code, 1);
  EXPECT_THAT(file.text(), StartsWith("{\n  \"failure\": \"data race\""));
  EXPECT_EQ(run({"--trace", "dot", "--output", file.name()}).code, 1);
  EXPECT_THAT(file.text(), StartsWith("digraph"));
  const finished end = run({"--output", file.name()});
  EXPECT_THAT(file.text(), StartsWith("data race: "));
  EXPECT_THAT(end.out, HasSubstr("the execution: " + file.name()));
  EXPECT_THAT(end.out, Not(HasSubstr("missing edge")));
}

TEST(CheckerCounterExample, OfTheFirstThatFailsIsInTheFile) {
  const client first{"first", racing};
  const client second{"second", store_buffering};
  const output_file file{".txt"};
  const finished end = run({"--output", file.name()});
  EXPECT_THAT(file.text(), StartsWith("data race: "));
  EXPECT_THAT(end.out, HasSubstr("is not in " + file.name() + ", which has that of first"));
}

TEST(CheckerCounterExample, FormsThatAreForFilesNeedOne) {
  const client bad{"bad", racing};
  const finished end = run({"--trace", "svg"});
  EXPECT_EQ(end.code, 2);
  EXPECT_THAT(end.errors, HasSubstr("need --output"));
  EXPECT_EQ(run({"--trace", "poem"}).code, 2);
  EXPECT_THAT(run({"--trace", "poem"}).errors,
              HasSubstr("expected none, text, json, dot or svg, got 'poem'"));
}

TEST(CheckerCounterExample, AFileThatCannotBeWrittenIsAnError) {
  const client bad{"bad", racing};
  EXPECT_THROW((void)run({"--output", "/nowhere/at/all.txt"}), std::runtime_error);
}

[[nodiscard]] std::string token_in(const std::string& text) {
  const auto start = text.find("replay: ") + 8;
  return text.substr(start, text.find('\n', start) - start);
}

TEST(CheckerCounterExample, IsRepeatedByItsToken) {
  const client bad{"bad", racing};
  const client other{"other", store_buffering};
  const finished first = run({"--filter", "bad"});
  const finished again = run({"--filter", "bad", "--replay", token_in(first.out)});
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.out, HasSubstr(first.out.substr(first.out.find("data race"), 1000)));
}

TEST(CheckerCounterExample, IsRepeatedForOneClientOnly) {
  const client bad{"bad", racing};
  const client other{"other", store_buffering};
  const finished end = run({"--replay", "1.A"});
  EXPECT_EQ(end.code, 2);
  EXPECT_THAT(end.errors, HasSubstr("expected a --filter that leaves one client, not 2"));
}

TEST(CheckerCounterExample, AWrongTokenIsBadUsage) {
  const client bad{"bad", racing};
  const finished end = run({"--replay", "nonsense"});
  EXPECT_EQ(end.code, 2);
  EXPECT_THAT(end.errors, HasSubstr("not a replay token"));
}

}  // namespace
}  // namespace interlock::checker
