// SPDX-License-Identifier: MIT
/// @file
/// How a thread of the real machine waits without sleeping: it does what a pace says (backoff.hpp).
#pragma once

#include <interlock/memory_order/backoff.hpp>
#include <interlock/memory_order/detail/cpu.hpp>

#include <atomic>
#include <cstdint>
#include <limits>
#include <thread>

namespace interlock::detail {

/// What a spinning thread asks of the machine.
struct std_processors {
  /// How many threads run at once; the largest number if nobody knows.
  [[nodiscard]] static std::uint32_t count() noexcept {
    static const std::uint32_t known = [] {
      const unsigned counted = std::thread::hardware_concurrency();
      return counted != 0 ? counted : std::numeric_limits<std::uint32_t>::max();
    }();
    return known;
  }
  static void pause() noexcept { cpu_relax(); }
  static void yield() noexcept { std::this_thread::yield(); }
};

/// Pauses, or yields where pausing cannot help: on a machine (or in a container) of one processor
/// nothing changes while a thread spins.
template <class Processors = std_processors>
void rest(const backoff::step& what) noexcept {
  if (what.yields || what.ahead >= Processors::count()) return Processors::yield();
  for (std::uint32_t i = 0; i < what.pauses; ++i) Processors::pause();
}

/// Looks at `pace` after a look that showed `seen`.
template <class Processors = std_processors, class T, class Predicate, class Pace>
[[gnu::noinline, gnu::cold]] T spin_until(const std::atomic<T>& location, std::memory_order order,
                                          Predicate ready, T seen, Pace pace) noexcept {
  for (;;) {
    rest<Processors>(backoff::next_step(pace, seen));
    seen = location.load(order);
    if (ready(seen)) return seen;
  }
}

template <class T, class Predicate>
[[nodiscard]] T spin_for(const std::atomic<T>& location, std::memory_order order, Predicate ready,
                         int looks) noexcept {
  T value = location.load(order);
  if (std_processors::count() == 1) return value;
  backoff::exponential pace{1, 16};
  // Where threads outnumber processors, what we wait for needs ours rather than our sleep.
  int yields = looks > 0 ? 8 : 0;
  while (looks > 0) {
    if (ready(value)) return value;
    const backoff::step now = pace();
    rest(now);
    looks -= static_cast<int>(now.pauses);
    value = location.load(order);
  }
  for (; yields > 0 && !ready(value); --yields) {
    std_processors::yield();
    value = location.load(order);
  }
  return value;
}

}  // namespace interlock::detail
