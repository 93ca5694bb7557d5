// SPDX-License-Identifier: MIT
/// @file
/// `client_threads`: what the client's threads leave for each other and for their end.
#pragma once

#include <interlock/checker/operation.hpp>

#include "call_paths.hpp"

#include <array>
#include <deque>
#include <limits.h>
#include <map>
#include <vector>

namespace interlock::checker::instrumented {

struct client_thread {
  bool started = false;
  bool joined = false;
  bool detached = false;
  path_id start = 0;  ///< where
  void* result = nullptr;

  /// A function that the end of the thread (or of the execution) calls.
  struct last_call {
    void (*function)(void*);
    void* argument;
  };
  std::vector<last_call> last_calls;
  std::map<unsigned, void*> specific;    ///< values of pthread_key_t
  std::map<const void*, unsigned> held;  ///< how often it has each lock
};

class client_threads {
 public:
  using destructor = void (*)(void*);

  /// What a new thread is to do.
  struct start_request {
    void* (*function)(void*);
    void* argument;
  };

  void begin_run() {
    requests_.clear();
    threads_.fill({});
    at_exit_.clear();
    keys_.clear();
  }
  /// Lives as long as the run.
  [[nodiscard]] start_request* request(void* (*function)(void*), void* argument) {
    return &requests_.emplace_back(start_request{function, argument});
  }
  [[nodiscard]] client_thread& operator[](int t) noexcept {
    return threads_[static_cast<std::size_t>(t)];
  }
  /// What the end of the program would call.
  [[nodiscard]] std::vector<client_thread::last_call>& at_exit() noexcept { return at_exit_; }

  /// Keys of pthread_key_t, numbered after all that the system can have.
  [[nodiscard]] unsigned add_key(destructor end) {
    keys_.push_back(end);
    return first_key + static_cast<unsigned>(keys_.size() - 1);
  }
  /// False if there is no such key.
  bool forget_key(unsigned key) {
    if (key < first_key || key - first_key >= keys_.size()) return false;
    keys_[key - first_key] = nullptr;
    for (client_thread& each : threads_) each.specific.erase(key);
    return true;
  }
  [[nodiscard]] destructor destructor_of(unsigned key) const noexcept {
    return keys_[key - first_key];
  }

  /// A thread that nobody has joined or detached, or -1.
  [[nodiscard]] int abandoned() const noexcept {
    for (std::size_t t = 0; t < threads_.size(); ++t) {
      const client_thread& each = threads_[t];
      if (each.started && !each.joined && !each.detached) return static_cast<int>(t);
    }
    return -1;
  }

 private:
  std::array<client_thread, max_threads> threads_;
  static constexpr unsigned first_key = PTHREAD_KEYS_MAX;

  std::deque<start_request> requests_;
  std::vector<client_thread::last_call> at_exit_;
  std::vector<destructor> keys_;
};

}  // namespace interlock::checker::instrumented
