// SPDX-License-Identifier: MIT
/// @file
/// Runs one case at one placement and says what happened.
#pragma once

#include <interlock/stress/binder.hpp>
#include <interlock/stress/machine.hpp>
#include <interlock/stress/placement.hpp>
#include <interlock/stress/test_case.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace interlock::stress {

/// What a running case tells about itself.
struct progress {
  std::chrono::milliseconds elapsed{0};
  std::uint64_t operations = 0;
};

/// The watchdog of a build: generous, and ten times more so under a sanitizer.
std::chrono::milliseconds default_watchdog();

struct options {
  machine on;
  placement where = placement::none;
  unsigned threads = 0;  ///< 0: what suits the case and the placement
  std::chrono::milliseconds duration{500};
  std::chrono::milliseconds watchdog = default_watchdog();  ///< silence of a thread that is a hang
  std::uint64_t seed = 1;
  std::function<void(const progress&)> on_progress;  ///< called about every 100 ms
};

enum class status {
  passed,
  failed,        ///< the primitive broke its contract
  hang,          ///< a thread stopped making steps
  inconclusive,  ///< nothing wrong, but what makes the case meaningful did not happen
  skipped,       ///< the machine or the case does not allow this run
  error,         ///< the harness itself could not do its work
};

struct thread_result {
  std::string role;
  cpu_set requested_cpus;
  binding bound;
  std::uint64_t operations = 0;
  std::chrono::nanoseconds max_gap{0};  ///< longest silence seen by the watchdog
};

struct result {
  status outcome = status::error;
  std::string reason;  ///< for everything but `passed`
  unsigned thread_count = 0;
  std::vector<thread_result> threads;
  observations seen;
  std::uint64_t rounds = 0;
  std::uint64_t moves = 0;  ///< rebinds made by the migrator
  std::chrono::milliseconds elapsed{0};
  /// Threads of the case could not be ended: the process must leave through `_exit`.
  bool threads_left_behind = false;

  [[nodiscard]] std::uint64_t operations() const noexcept;
  [[nodiscard]] std::chrono::nanoseconds max_gap() const noexcept;
};

/// Runs `what` in this process. After a hang its threads are left behind.
result run_case(const test_case& what, const options& how);

/// Runs `what` in a forked child, which survives nothing but endangers nobody: a hang is over when
/// the child is, and a child that dies of a signal or of a sanitizer is a failed case.
/// Requires: this process has one thread.
result run_isolated(const test_case& what, const options& how);

/// The number of threads that `run_case` uses when `how.threads` is 0.
unsigned thread_count(const test_case& what, const options& how);

std::string_view to_string(status outcome);

}  // namespace interlock::stress
