// SPDX-License-Identifier: MIT
/// @file
/// Runs a case in a forked child and reads its result from a pipe.
#include <interlock/stress/run_case.hpp>

#include "result_json.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <signal.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace interlock::stress {
namespace {

using clock = std::chrono::steady_clock;

[[noreturn]] void child_main(const test_case& what, const options& how, int write_end) {
  const std::string message = to_json(run_case(what, how)).dump();
  std::size_t sent = 0;
  while (sent < message.size()) {
    const auto written = write(write_end, message.data() + sent, message.size() - sent);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) _exit(4);
    sent += static_cast<std::size_t>(written);
  }
  std::fflush(nullptr);
  _exit(0);  // not exit: threads left behind by a hang would race with destructors
}

// What the child wrote before it closed the pipe, or nothing when it did not do so in time.
std::optional<std::string> read_all(int read_end, clock::time_point give_up) {
  std::string received;
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(give_up - clock::now()).count();
    if (left <= 0) return std::nullopt;
    pollfd ready{read_end, POLLIN, 0};
    if (poll(&ready, 1, static_cast<int>(left)) <= 0) continue;
    char buffer[4096];
    const auto count = read(read_end, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return received;
    received.append(buffer, static_cast<std::size_t>(count));
  }
}

int wait_for(pid_t child) {
  int state = 0;
  while (waitpid(child, &state, 0) < 0 && errno == EINTR) {
  }
  return state;
}

result ended(status outcome, std::string reason, unsigned threads) {
  result r;
  r.outcome = outcome;
  r.reason = std::move(reason);
  r.thread_count = threads;
  return r;
}

result interpret(const std::string& message, int state, unsigned threads) {
  if (WIFSIGNALED(state)) {
    const int number = WTERMSIG(state);
    return ended(
        status::failed,
        "the process died of signal " + std::to_string(number) + " (" + strsignal(number) + ")",
        threads);
  }
  if (WEXITSTATUS(state) != 0) {
    return ended(status::failed,
                 "the process ended with exit code " + std::to_string(WEXITSTATUS(state)) +
                     ", as a sanitizer does after a report",
                 threads);
  }
  try {
    return result_from_json(nlohmann::json::parse(message));
  } catch (const std::exception& thrown) {
    return ended(status::error, std::string{"the child sent no result: "} + thrown.what(), threads);
  }
}

}  // namespace

result run_isolated(const test_case& what, const options& how) {
  const unsigned threads = thread_count(what, how);
  int ends[2]{};
  std::fflush(nullptr);
  if (pipe2(ends, O_CLOEXEC) != 0) {
    return ended(status::error, std::string{"pipe: "} + std::strerror(errno), threads);
  }
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    child_main(what, how, ends[1]);
  }
  const int fork_error = errno;
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    return ended(status::error, std::string{"fork: "} + std::strerror(fork_error), threads);
  }
  // The child watches its own threads; this is for a child that does not get that far.
  const auto give_up = clock::now() + how.duration + 4 * how.watchdog + std::chrono::seconds{10};
  const auto message = read_all(ends[0], give_up);
  close(ends[0]);
  if (!message) kill(child, SIGKILL);
  const int state = wait_for(child);
  if (!message) return ended(status::hang, "the process did not end and was killed", threads);
  return interpret(*message, state, threads);
}

}  // namespace interlock::stress
