// SPDX-License-Identifier: MIT
/// @file
/// Clang's thread-safety analysis accepts correct use of the locks and guards, and refuses misuse.
#include <interlock/sync/thread_annotations.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <span>
#include <string>
#include <unistd.h>

namespace interlock {
namespace {

constexpr const char* declarations =
    "#include <interlock/sync/lock_guard.hpp>\n"
    "#include <interlock/sync/mutex.hpp>\n"
    "#include <interlock/sync/shared_lock.hpp>\n"
    "#include <interlock/sync/shared_mutex.hpp>\n"
    "#include <interlock/sync/spinlock.hpp>\n"
    "#include <interlock/sync/ticket_lock.hpp>\n"
    "#include <interlock/sync/upgrade_mutex.hpp>\n"
    "interlock::mutex guard;\n"
    "interlock::spinlock spin;\n"
    "interlock::ticket_lock ticket;\n"
    "interlock::shared_mutex door;\n"
    "interlock::upgrade_mutex gate;\n"
    "int data INTERLOCK_GUARDED_BY(guard);\n"
    "int spun INTERLOCK_GUARDED_BY(spin);\n"
    "int drawn INTERLOCK_GUARDED_BY(ticket);\n"
    "int kept INTERLOCK_GUARDED_BY(door);\n"
    "int passed INTERLOCK_GUARDED_BY(gate);\n"
    "void look(int) {}\n"
    "void locked() INTERLOCK_REQUIRES(guard);\n";

/// What Clang says of functions with these bodies; function i is line i of the file `body`.
std::string analysis_of(std::span<const char* const> bodies) {
  const std::string file =
      ::testing::TempDir() + "/annotated_" + std::to_string(::getpid()) + ".cpp";
  {
    std::ofstream source{file};
    source << declarations << "#line 0 \"body\"\n";
    for (std::size_t i = 0; i < bodies.size(); ++i) {
      source << "void f" << i << "() { " << bodies[i] << " }\n";
    }
  }
  const std::string root = SOURCE_ROOT;
  const std::string command = std::string{CLANGXX} +
                              " -std=c++20 -fsyntax-only -Wthread-safety -I" + root +
                              "/memory_order/include -I" + root + "/sync/include " + file + " 2>&1";
  std::string said;
  FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "cannot run " + command;
  std::array<char, 512> chunk{};
  while (std::fgets(chunk.data(), chunk.size(), pipe) != nullptr) said += chunk.data();
  if (::pclose(pipe) != 0) said += "\nclang failed: " + command;
  std::remove(file.c_str());
  return said;
}

struct ThreadAnnotations : ::testing::Test {
  void SetUp() override {
    if (std::string{CLANGXX}.empty()) GTEST_SKIP() << "needs clang++, which was not found";
  }
};

TEST_F(ThreadAnnotations, AcceptCorrectUse) {
  const char* const bodies[] = {
      "guard.lock(); data = 1; locked(); guard.unlock();",
      "spin.lock(); spun = 1; spin.unlock();",
      "ticket.lock(); drawn = 1; ticket.unlock();",
      "if (guard.try_lock()) { data = 1; guard.unlock(); }",
      "const interlock::lock_guard held{guard}; data = 1; locked();",
      "interlock::unique_lock held{guard}; data = 1; held.unlock(); held.lock(); data = 2;",
      "interlock::unique_lock held{guard, interlock::defer_lock}; held.lock(); data = 1;",
      "door.lock(); kept = 1; door.unlock();",
      "door.lock_shared(); look(kept); door.unlock_shared();",
      "if (door.try_lock_shared()) { look(kept); door.unlock_shared(); }",
      "const interlock::shared_lock share{door}; look(kept);",
      "gate.lock_upgrade(); look(passed); gate.unlock_upgrade_and_lock(); passed = 1; "
      "gate.unlock();",
      "gate.lock(); passed = 1; gate.unlock_and_lock_shared(); look(passed); gate.unlock_shared();",
  };
  EXPECT_EQ(analysis_of(bodies), "");
}

TEST_F(ThreadAnnotations, RefuseMisuse) {
  const char* const bodies[] = {
      "data = 1;",
      "spin.lock(); data = 1; spin.unlock();",
      "guard.lock(); guard.unlock(); data = 1;",
      "spun = 1;",
      "drawn = 1;",
      "locked();",
      "guard.lock();",
      "guard.lock(); guard.lock(); guard.unlock();",
      "guard.unlock();",
      "if (!guard.try_lock()) { data = 1; } else { guard.unlock(); }",
      "interlock::unique_lock held{guard}; held.unlock(); data = 1;",
      "interlock::unique_lock held{guard, interlock::defer_lock}; data = 1;",
      "const interlock::lock_guard held{spin}; data = 1;",
      "look(kept);",
      "door.lock_shared(); kept = 1; door.unlock_shared();",
      "door.lock_shared(); door.unlock();",
      "const interlock::shared_lock share{door}; kept = 1;",
      "gate.lock_upgrade(); passed = 1; gate.unlock_upgrade();",
      "gate.lock(); gate.unlock_and_lock_upgrade(); passed = 1; gate.unlock_upgrade();",
  };
  const std::string said = analysis_of(bodies);
  EXPECT_EQ(said.find("error:"), std::string::npos) << said;
  for (std::size_t i = 0; i < std::size(bodies); ++i) {
    EXPECT_NE(said.find("body:" + std::to_string(i) + ":"), std::string::npos)
        << "accepted: " << bodies[i];
  }
}

}  // namespace
}  // namespace interlock
