// SPDX-License-Identifier: MIT
/// @file
/// Litmus programs as data: reading, rejecting, printing, comparing, shrinking.
#include "program.hpp"

#include "generator.hpp"
#include "outcome.hpp"
#include "shrink.hpp"
#include "suite.hpp"

#include <cstdio>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

namespace interlock::litmus {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr const char* message_passing = R"({
  "name": "MP", "locations": {"y": 0, "x": 7},
  "threads": [[["store", "x", "plain", 1], ["fence", "release"], ["store", "y", "relaxed", 1]],
              [["await", "y", "acquire", "!=", 0, "r0"],
               ["if", "r0", 1, [["load", "x", "plain", "r1"]]],
               ["compare_exchange", "y", "acq_rel", "acquire", 1, "r0", "r2"]]]})";

/// A program with one thread and these operations.
std::string with(const std::string& operations) {
  return R"({"name": "P", "locations": {"x": 0}, "threads": [[)" + operations + "]]}";
}

void expect_rejected(const std::string& text, const std::string& why) {
  EXPECT_THAT([&] { (void)program_from_json(text); },
              ThrowsMessage<std::runtime_error>(HasSubstr(why)))
      << text;
}

TEST(Program, KeepsWhatWasRead) {
  const program read = program_from_json(message_passing);
  EXPECT_EQ(program_from_json(to_json(read)), read);
  EXPECT_THAT(observed_columns(read), testing::ElementsAre("1:r0", "1:r1", "1:r2", "y", "x"));
  const operation& last = read.threads[1].operations.back();
  EXPECT_EQ(last.failure_order, access::acquire);
  EXPECT_EQ(last.expected, (operand{operand::source::constant, 1}));
  EXPECT_EQ(last.value, (operand{operand::source::register_value, 0}));
}

TEST(Program, IsPrintedInColumns) {
  EXPECT_EQ(to_text(program_from_json(message_passing)),
            "MP: y = 0; x = 7;\n"
            "  thread 0            | thread 1\n"
            "  x.store(1, plain)   | r0 = await(y != 0, acquire)\n"
            "  fence(release)      | if (r0 == 1) {\n"
            "  y.store(1, relaxed) |   r1 = x.load(plain)\n"
            "                      | }\n"
            "                      | r2 = y.compare_exchange(1, r0, acq_rel, acquire)\n");
}

TEST(Program, MalformedOperationsAreNamed) {
  expect_rejected(with(R"(["stor", "x", "relaxed", 1])"),
                  "\"stor\" where expected one of: load store");
  expect_rejected(with(R"(["store", "x", "relax", 1])"),
                  "\"relax\" where expected one of: plain relaxed");
  expect_rejected(with(R"(["store", "z", "relaxed", 1])"), "\"z\" is not one of \"locations\"");
  expect_rejected(with(R"(["store", "x", "relaxed"])"), "too few fields");
  expect_rejected(with(R"(["store", "x", "relaxed", 1, 2])"), "too many fields");
  expect_rejected(with(R"(["store", "x", "relaxed", 1.5])"),
                  "1.5 where expected: a number or a register");
  expect_rejected(with(R"(["store", "x", "relaxed", "r0"])"),
                  "register \"r0\" was not assigned before");
  expect_rejected(with(R"(["if", "r0", 1, []])"), "register \"r0\" was not assigned before");
  expect_rejected(with(R"("store")"), "expected an operation, a list");
}

TEST(Program, MeaninglessOrdersAreRejected) {
  expect_rejected(with(R"(["store", "x", "acquire", 1])"), "a store cannot acquire");
  expect_rejected(with(R"(["load", "x", "release", "r"])"), "a load cannot release");
  expect_rejected(with(R"(["await", "x", "acq_rel", "==", 1, "r"])"), "a load cannot release");
  expect_rejected(with(R"(["fetch_add", "x", "plain", 1, "r"])"),
                  "only a load or a store can be plain");
  expect_rejected(with(R"(["fence", "relaxed"])"), "a relaxed fence does nothing");
  expect_rejected(with(R"(["compare_exchange", "x", "acq_rel", "acq_rel", 0, 1, "r"])"),
                  "its order cannot release");
}

TEST(Program, TooLargeProgramsAreRejected) {
  std::string operations = R"(["fence", "seq_cst"])";
  for (std::size_t count = 1; count < max_events; ++count)
    operations += R"(, ["fence", "seq_cst"])";
  expect_rejected(with(operations), "33 events, initial values included, expected 1 to 32");
  expect_rejected(R"({"name": "P", "locations": {}, "threads": [[]]})",
                  "0 locations, expected 1 to 6");
  expect_rejected(R"({"name": "P", "locations": {"x": 0}, "threads": []})",
                  "0 threads, expected 1 to 6");
}

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content)
      : path_{testing::TempDir() + "interlock_litmus_program_test.json"} {
    std::ofstream{path_} << content;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { (void)std::remove(path_.c_str()); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string suite_with(const std::string& observed, const std::string& states) {
  return R"({"tests": [{"name": "T", "family": "F", "locations": {"x": 0}, "threads": [[]], "observed": )" +
         observed + R"(, "cpp20": {"executions": 1, "race": false, "hang": false, "states": )" +
         states + R"(}, "sc": "cpp20"}]})";
}

TEST(Suite, ErrorsNameTheFileAndTheTest) {
  EXPECT_THAT([] { (void)read_suite("/no/such/file"); },
              ThrowsMessage<std::runtime_error>(HasSubstr("/no/such/file: cannot be opened")));
  const auto expect_rejected_suite = [](const std::string& content, const std::string& why) {
    const TemporaryFile file{content};
    EXPECT_THAT([&] { (void)read_suite(file.path()); },
                ThrowsMessage<std::runtime_error>(AllOf(HasSubstr(file.path()), HasSubstr(why))));
  };
  expect_rejected_suite("{", "parse error");
  expect_rejected_suite(R"({"tests": [{"name": "T"}]})", "test 0 T: ");
  expect_rejected_suite(suite_with(R"(["y"])", "[[0]]"), "test 0 T: \"observed\" is not");
  expect_rejected_suite(suite_with(R"(["x"])", "[[0, 0]]"),
                        "a state has 2 values, \"observed\" has 1");
  const TemporaryFile good{suite_with(R"(["x"])", "[[0]]")};
  EXPECT_EQ(read_suite(good.path()).front().expected(model::sc).executions, 1U);
}

TEST(Difference, NamesWhatOnlyOneSideHas) {
  const outcome expected{2, false, false, {{0, 1}, {1, 1}}};
  const outcome actual{3, false, true, {{0, 0}, {0, 1}}};
  EXPECT_EQ(difference(expected, expected, {"0:r0", "x"}), "");
  EXPECT_EQ(difference(expected, actual, {"0:r0", "x"}),
            "  a hang found, none exists\n"
            "  executions: expected 2, found 3\n"
            "  missed state: 0:r0=1 x=1\n"
            "  impossible state: 0:r0=0 x=0\n");
}

TEST(Difference, OfRacyProgramsIsOnlyTheRace) {
  const outcome racy{2, true, false, {{0, 1}}};
  EXPECT_EQ(difference(racy, outcome{0, true, false, {}}, {}), "");
  EXPECT_EQ(difference(racy, outcome{2, false, false, {{0, 1}}}, {}),
            "  a data race expected, none found\n");
}

TEST(Shrink, LeavesWhatFails) {
  const program large = program_from_json(message_passing);
  const auto has_plain_load = [](const program& p) {
    return to_text(p).find("x.load(plain)") != std::string::npos;
  };
  const program small = shrink(large, has_plain_load);
  EXPECT_EQ(to_text(small), "MP: y = 0; x = 7;\n  thread 0\n  r1 = x.load(plain)\n");
}

}  // namespace
}  // namespace interlock::litmus
