// SPDX-License-Identifier: MIT
/// @file
/// A ring of threads that take turns. When the round ends the token makes one more lap, passed on
/// by the same wakeups as before: nothing else wakes a thread up, so a wakeup that was lost stays
/// lost, and the watchdog finds it.
#pragma once

#include <interlock/stress/test_case.hpp>

#include <cstdint>

namespace interlock::stress::detail {

/// The token, plain data of whoever has the turn.
class token_ring {
 public:
  explicit token_ring(unsigned threads) noexcept : threads_{threads} {}

  /// Whose turn it is.
  [[nodiscard]] unsigned turn() const noexcept { return static_cast<unsigned>(passes_ % threads_); }

  /// Takes the token and hands it on; returns whether the thread is to leave the ring. Requires: it
  /// is the turn of `self`.
  bool pass_on(worker& self) {
    if (turn() != self.index()) self.violation("a thread was woken though it is not its turn");
    leaving_ = leaving_ || !self.running();
    passes_ = passes_ + 1;
    self.done();
    return leaving_;
  }

  [[nodiscard]] std::uint64_t passes() const noexcept { return passes_; }

 private:
  const unsigned threads_;
  volatile std::uint64_t passes_ = 0;
  bool leaving_ = false;
};

}  // namespace interlock::stress::detail
