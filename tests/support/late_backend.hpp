// SPDX-License-Identifier: MIT
/// @file
/// A machine on which threads are late: whenever one has told the others something, and whenever
/// its wait has timed out, it pauses, so that they run ahead of it.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include "support/scattered_node.hpp"
#include "support/worker.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

namespace interlock::support {

/// True for a thread that is never late.
inline constinit thread_local bool punctual = false;

inline void be_late() noexcept {
  if (!punctual) std::this_thread::sleep_for(std::chrono::microseconds{20});
}

template <class T>
class late_atomic : public std::atomic<T> {
 public:
  using std::atomic<T>::atomic;

  void store(T value, std::memory_order order) noexcept {
    std::atomic<T>::store(value, order);
    pause_after(order);
  }
  T exchange(T value, std::memory_order order) noexcept {
    const T before = std::atomic<T>::exchange(value, order);
    pause_after(order);
    return before;
  }
  T fetch_add(T amount, std::memory_order order) noexcept {
    const T before = std::atomic<T>::fetch_add(amount, order);
    pause_after(order);
    return before;
  }
  T fetch_sub(T amount, std::memory_order order) noexcept {
    const T before = std::atomic<T>::fetch_sub(amount, order);
    pause_after(order);
    return before;
  }
  bool compare_exchange_weak(T& expected, T desired, std::memory_order success,
                             std::memory_order failure) noexcept {
    const bool done = std::atomic<T>::compare_exchange_weak(expected, desired, success, failure);
    if (done) pause_after(success);
    return done;
  }
  bool compare_exchange_strong(T& expected, T desired, std::memory_order success,
                               std::memory_order failure) noexcept {
    const bool done = std::atomic<T>::compare_exchange_strong(expected, desired, success, failure);
    if (done && success != order::acquire) be_late();
    return done;
  }

 private:
  static void pause_after(std::memory_order done) noexcept {
    if (done != order::relaxed && done != order::acquire) be_late();
  }
};

struct late_backend : std_backend {
  template <class T>
  using atomic = late_atomic<T>;

  [[nodiscard]] static unsigned numa_node() noexcept { return scattered_node(); }

  static inline std::atomic<int> timeouts{0};
  static inline std::atomic<std::chrono::milliseconds> pause_after_timeout{};

  template <class T>
  [[nodiscard]] static wait_result futex_wait(const std::atomic<T>& word, std::uint32_t expected,
                                              const deadline& when = deadline::never(),
                                              sharing scope = sharing::process_private) noexcept {
    const wait_result result = std_backend::futex_wait(word, expected, when, scope);
    if (result == wait_result::timed_out) {
      timeouts.fetch_add(1);
      std::this_thread::sleep_for(pause_after_timeout.load());
    }
    return result;
  }
};

static_assert(backend<late_backend>);

/// While it lives, threads whose wait has timed out notice it long after; tells when one has.
class late_timeouts {
 public:
  late_timeouts() {
    late_backend::timeouts.store(0);
    late_backend::pause_after_timeout.store(std::chrono::milliseconds{10});
  }
  late_timeouts(const late_timeouts&) = delete;
  late_timeouts& operator=(const late_timeouts&) = delete;
  ~late_timeouts() { late_backend::pause_after_timeout.store({}); }

  [[nodiscard]] bool eventually_one() const {
    return eventually([] { return late_backend::timeouts.load() != 0; });
  }
};

}  // namespace interlock::support
