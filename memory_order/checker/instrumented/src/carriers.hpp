// SPDX-License-Identifier: MIT
/// @file
/// `carriers`: threads of the system that do nothing but exist. Each lends its thread pointer, and
/// with it its thread-local objects and its `pthread_self()`, to one thread of the client.
#pragma once

#include <interlock/checker/operation.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <pthread.h>
#include <sys/types.h>

namespace interlock::checker::instrumented {

class carriers {
 public:
  carriers() noexcept = default;
  carriers(const carriers&) = delete;
  carriers& operator=(const carriers&) = delete;

  /// Starts them, unless that has been done. All at once: the program must not take itself for one
  /// with a single thread in some run, and after a fork there are none but the memory of these.
  void start();
  [[nodiscard]] void* thread_pointer_of(int t) const noexcept;
  [[nodiscard]] pthread_t handle_of(int t) const noexcept { return at(t).handle; }
  /// The client's thread with this handle, or -1.
  [[nodiscard]] int thread_of(pthread_t handle) const noexcept;

 private:
  struct carrier {
    pthread_t handle{};
    std::atomic<void*> thread_pointer{nullptr};
    pid_t number = 0;       ///< the system's
    pid_t* kept = nullptr;  ///< where the C library keeps it
  };
  [[nodiscard]] const carrier& at(int t) const noexcept {
    return all_[static_cast<std::size_t>(t)];
  }
  static void* live(void* self);
  static void start(carrier& wanted);
  static void restore_numbers();

  std::array<carrier, max_threads> all_;
  bool started_ = false;
};

}  // namespace interlock::checker::instrumented
