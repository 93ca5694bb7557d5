// SPDX-License-Identifier: MIT
/// @file
/// The vocabulary of parking: a thread sleeps on a 32-bit word until another one wakes it.
///
/// Contract of `B::futex_wait(word, expected, deadline)`: if the low 32 bits of `word` equal
/// `expected`, sleeps until a wake, the deadline, a signal, or no reason at all; the comparison and
/// going to sleep are one step with respect to wakes. It orders nothing: read the word again with
/// the order you need. `B::futex_wake(word, n)` wakes at most n sleepers and uses the address only,
/// so the word may have been destroyed. A 64-bit word sleeps on its low half.
#pragma once

#include <cstdint>
#include <limits>

namespace interlock {

/// `recheck`: woken, or the word had another value, or a signal came, or for no reason.
/// `timed_out`: the deadline passed.
enum class wait_result : std::uint8_t { recheck, timed_out };

/// Whether the sleepers are threads of one process, or of any process that maps the word.
enum class sharing : std::uint8_t { process_private, process_shared };

/// `futex_wake(word, wake_all)` wakes every sleeper.
inline constexpr int wake_all = std::numeric_limits<int>::max();

}  // namespace interlock
