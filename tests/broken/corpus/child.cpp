// SPDX-License-Identifier: MIT
/// @file
/// A child process in a group of its own, its output through a pipe, its activity from /proc.
#include "broken/corpus/child.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <poll.h>
#include <sstream>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace interlock::broken {
namespace {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds look_period{50};

[[noreturn]] void fail(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

/// Notices threads that have not run for long. A test's main thread waits for the others, and its
/// watchdog for a hang; all threads that the test itself starts have names of their own.
class idleness {
 public:
  explicit idleness(pid_t process)
      : tasks_{"/proc/" + std::to_string(process) + "/task"}, main_{std::to_string(process)} {}

  /// For how long all threads, or one that the test has started, have been asleep.
  [[nodiscard]] clock::duration longest(clock::time_point now) {
    clock::duration all = clock::duration::max();
    clock::duration named{};
    const std::string process_name = text_of(tasks_ / main_ / "comm");
    std::error_code gone;
    for (const auto& task : std::filesystem::directory_iterator{tasks_, gone}) {
      const clock::duration idle = idle_time(task.path(), now);
      all = std::min(all, idle);
      if (text_of(task.path() / "comm") != process_name) named = std::max(named, idle);
    }
    return all == clock::duration::max() ? named : std::max(all, named);
  }

 private:
  struct state {
    std::string switches;  ///< how often it has lost the processor
    clock::time_point since;
  };

  clock::duration idle_time(const std::filesystem::path& task, clock::time_point now) {
    const std::string status = text_of(task / "status");
    const bool asleep = status.find("State:\tS") != std::string::npos;
    const auto switches = status.substr(std::min(status.size(), status.find("voluntary_ctxt")));
    state& known = seen_.try_emplace(task.filename().string(), state{switches, now}).first->second;
    if (!asleep || known.switches != switches) known = {switches, now};
    return now - known.since;
  }

  static std::string text_of(const std::filesystem::path& file) {
    const std::ifstream in{file};
    std::ostringstream text;
    text << in.rdbuf();  // nothing, if the thread has just ended
    return text.str();
  }

  const std::filesystem::path tasks_;
  const std::string main_;
  std::map<std::string, state> seen_;
};

class process {
 public:
  explicit process(const std::vector<std::string>& command) {
    int ends[2]{};
    if (::pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
    std::vector<char*> arguments;
    for (const std::string& each : command) arguments.push_back(const_cast<char*>(each.c_str()));
    arguments.push_back(nullptr);
    id_ = ::fork();
    if (id_ == 0) {
      ::setpgid(0, 0);
      ::dup2(ends[1], STDOUT_FILENO);
      ::dup2(ends[1], STDERR_FILENO);
      ::execv(arguments[0], arguments.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    if (id_ < 0) fail("fork");
    ::setpgid(id_, id_);
    pipe_ = ends[0];
  }
  process(const process&) = delete;
  process& operator=(const process&) = delete;
  ~process() { ::close(pipe_); }

  /// Appends what comes within `wait`; false at the end of the output.
  bool read(std::string& output, milliseconds wait) const {
    pollfd ready{pipe_, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(wait.count())) <= 0) return true;
    char buffer[4096];
    const auto count = ::read(pipe_, buffer, sizeof buffer);
    if (count > 0) output.append(buffer, static_cast<std::size_t>(count));
    return count > 0 || (count < 0 && errno == EINTR);
  }

  void kill() const { ::kill(-id_, SIGKILL); }

  int wait() const {
    int status = 0;
    while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
  }

  [[nodiscard]] pid_t id() const { return id_; }

 private:
  pid_t id_ = -1;
  int pipe_ = -1;
};

}  // namespace

child_result run_child(const std::vector<std::string>& command, milliseconds limit,
                       milliseconds idle_limit) {
  child_result result;
  const process child{command};
  const auto begin = clock::now();
  idleness threads{child.id()};
  while (child.read(result.output, look_period)) {
    const auto now = clock::now();
    if (now - begin < limit && threads.longest(now) < idle_limit) continue;
    result.how = now - begin >= limit ? child_result::end::out_of_time : child_result::end::hung;
    child.kill();
    break;
  }
  const int status = child.wait();
  if (result.how != child_result::end::exited) return result;
  result.how = WIFEXITED(status) ? child_result::end::exited : child_result::end::killed;
  result.number = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
  if (result.number == 127) fail(command.front().c_str());
  return result;
}

}  // namespace interlock::broken
