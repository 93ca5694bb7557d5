// SPDX-License-Identifier: MIT
/// @file
/// Runs a program with a limit on its time, and tells a hang from work.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace interlock::broken {

struct child_result {
  enum class end { exited, killed, hung, out_of_time };
  end how = end::exited;
  int number = 0;      ///< the exit status, or the signal that ended it
  std::string output;  ///< of both streams
};

/// Runs `command` and waits for its end. Ends it, with all that it has started, when `limit` has
/// passed, or when all of its threads, or one with a name of its own, have slept for `idle_limit`.
/// Throws `std::system_error` if it cannot be started.
[[nodiscard]] child_result run_child(const std::vector<std::string>& command,
                                     std::chrono::milliseconds limit,
                                     std::chrono::milliseconds idle_limit);

}  // namespace interlock::broken
