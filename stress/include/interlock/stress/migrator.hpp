// SPDX-License-Identifier: MIT
/// @file
/// Moves a set of threads from CPU to CPU while they work.
#pragma once

#include <interlock/stress/binder.hpp>
#include <interlock/stress/placement.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace interlock::stress {

/// From construction to destruction every thread is rebound to a CPU of `roaming` once a period.
/// Requires: the threads outlive the migrator, and `roaming` is not empty.
class migrator {
 public:
  migrator(std::vector<pid_t> threads, cpu_set roaming, std::uint64_t seed,
           const bind_operations& operations = system_bind_operations(),
           std::chrono::milliseconds period = std::chrono::milliseconds{1});
  ~migrator();
  migrator(const migrator&) = delete;
  migrator& operator=(const migrator&) = delete;

  /// The rebinds that the kernel accepted so far.
  [[nodiscard]] std::uint64_t moves() const noexcept { return moves_.load(); }

  /// The rebinds that the kernel refused so far.
  [[nodiscard]] std::uint64_t refusals() const noexcept { return refusals_.load(); }

 private:
  void run(std::uint64_t seed, std::chrono::milliseconds period);

  std::vector<pid_t> threads_;
  cpu_set roaming_;
  const bind_operations& operations_;
  std::atomic<std::uint64_t> moves_{0};
  std::atomic<std::uint64_t> refusals_{0};
  std::mutex guard_;
  std::condition_variable stopped_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace interlock::stress
