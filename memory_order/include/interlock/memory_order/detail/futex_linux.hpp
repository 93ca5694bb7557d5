// SPDX-License-Identifier: MIT
/// @file
/// Parking on Linux: FUTEX_WAIT_BITSET (the form with absolute deadlines) and FUTEX_WAKE.
#pragma once

#include <interlock/memory_order/deadline.hpp>
#include <interlock/memory_order/futex.hpp>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace interlock::detail {

[[gnu::cold, noreturn]] inline void impossible_futex_answer(int error) noexcept {
  std::fprintf(stderr, "interlock: the kernel refused to park a thread (futex errno %d)\n", error);
  std::abort();
}

[[nodiscard]] inline wait_result park(const std::uint32_t* word, std::uint32_t expected,
                                      const deadline& when, sharing scope) noexcept {
  int operation = FUTEX_WAIT_BITSET;
  if (scope == sharing::process_private) operation |= FUTEX_PRIVATE_FLAG;
  if (when.on() == deadline::clock::realtime) operation |= FUTEX_CLOCK_REALTIME;
  constexpr std::int64_t per_second = 1'000'000'000;
  const std::timespec limit{static_cast<std::time_t>(when.nanoseconds() / per_second),
                            static_cast<long>(when.nanoseconds() % per_second)};
  const std::timespec* const timeout = when.is_never() ? nullptr : &limit;

  if (::syscall(SYS_futex, word, operation, expected, timeout, nullptr, FUTEX_BITSET_MATCH_ANY) ==
      0) {
    return wait_result::recheck;
  }
  switch (errno) {
    case EAGAIN:
    case EINTR:
      return wait_result::recheck;
    case ETIMEDOUT:
      return wait_result::timed_out;
    default:
      impossible_futex_answer(errno);
  }
}

/// Errors are ignored on purpose: the word may already have been destroyed, and its page unmapped.
inline void unpark(const std::uint32_t* word, int count, sharing scope) noexcept {
  const int operation =
      scope == sharing::process_private ? FUTEX_WAKE | FUTEX_PRIVATE_FLAG : FUTEX_WAKE;
  ::syscall(SYS_futex, word, operation, count, nullptr, nullptr, 0);
}

}  // namespace interlock::detail
