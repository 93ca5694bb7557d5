// SPDX-License-Identifier: MIT
/// @file
/// Runs part of a test in a child, or a test of this executable again in a process of its own that
/// differs in some way.
#pragma once

#include "support/scale.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace interlock::support {

/// How the child ended: its exit status, 128 + the signal that ended it, or 126 if it cannot be
/// found out.
[[nodiscard]] inline int end_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) == -1) {
    if (errno != EINTR) return 126;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Runs `work()` in a forked child, for `patience` at most, and returns how that ended: 0 if it
/// returned. Only the calling thread goes on in the child, which must not start others.
template <class Work>
[[nodiscard]] int run_forked(Work work) {
  const pid_t child = ::fork();
  if (child == -1) return 126;
  if (child == 0) {
    ::alarm(static_cast<unsigned>(patience.count()));
    work();
    ::_exit(0);
  }
  return end_of(child);
}

/// Runs the tests that match `filter` (disabled ones too) in a new process, which calls `prepare()`
/// first; that must be async-signal-safe, and true. Returns the exit status, 125 if `prepare()`
/// failed, 126 if the process could not be started, or 128 + the signal that ended it.
template <class Prepare>
[[nodiscard]] int run_again(const std::string& filter, Prepare prepare) {
  const std::string argument = "--gtest_filter=" + filter;
  const pid_t child = ::fork();
  if (child == -1) return 126;
  if (child == 0) {
    if (!prepare()) ::_exit(125);
    ::execl("/proc/self/exe", "child", argument.c_str(), "--gtest_also_run_disabled_tests",
            "--gtest_brief=1", nullptr);
    ::_exit(126);
  }
  return end_of(child);
}

/// From now on the system call `number` of this process fails with `error`, across execve too.
/// False if the kernel does not allow such a filter.
[[nodiscard]] inline bool refuse_system_call(long number, int error) {
  std::array<sock_filter, 4> program{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(number), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

}  // namespace interlock::support
