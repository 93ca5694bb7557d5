// SPDX-License-Identifier: MIT
/// @file
/// How a thread of the real machine waits without sleeping: pauses that grow, then a yield per look
/// once the wait is longer than a handover between running threads takes, because then the thread
/// waited for is probably not running.
#pragma once

#include <interlock/memory_order/detail/cpu.hpp>

#include <atomic>
#include <thread>

namespace interlock::detail {

/// False on a machine (or in a container) of one processor, where nothing can change while a thread
/// spins.
[[nodiscard]] inline bool spinning_helps() noexcept {
  static const bool several = std::thread::hardware_concurrency() != 1;
  return several;
}

template <class T, class Predicate>
[[gnu::noinline, gnu::cold]] T spin_until(const std::atomic<T>& location, std::memory_order order,
                                          Predicate ready) noexcept {
  constexpr int pauses_before_yield = 2000;
  constexpr int longest_pause = 16;
  int spent = spinning_helps() ? 0 : pauses_before_yield;
  for (int length = 1;;) {
    if (spent < pauses_before_yield) {
      for (int i = 0; i < length; ++i) cpu_relax();
      spent += length;
      if (length < longest_pause) length *= 2;
    } else {
      std::this_thread::yield();
    }
    const T value = location.load(order);
    if (ready(value)) return value;
  }
}

template <class T, class Predicate>
[[nodiscard]] T spin_for(const std::atomic<T>& location, std::memory_order order, Predicate ready,
                         int looks) noexcept {
  T value = location.load(order);
  if (!spinning_helps()) return value;
  constexpr int longest_pause = 16;
  // Where threads outnumber processors, what we wait for needs ours rather than our sleep.
  int yields = looks > 0 ? 8 : 0;
  for (int length = 1; looks > 0; looks -= length) {
    if (ready(value)) return value;
    for (int i = 0; i < length; ++i) cpu_relax();
    if (length < longest_pause) length *= 2;
    value = location.load(order);
  }
  for (; yields > 0 && !ready(value); --yields) {
    std::this_thread::yield();
    value = location.load(order);
  }
  return value;
}

}  // namespace interlock::detail
