// SPDX-License-Identifier: MIT
/// @file
/// What people read of a report.
#include <interlock/sync/lock_order_report.hpp>

#include <gtest/gtest.h>
#include <string>

namespace interlock {
namespace {

lock_acquisition at(const char* file, int line, const char* function) {
  return {{file, function, line}, {}};
}

TEST(LockOrderReport, ShowsACycleStepByStep) {
  lock_order_report found;
  found.thread = {1, 0x10};
  found.cycle = {
      {"\"log\"",
       "\"accounts\"",
       at("audit.cpp", 7, "audit"),
       at("audit.cpp", 9, "sum"),
       {1, 0x10}},
      {"\"accounts\"", "\"log\"", at("bank.cpp", 3, "transfer"), at("", 0, "?"), {2, 0x10}}};
  found.cycle[1].second_asked = {};
  EXPECT_EQ(to_string(found),
            "interlock: lock order: potential deadlock: \"log\" -> \"accounts\" -> \"log\"\n"
            "  thread 1 (0x10) holds \"log\", taken at\n"
            "      audit.cpp:7 (audit)\n"
            "      and asks for \"accounts\" at\n"
            "      audit.cpp:9 (sum)\n"
            "  thread 2 (0x10) earlier held \"accounts\", taken at\n"
            "      bank.cpp:3 (transfer)\n"
            "      and asked for \"log\" at\n"
            "      an unknown place\n"
            "  If threads do so at the same time, each waits forever for the next one's lock.\n");
}

TEST(LockOrderReport, ShowsTheOtherDefects) {
  lock_order_report found;
  found.what = lock_order_defect::recursion;
  found.lock = "\"log\"";
  found.thread = found.holder = {1, 0x10};
  found.where = at("log.cpp", 5, "append");
  found.held_since = at("log.cpp", 2, "rotate");
  EXPECT_EQ(
      to_string(found),
      "interlock: lock order: certain deadlock: thread 1 (0x10) asks for \"log\", which it holds\n"
      "  asked for at\n      log.cpp:5 (append)\n"
      "  taken at\n      log.cpp:2 (rotate)\n");
  found.what = lock_order_defect::not_held;
  found.holder = {0, 0x20};
  EXPECT_EQ(to_string(found),
            "interlock: lock order: thread 1 (0x10) frees \"log\", which thread 0x20 holds\n"
            "  at\n      log.cpp:5 (append)\n");
  found.holder = {};
  EXPECT_NE(to_string(found).find("which nobody holds"), std::string::npos);
  found.what = lock_order_defect::destroyed_held;
  found.holder = found.thread;
  EXPECT_EQ(to_string(found),
            "interlock: lock order: thread 1 (0x10) destroys \"log\", which it holds\n"
            "  taken at\n      log.cpp:2 (rotate)\n");
  found.holder = {0, 0x20};
  found.held_since = {};
  EXPECT_EQ(to_string(found),
            "interlock: lock order: thread 1 (0x10) destroys \"log\", which thread 0x20 holds\n");
}

/// Far enough from the test's body that the name of this function must be looked up.
[[gnu::noinline]] call_stack here() {
  call_stack stack;
  stack.capture(__builtin_return_address(0));
  return stack;
}

TEST(LockOrderReport, AStackBeginsWithTheCaller) {
  const call_stack stack = here();
  ASSERT_FALSE(stack.empty());
  EXPECT_LE(stack.lines().size(), call_stack::capacity);
  EXPECT_NE(stack.lines()[0].find("lock_order_report_test"), std::string::npos) << "the program";
  EXPECT_TRUE(call_stack{}.lines().empty());
}

}  // namespace
}  // namespace interlock
