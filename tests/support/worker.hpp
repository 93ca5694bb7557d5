// SPDX-License-Identifier: MIT
/// @file
/// Threads of a test: named (for the watchdog's report), observable, and always joined.
#pragma once

#include "support/scale.hpp"
#include "support/task.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <memory>
#include <pthread.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace interlock::support {

/// Yields until `condition()` holds; false if it does not within `limit`.
template <class Condition>
bool eventually(Condition condition, std::chrono::nanoseconds limit = patience) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

/// A thread that runs `work()`.
class worker {
 public:
  template <class Work>
  worker(const std::string& name, Work work)
      : thread_{[this, name, work = std::move(work)]() mutable {
          pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
          id_.store(gettid(), std::memory_order::release);
          work();
          done_.store(true, std::memory_order::release);
        }} {}
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;
  ~worker() { join(); }

  void join() {
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] bool done() const { return done_.load(std::memory_order::acquire); }
  [[nodiscard]] bool asleep() const {
    const pid_t id = id_.load(std::memory_order::acquire);
    return id != 0 && task_state(id) == 'S';
  }

  /// Waits until the thread sleeps in the kernel, or is done, or has had a while to get into a
  /// wait that spins.
  void settle(std::chrono::milliseconds while_spinning = std::chrono::milliseconds{20}) const {
    eventually([this] { return done() || asleep(); }, while_spinning);
  }
  /// Only while the thread has not been joined.
  void signal(int number) { pthread_kill(thread_.native_handle(), number); }

 private:
  std::atomic<pid_t> id_{0};
  std::atomic<bool> done_{false};
  std::thread thread_;
};

/// Several workers, joined together.
class crew {
 public:
  template <class Work>
  worker& add(const std::string& name, Work work) {
    return *members_.emplace_back(std::make_unique<worker>(name, std::move(work)));
  }
  void join() {
    for (auto& member : members_) member->join();
  }
  [[nodiscard]] std::size_t size() const { return members_.size(); }
  [[nodiscard]] worker& operator[](std::size_t i) { return *members_[i]; }

 private:
  std::vector<std::unique_ptr<worker>> members_;
};

/// Where a known number of threads meet, again and again, with as little delay as possible.
class meeting {
 public:
  explicit meeting(int threads) : threads_{threads} {}
  void arrive_and_wait() {
    const int round = round_.load(std::memory_order::relaxed);
    if (arrived_.fetch_add(1, std::memory_order::acq_rel) + 1 == threads_) {
      arrived_.store(0, std::memory_order::relaxed);
      round_.store(round + 1, std::memory_order::release);
      return;
    }
    for (int looks = 0; round_.load(std::memory_order::acquire) == round; ++looks) {
      if (looks > 200) std::this_thread::yield();
    }
  }

 private:
  const int threads_;
  std::atomic<int> arrived_{0};
  std::atomic<int> round_{0};
};

/// Runs `work(0)` ... `work(threads - 1)` on as many threads that start together, and joins them.
template <class Work>
void run_together(const std::string& name, int threads, Work work) {
  meeting start{threads};
  crew all;
  for (int i = 0; i < threads; ++i) {
    all.add(name + " " + std::to_string(i), [&start, &work, i] {
      start.arrive_and_wait();
      work(i);
    });
  }
  all.join();
}

}  // namespace interlock::support
