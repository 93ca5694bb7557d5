// SPDX-License-Identifier: MIT
/// @file
/// Crashes of the client (fatal signals, `std::terminate`, `abort`) as failures of its execution.
#pragma once

#include <csignal>
#include <cstddef>
#include <memory>

namespace interlock::checker {

/// For as long as one lives, what crashes in a client fails the execution that the calling thread
/// explores. What crashes elsewhere goes where it would go without.
class crash_guard {
 public:
  crash_guard();
  crash_guard(const crash_guard&) = delete;
  crash_guard& operator=(const crash_guard&) = delete;
  ~crash_guard();

 private:
  // Signals are handled here, as the client's stack may be full.
  std::unique_ptr<std::byte[]> stack_;
  stack_t previous_stack_{};
};

}  // namespace interlock::checker
