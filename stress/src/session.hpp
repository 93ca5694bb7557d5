// SPDX-License-Identifier: MIT
/// @file
/// The threads of one running case. Shared by the thread that conducts the rounds and the threads
/// that play the roles, so that threads left behind by a hang never outlive what they use.
#pragma once

#include <interlock/stress/run_case.hpp>
#include <interlock/stress/test_case.hpp>

#include "watchdog.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace interlock::stress {

class session {
 public:
  /// Starts one thread per CPU set of `placed` and binds it.
  static std::shared_ptr<session> start(const test_case& what, const plan& placed,
                                        machine_source source);

  /// Begins a round that lasts until `end_round`.
  void begin_round(std::uint64_t seed);

  /// Asks the threads of the round to come to an end.
  void end_round() noexcept { stop_.store(true, std::memory_order_relaxed); }

  /// Waits at most `patience` for the round to be over and checked.
  bool round_over(std::chrono::milliseconds patience);

  /// Reads every heartbeat; true when a thread of the round has been silent for `limit`.
  bool look(std::chrono::milliseconds limit);

  /// The threads that have been silent for `limit`, and what the others did.
  [[nodiscard]] std::string describe_hang(std::chrono::milliseconds limit) const;

  /// Ends the threads. Requires: no round is running.
  void join();

  /// Gives up on threads that do not end.
  void abandon();

  [[nodiscard]] const verdict& result() const noexcept { return verdict_; }
  [[nodiscard]] std::vector<pid_t> thread_ids() const;
  [[nodiscard]] std::vector<thread_result> thread_results() const;
  [[nodiscard]] const observations& seen() const noexcept { return seen_; }
  [[nodiscard]] std::uint64_t operations() const noexcept;

 private:
  struct member {
    member(unsigned index, verdict& result) : self{index, result} {}

    worker self;
    watchdog watched;
    cpu_set requested_cpus;
    binding bound;
    pid_t id = 0;
    const char* role_name = "";
    std::atomic<bool> busy{false};
    std::thread thread;
  };

  explicit session(const test_case& what) : make_{what.make} {}

  void thread_main(member& me, machine_source source);
  bool await_round(std::uint64_t played);
  void play(member& me);
  void finish_round();

  const std::function<team(round_setup)> make_;
  verdict verdict_;
  std::vector<std::unique_ptr<member>> members_;
  observations seen_;  // written by the last thread of a round, read between rounds

  std::atomic<bool> stop_{false};
  std::atomic<std::uint64_t> arrived_{0};  // threads at the start gate, over all rounds

  // Guarded by guard_, except that the team of a round in progress is only read.
  std::mutex guard_;
  std::condition_variable changed_;
  team team_;
  std::uint64_t round_ = 0;
  std::uint64_t round_seed_ = 0;
  std::size_t finished_ = 0;
  bool over_ = false;
  bool quit_ = false;
};

}  // namespace interlock::stress
