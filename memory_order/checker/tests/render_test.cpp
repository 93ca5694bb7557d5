// SPDX-License-Identifier: MIT
/// @file
/// A failed execution for other programs: JSON, Graphviz, and what command lines do with them.
#include <interlock/checker/explore.hpp>
#include <interlock/checker/render.hpp>

#include "failing_clients.hpp"

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace interlock::checker {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

[[nodiscard]] execution race() {
  return explore({}, [] { pass_message(order::relaxed, order::acquire); }).execution;
}

class CheckerRendering : public testing::TestWithParam<failing_client> {};

TEST_P(CheckerRendering, JsonParses) {
  const failing_client& client = GetParam();
  const result found = explore(client.wanted, client.body);
  const nlohmann::json all = nlohmann::json::parse(to_json(found.execution));
  EXPECT_EQ(all.at("failure"), name_of(client.kind));
  EXPECT_EQ(all.at("message"), found.message);
  EXPECT_EQ(all.at("replay"), found.replay);
  EXPECT_EQ(all.at("steps").size(), found.execution.steps.size());
  EXPECT_FALSE(all.at("guilty").empty());
}

TEST_P(CheckerRendering, GraphvizDrawsIt) {
  const failing_client& client = GetParam();
  const result found = explore(client.wanted, client.body);
  if (std::system("dot -V >/dev/null 2>&1") != 0) GTEST_SKIP() << "no Graphviz here";
  EXPECT_THAT(to_svg(found.execution), HasSubstr("</svg>"));
}

INSTANTIATE_TEST_SUITE_P(Failures, CheckerRendering, testing::ValuesIn(failing_clients()),
                         [](const auto& each) { return each.param.name; });

TEST(CheckerJson, HasWhatAToolNeeds) {
  const nlohmann::json all = nlohmann::json::parse(to_json(race()));
  const nlohmann::json& load = all.at("steps").at(3);
  EXPECT_EQ(load.at("step"), 4);
  EXPECT_EQ(load.at("thread"), 0);
  EXPECT_EQ(load.at("kind"), "load");
  EXPECT_EQ(load.at("object"), "ready");
  EXPECT_EQ(load.at("read"), nlohmann::json({{"value", "1"}, {"from", 3}}));
  EXPECT_EQ(load.at("could_read").at(0), nlohmann::json({{"value", "0"}, {"from", 0}}));
  EXPECT_THAT(load.at("at").at("file").get<std::string>(), HasSubstr("failing_clients.hpp"));
  EXPECT_EQ(all.at("missing_edges").at(0).at("lacks_release"), true);
  EXPECT_EQ(all.at("missing_edges").at(0).at("lacks_acquire"), false);
  EXPECT_EQ(all.at("guilty").at(0).at("step"), 2);
  EXPECT_EQ(all.at("objects").at(1).at("modification_order"), nlohmann::json::array({3}));
}

TEST(CheckerJson, ReplacesWhatIsNotUnicode) {
  const result found = explore({}, [] { require(false, "\xff\xfe"); });
  EXPECT_TRUE(nlohmann::json::accept(to_json(found.execution)));
}

TEST(CheckerDot, DrawsTheMissingEdgeAndTheRace) {
  const std::string dot = to_dot(race());
  EXPECT_THAT(dot, StartsWith("digraph execution {"));
  EXPECT_THAT(dot, HasSubstr("s3 -> s4 [color=\"#d93025\", style=\"dashed\""));
  EXPECT_THAT(dot, HasSubstr("rf, no release"));
  EXPECT_THAT(dot, HasSubstr("s2 -> s5 [color=\"#d93025\", style=\"dotted\""));
}

TEST(CheckerDot, DrawsWhatSynchronizes) {
  const std::string dot = to_dot(explore({}, wake_one_of_two).execution);
  EXPECT_THAT(dot, HasSubstr(">rf, sw<"));
  EXPECT_THAT(dot, Not(HasSubstr("missing")));
}

TEST(CheckerDot, DrawsAnOldValueAsSuch) {
  const std::string dot = to_dot(explore({}, store_buffering).execution);
  EXPECT_THAT(dot, HasSubstr(">fr<"));
  EXPECT_THAT(dot, HasSubstr("stale, could be 1"));
}

TEST(CheckerDot, EscapesWhatGraphvizWouldTakeForItsOwn) {
  const std::string dot = to_dot(explore({}, [] { require(false, "<b>\"a\" & b</b>"); }).execution);
  EXPECT_THAT(dot, HasSubstr("&lt;b&gt;&quot;a&quot; &amp; b&lt;/b&gt;"));
}

TEST(CheckerDot, KeepsUnicodeAndReplacesWhatIsNone) {
  const std::string dot =
      to_dot(explore({}, [] { require(false, "\u2192\xff\xe2\x82."); }).execution);
  EXPECT_THAT(dot, HasSubstr("\u2192???."));
}

TEST(CheckerSvg, IsDrawnOfAnyMessage) {
  if (std::system("dot -V >/dev/null 2>&1") != 0) GTEST_SKIP() << "no Graphviz here";
  for (const char* message : {"", "\xff\xfe", "<br/>", "\"", "\\N", "a\nb", "\u2192"}) {
    const result found = explore({}, [message] { require(false, message); });
    EXPECT_THAT(to_svg(found.execution), HasSubstr("</svg>")) << message;
  }
}

TEST(CheckerSvg, SaysWhatIsMissingWithoutGraphviz) {
  const execution failed = race();
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", "/nowhere", 1);
  std::string error = "no error";
  try {
    (void)to_svg(failed);
  } catch (const std::runtime_error& caught) {
    error = caught.what();
  }
  ::setenv("PATH", path.c_str(), 1);
  EXPECT_THAT(error, HasSubstr("package graphviz"));
}

}  // namespace
}  // namespace interlock::checker
