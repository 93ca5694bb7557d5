// SPDX-License-Identifier: MIT
/// @file
/// What the kernel says about a thread of this process.
#pragma once

#include <fstream>
#include <string>
#include <sys/types.h>

namespace interlock::support {

/// The text of /proc/self/task/`id`/`file`, its first line; empty if there is no such thread.
[[nodiscard]] inline std::string task_file(pid_t id, const char* file) {
  std::ifstream in{"/proc/self/task/" + std::to_string(id) + "/" + file};
  std::string line;
  std::getline(in, line);
  return line;
}

/// The letter of the thread's state: R running, S sleeping, ...; '?' if unknown.
[[nodiscard]] inline char task_state(pid_t id) {
  const std::string line = task_file(id, "stat");
  const std::size_t name_end = line.rfind(')');
  return name_end != std::string::npos && name_end + 2 < line.size() ? line[name_end + 2] : '?';
}

}  // namespace interlock::support
