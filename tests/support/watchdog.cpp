// SPDX-License-Identifier: MIT
/// @file
/// Ends a test that hangs: says which test, and where each thread of the process stands, and
/// aborts.
#include "support/scale.hpp"
#include "support/task.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <mutex>
#include <string>
#include <thread>

namespace interlock::support {
namespace {

constexpr std::chrono::seconds limit = 2 * patience;

[[noreturn]] void report_hang(const std::string& test) {
  std::fprintf(stderr, "HUNG: %s has not ended after %lld s. Its threads:\n", test.c_str(),
               static_cast<long long>(limit.count()));
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/task"}) {
    const pid_t id = std::stoi(entry.path().filename().string());
    std::fprintf(stderr, "  %d %-16s state %c, in %s, system call %s\n", id,
                 task_file(id, "comm").c_str(), task_state(id), task_file(id, "wchan").c_str(),
                 task_file(id, "syscall").c_str());
  }
  std::abort();
}

class watchdog : public ::testing::EmptyTestEventListener {
 public:
  void OnTestStart(const ::testing::TestInfo& test) override {
    ended_ = false;
    name_ = std::string{test.test_suite_name()} + "." + test.name();
    guard_ = std::thread{[this] { watch(); }};
  }
  void OnTestEnd(const ::testing::TestInfo&) override {
    {
      const std::lock_guard lock{mutex_};
      ended_ = true;
    }
    end_.notify_one();
    guard_.join();
  }

 private:
  void watch() {
    std::unique_lock lock{mutex_};
    const auto until = std::chrono::system_clock::now() + limit;
    if (!end_.wait_until(lock, until, [this] { return ended_; })) report_hang(name_);
  }

  std::mutex mutex_;
  std::condition_variable end_;
  bool ended_ = false;
  std::string name_;
  std::thread guard_;
};

[[maybe_unused]] const bool watching = [] {
  ::testing::UnitTest::GetInstance()->listeners().Append(new watchdog);
  return true;
}();

}  // namespace
}  // namespace interlock::support
