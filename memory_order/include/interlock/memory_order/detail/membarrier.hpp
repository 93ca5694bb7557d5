// SPDX-License-Identifier: MIT
/// @file
/// The kernel's process-wide memory barrier, the heavy half of an asymmetric fence pair.
///
/// Registration happens once per process, before the first heavy fence, and is the only thing that
/// makes light fences free. Where the kernel refuses (an old kernel, a seccomp filter) both halves
/// stay full fences, which is always right.
#pragma once

#include <interlock/memory_order/order.hpp>

#include <atomic>

#if defined(__linux__)
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace interlock::detail {

class membarrier {
 public:
  /// True once this process has registered: a light fence may then be a mere compiler barrier.
  [[nodiscard]] static bool registered() noexcept {
    // relaxed: reading a stale `false` costs a full fence, which is always right.
    return registered_.load(order::relaxed);
  }

  /// Registers the process on first use; returns whether `run()` may be used.
  [[nodiscard]] static bool available() noexcept {
    static const bool ok = [] {
      const bool accepted = registration();
      // relaxed: nothing is published through it; the kernel's barriers do the ordering.
      registered_.store(accepted, order::relaxed);
      return accepted;
    }();
    return ok;
  }

#if defined(__linux__)
  /// Every running thread of the process executes a full barrier before this returns. False if the
  /// kernel refused.
  [[nodiscard]] static bool run() noexcept {
    return ::syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0) == 0;
  }

 private:
  static bool registration() noexcept {
    return ::syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0) == 0 && run();
  }
#else
  [[nodiscard]] static bool run() noexcept { return false; }

 private:
  static bool registration() noexcept { return false; }
#endif

  static inline constinit std::atomic<bool> registered_{false};
};

}  // namespace interlock::detail
