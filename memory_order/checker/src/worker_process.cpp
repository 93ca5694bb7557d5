// SPDX-License-Identifier: MIT
/// @file
/// See worker_process.hpp.
#include "worker_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace interlock::checker {
namespace {

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

[[nodiscard]] bool write_all(int to, const std::string& text) noexcept {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = ::write(to, text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    done += static_cast<std::size_t>(written);
  }
  return true;
}

/// Never returns to the caller's frames, whose destructors are the parent's business.
[[noreturn]] void work_and_exit(const std::function<std::string()>& work, int to) noexcept {
  int status = 1;
  try {
    if (write_all(to, work())) status = 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "interlock::checker: a worker process fails: %s\n", error.what());
  }
  ::_exit(status);
}

}  // namespace

worker_process::worker_process(const std::function<std::string()>& work) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw_errno("pipe");
  std::fflush(nullptr);  // or both processes write what is buffered
  process_ = ::fork();
  if (process_ < 0) {
    const int error = errno;
    ::close(ends[0]);
    ::close(ends[1]);
    errno = error;
    throw_errno("fork");
  }
  if (process_ == 0) {
    ::close(ends[0]);
    work_and_exit(work, ends[1]);
  }
  ::close(ends[1]);
  pipe_ = ends[0];
}

worker_process::worker_process(worker_process&& other) noexcept
    : process_{std::exchange(other.process_, -1)}, pipe_{std::exchange(other.pipe_, -1)} {}

worker_process::~worker_process() {
  if (pipe_ >= 0) ::close(pipe_);
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::string worker_process::answer() {
  std::string text;
  std::array<char, 4096> part{};
  for (;;) {
    const ssize_t got = ::read(pipe_, part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_errno("read from a worker process");
    if (got == 0) break;
    text.append(part.data(), static_cast<std::size_t>(got));
  }
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0) {
    if (errno != EINTR) throw_errno("waitpid");
  }
  process_ = -1;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return text;
  throw std::runtime_error{WIFSIGNALED(status)
                               ? "a worker process of the search was ended by signal " +
                                     std::to_string(WTERMSIG(status))
                               : "a worker process of the search has failed"};
}

}  // namespace interlock::checker
