// SPDX-License-Identifier: MIT
/// @file
/// The test of the orders, tested: an order that is not needed survives, a reason for it is
/// accepted, and a reason for nothing is noticed.
#include "weaken.hpp"

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

namespace interlock::checks {
namespace {

using B = checker::checker_backend;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

/// A message, and an acknowledgement that orders nothing: its release is not needed.
struct overcautious {
  void send() {
    data.write(1);
    // (sent) release: publishes the data. Pairs with (received).
    ready.store(true, order::release);
    // relaxed: a hint.
    (void)acknowledged.load(order::relaxed);
  }
  void receive() {
    // (received) acquire: the data are there. Pairs with (sent).
    if (ready.load(order::acquire)) (void)data.read();
    // (thanked) release: nothing comes after it. Pairs with (nobody).
    acknowledged.store(true, order::release);
  }

  B::plain<int> data{0};
  B::atomic<bool> ready{false};
  B::atomic<bool> acknowledged{false};
};

void message() {
  overcautious pair;
  B::thread receiver{[&pair] { pair.receive(); }};
  pair.send();
  receiver.join();
}

constexpr const char* needless = "weaken_test.cpp (thanked) release -> relaxed";

weaken_report weaken(const justifications& reasons, unsigned jobs = 1,
                     std::vector<std::string> under = {"weaken_test.cpp"}) {
  const std::vector<catalog_entry> entries{{"overcautious", "message", 2, false, &message}};
  std::size_t calls = 0;
  const weaken_report report =
      weaken_all(entries, {.under = std::move(under), .jobs = jobs, .reasons = reasons},
                 [&calls](const weakened_order&, std::size_t number, std::size_t all) {
                   EXPECT_EQ(number, ++calls);
                   EXPECT_EQ(all, 3U);
                 });
  EXPECT_EQ(calls, report.orders.size());
  return report;
}

const weakened_order& find(const weaken_report& report, const std::string& label) {
  return *std::find_if(
      report.orders.begin(), report.orders.end(),
      [&label](const weakened_order& each) { return each.name.find(label) != std::string::npos; });
}

TEST(Weaken, AnOrderThatIsNeededIsFound) {
  for (const unsigned jobs : {1U, 3U}) {
    const weaken_report report = weaken({}, jobs);
    ASSERT_EQ(report.orders.size(), 3U);
    for (const char* label : {"(sent)", "(received)"}) {
      const weakened_order& each = find(report, label);
      EXPECT_EQ(each.found_by, "overcautious/message");
      EXPECT_EQ(each.how, checker::failure::data_race);
      EXPECT_THAT(each.rows, ElementsAre("overcautious"));
    }
  }
}

TEST(Weaken, AnOrderThatIsNotNeededSurvives) {
  const weaken_report report = weaken({});
  EXPECT_EQ(report.survivors(), 1U);
  EXPECT_FALSE(report.passed());
  EXPECT_EQ(find(report, "(thanked)").name, needless);
  EXPECT_TRUE(find(report, "(thanked)").survives());
}

TEST(Weaken, AReasonIsAccepted) {
  const weaken_report report = weaken({{needless, "a courtesy"}});
  EXPECT_TRUE(report.passed());
  EXPECT_EQ(find(report, "(thanked)").reason, "a courtesy");
}

TEST(Weaken, AReasonForNothingIsStale) {
  const std::string needed = "weaken_test.cpp (sent) release -> relaxed";
  const std::string gone = "weaken_test.cpp (gone) release -> relaxed";
  const weaken_report report = weaken({{needless, "a courtesy"}, {needed, "wrong"}, {gone, "old"}});
  EXPECT_EQ(report.survivors(), 0U);
  EXPECT_THAT(report.stale, UnorderedElementsAre(needed, gone));
  EXPECT_FALSE(report.passed());
}

TEST(Weaken, OrdersElsewhereAreLeftAlone) {
  const weaken_report report =
      weaken_all({{"overcautious", "message", 2, false, &message}}, {.under = {"/nowhere/"}},
                 [](const weakened_order&, std::size_t, std::size_t) { FAIL(); });
  EXPECT_THAT(report.orders, IsEmpty());
  EXPECT_FALSE(report.passed()) << "nothing was shown";
}

TEST(Weaken, AClientThatIsNotDeterministicShowsNothing) {
  const auto fickle = [] {
    static int calls = 0;
    B::atomic<int> x{0};
    // (stored) release: for nobody. Pairs with (nobody).
    x.store(++calls, order::release);
    B::thread other{[&x] { (void)x.load(order::relaxed); }};
    x.store(0, order::relaxed);
    other.join();
  };
  const weaken_report report =
      weaken_all({{"fickle", "client", 2, false, fickle}}, {.under = {"weaken_test.cpp"}},
                 [](const weakened_order&, std::size_t, std::size_t) {});
  EXPECT_EQ(report.survivors(), 1U);
}

justifications read(const std::string& text) {
  const std::string path = testing::TempDir() + "weaken_test.txt";
  std::ofstream{path} << text;
  return read_justifications(path);
}

TEST(Justifications, AreLines) {
  const justifications all = read("# comment\n\nmutex.hpp (freed) release -> relaxed: because\n");
  EXPECT_THAT(all, ElementsAre(testing::Pair("mutex.hpp (freed) release -> relaxed", "because")));
}

TEST(Justifications, ThatAreMalformedAreErrors) {
  const auto complaint = [](const std::string& text) -> std::string {
    try {
      (void)read(text);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_THAT(complaint("# one\nno reason\n"), HasSubstr(":2: expected 'weakening: reason'"));
  EXPECT_THAT(complaint("a -> b: \n"), HasSubstr(":1: expected"));
  EXPECT_THAT(complaint("a -> b: x\na -> b: y\n"), HasSubstr(":2: this weakening already has"));
  EXPECT_THROW((void)read_justifications("/nowhere/justified.txt"), std::runtime_error);
}

}  // namespace
}  // namespace interlock::checks
