// SPDX-License-Identifier: MIT
/// @file
/// Interrupts threads all the time, so that their system calls end with EINTR.
#pragma once

#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <thread>

namespace interlock::support {

/// How often the targets of the storm that rages have been interrupted.
inline std::atomic<int> interruptions{0};

/// Sends `targets` a signal, whose handler does not restart system calls, again and again until all
/// of them are done. Returns how often a thread was interrupted.
inline int signal_until_done(crew& targets) {
  struct sigaction action {};
  struct sigaction before {};
  action.sa_handler = [](int) { interruptions.fetch_add(1, std::memory_order::relaxed); };
  sigaction(SIGUSR1, &action, &before);
  for (bool all_done = false; !all_done;) {
    all_done = true;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      targets[i].signal(SIGUSR1);
      if (!targets[i].done()) all_done = false;
    }
    std::this_thread::sleep_for(std::chrono::microseconds{50});
  }
  targets.join();
  sigaction(SIGUSR1, &before, nullptr);
  return interruptions.exchange(0, std::memory_order::relaxed);
}

}  // namespace interlock::support
