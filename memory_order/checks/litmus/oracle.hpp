// SPDX-License-Identifier: MIT
/// @file
/// A brute-force enumerator: what a memory model allows a litmus program to do, by trying every
/// candidate execution against the axioms.
///
/// It is the reference that the model checker is compared with, so it is naive on purpose and
/// shares nothing with it: first every way in which reads can find their writes, then every order
/// of the writes of each location, then the axioms on what that gives.
#pragma once

#include "outcome.hpp"
#include "program.hpp"

#include <cstdint>
#include <optional>

namespace interlock::litmus {

inline constexpr std::uint64_t no_limit = 0;

/// Everything that the model allows; nothing if that takes more than `limit` tests of the axioms.
///
/// An execution hangs if every thread has ended or waits in an await that fails for the last write
/// of its location, and some thread waits. Hung executions count for `race` and `hang` alone.
[[nodiscard]] std::optional<outcome> enumerate(const program& program, model under,
                                               std::uint64_t limit = no_limit);

}  // namespace interlock::litmus
