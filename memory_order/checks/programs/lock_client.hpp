// SPDX-License-Identifier: MIT
/// @file
/// `lock_client`: threads that count under a lock.
#pragma once

#include "program.hpp"

namespace interlock::programs {

/// `Threads` threads take the lock once each; thread 0 twice if `Twice`. A `Lock` has
/// `lock(thread)` and `unlock(thread)`.
template <class Lock, int Threads, bool Twice = false>
struct lock_client {
  Lock lock;
  B::plain<int> count{0};

  void thread(int self) {
    enter(self);
    if (Twice && self == 0) enter(self);
  }
  void enter(int self) {
    lock.lock(self);
    count.write(count.read() + 1);
    lock.unlock(self);
  }
  void after() {
    checker::require(count.read() == Threads + (Twice ? 1 : 0), "every turn has been counted");
  }
};

template <class Lock, int Threads, bool Twice = false>
void run_locked() {
  run<lock_client<Lock, Threads, Twice>>(Threads);
}

}  // namespace interlock::programs
