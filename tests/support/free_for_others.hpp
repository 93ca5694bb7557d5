// SPDX-License-Identifier: MIT
/// @file
/// Whether a lock is free, as another thread sees it.
#pragma once

#include <thread>

namespace interlock::support {

/// Whether another thread finds the lock free.
template <class Lock>
bool free_for_others(Lock& lock) {
  bool taken = false;
  std::thread{[&] {
    taken = lock.try_lock();
    if (taken) lock.unlock();
  }}.join();
  return taken;
}

}  // namespace interlock::support
