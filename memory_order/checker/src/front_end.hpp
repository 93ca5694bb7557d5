// SPDX-License-Identifier: MIT
/// @file
/// `front_end`: what a library for programs that do not know the checker adds to a machine. There
/// is at most one, installed when the program starts.
#pragma once

#include <interlock/checker/operation.hpp>
#include <interlock/checker/result.hpp>

#include <string>

namespace interlock::checker {

class machine;

struct front_end {
  struct finding {
    failure kind = failure::none;
    std::string message;
  };

  /// Gives the state that the other functions get.
  void* (*exploration_begins)(machine& here);
  void (*exploration_ends)(void* state);

  /// Before each run, when the memory of the last one is gone.
  void (*run_begins)(void* state);

  /// The thread pointer under which the client's thread `t` runs: it leads to that thread's
  /// thread-local objects.
  void* (*thread_pointer)(void* state, int t);

  /// First thing in each thread of the client.
  void (*thread_begins)(void* state);

  /// What is wrong with what an execution leaves in which every thread has ended.
  finding (*run_completes)(void* state);
};

}  // namespace interlock::checker
