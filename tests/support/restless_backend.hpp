// SPDX-License-Identifier: MIT
/// @file
/// A machine whose kernel sends most sleepers away for no reason, and wakes others than it was
/// asked for.
#pragma once

#include <interlock/memory_order/backend.hpp>

#include <atomic>
#include <cstdint>

namespace interlock::support {

struct restless_backend : std_backend {
  static inline std::atomic<unsigned> calls{0};

  template <class T>
  [[nodiscard]] static wait_result futex_wait(const std::atomic<T>& word, std::uint32_t expected,
                                              const deadline& when = deadline::never(),
                                              sharing scope = sharing::process_private) noexcept {
    if (calls.fetch_add(1) % 4 != 0) {
      yield();
      return wait_result::recheck;
    }
    return std_backend::futex_wait(word, expected, when, scope);
  }
  template <class T>
  static void futex_wake(const std::atomic<T>& word, int,
                         sharing scope = sharing::process_private) noexcept {
    std_backend::futex_wake(word, wake_all, scope);
  }
};

static_assert(backend<restless_backend>);

}  // namespace interlock::support
