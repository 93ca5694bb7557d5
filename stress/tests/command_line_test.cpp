// SPDX-License-Identifier: MIT
/// @file
/// Arguments, good and bad.
#include "command_line.hpp"

#include <interlock/stress/main.hpp>

#include <gmock/gmock.h>
#include <vector>

namespace interlock::stress {
namespace {

using std::chrono::milliseconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

std::variant<settings, early_exit> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "interlock-stress");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

settings accepted(std::vector<const char*> arguments) {
  auto parsed = parse(std::move(arguments));
  if (const auto* no = std::get_if<early_exit>(&parsed)) {
    ADD_FAILURE() << no->message;
    return {};
  }
  return std::get<settings>(parsed);
}

early_exit rejected(std::vector<const char*> arguments) {
  auto parsed = parse(std::move(arguments));
  if (std::holds_alternative<settings>(parsed)) return {-1, "accepted"};
  return std::get<early_exit>(parsed);
}

TEST(CommandLine, HasDefaults) {
  const settings s = accepted({});
  EXPECT_EQ(s.filter, "*");
  EXPECT_EQ(s.duration, milliseconds{500});
  EXPECT_THAT(s.placements, SizeIs(all_placements.size()));
  EXPECT_THAT(s.threads, ElementsAre(0));
  EXPECT_GT(s.watchdog, milliseconds{0});
  EXPECT_FALSE(s.strict);
}

TEST(CommandLine, DrawsANewSeedEachTime) { EXPECT_NE(accepted({}).seed, accepted({}).seed); }

TEST(CommandLine, TakesEveryOption) {
  const settings s =
      accepted({"--filter", "mutex.*", "--duration", "2s", "--threads", "2,4", "--placement",
                "compact,cross-l3", "--seed", "0x5eed", "--json", "out.json", "--topology",
                "core:4 pu:2", "--watchdog", "1m", "--strict", "--no-isolate"});
  EXPECT_EQ(s.filter, "mutex.*");
  EXPECT_EQ(s.duration, milliseconds{2000});
  EXPECT_THAT(s.threads, ElementsAre(2, 4));
  EXPECT_THAT(s.placements, ElementsAre(placement::compact, placement::cross_l3));
  EXPECT_EQ(s.seed, 0x5eedu);
  EXPECT_EQ(s.json_file, "out.json");
  EXPECT_EQ(s.topology, "core:4 pu:2");
  EXPECT_EQ(s.watchdog, milliseconds{60'000});
  EXPECT_TRUE(s.strict);
  EXPECT_FALSE(s.isolate);
}

TEST(CommandLine, TakesAllPlacementsByOneName) {
  EXPECT_THAT(accepted({"--placement", "all"}).placements, SizeIs(all_placements.size()));
}

TEST(CommandLine, NamesTheArgumentAndWhatWasExpected) {
  const std::vector<std::vector<const char*>> bad{{"--duration", "5"},
                                                  {"--duration", "0s"},
                                                  {"--duration", "-1s"},
                                                  {"--duration", "2 s"},
                                                  {"--duration", "99999999999m"},
                                                  {"--watchdog", "soon"},
                                                  {"--threads", "0"},
                                                  {"--threads", "two"},
                                                  {"--threads", "2,"},
                                                  {"--threads", "5000"},
                                                  {"--placement", "moon"},
                                                  {"--placement", ""},
                                                  {"--placement", "compact,"},
                                                  {"--seed", "x"},
                                                  {"--seed", "12x"},
                                                  {"--threads", "2x"},
                                                  {"--seed", "0x"},
                                                  {"--seed", "18446744073709551616"}};
  for (const auto& arguments : bad) {
    const early_exit leave = rejected(arguments);
    SCOPED_TRACE(std::string{arguments[0]} + ' ' + arguments[1]);
    EXPECT_EQ(leave.code, exit_code::usage);
    EXPECT_THAT(leave.message, AllOf(HasSubstr(arguments[0]), HasSubstr("expected")));
  }
}

TEST(CommandLine, RefusesUnknownArguments) {
  EXPECT_EQ(rejected({"--frobnicate"}).code, exit_code::usage);
  EXPECT_EQ(rejected({"mutex"}).code, exit_code::usage);
  EXPECT_EQ(rejected({"--json"}).code, exit_code::usage);
}

TEST(CommandLine, Helps) {
  const early_exit leave = rejected({"--help"});
  EXPECT_EQ(leave.code, exit_code::passed);
  EXPECT_THAT(leave.message, AllOf(HasSubstr("--placement"), HasSubstr("Exit code")));
}

TEST(Duration, IsPrintedAsItIsParsed) {
  EXPECT_EQ(to_string(milliseconds{1500}), "1500ms");
  EXPECT_EQ(to_string(milliseconds{2000}), "2s");
  EXPECT_EQ(parse_duration("1500ms"), milliseconds{1500});
}

}  // namespace
}  // namespace interlock::stress
