// SPDX-License-Identifier: MIT
/// @file
/// `script`: one execution as instructions, enough to run it again: which thread performs its next
/// operation, and what an operation that has a choice chooses.
///
/// As a token: `1.` (the version), the steps, and a checksum. A step is the letter of its thread (A
/// is thread 0) if another one than before, the letter of its operation (below), its choice if that
/// is not 0, `-n` for a decision n that is not 0, and `+n` if it comes n more times. Such as
/// `1.AbssBbwwCbl1.3f9c`.
#pragma once

#include "graph.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace interlock::checker {

struct scripted_step {
  int thread = 0;
  /// b begin, e end, s start, j join, l load, w store, m read-modify-write, f fence, n wake, c
  /// choice, a await, p wait; o: an operation more than allowed.
  char operation = 'o';
  /// Of what reads, how many writes newer than the one that it reads there are by then; of a store,
  /// how many it stands before; of a choice, its value.
  std::uint32_t choice = 0;
  /// Of a wait that would sleep, what it does instead: the value of the choice that follows it.
  std::uint32_t decision = 0;

  friend bool operator==(const scripted_step&, const scripted_step&) = default;
};

using script = std::vector<scripted_step>;

/// The run that made `g`: `schedule` has the thread of each operation.
[[nodiscard]] script script_of(const graph& g, const std::vector<std::uint8_t>& schedule);

/// The letter of an operation like `e`.
[[nodiscard]] char letter_of(const event_label& e) noexcept;
/// Such as `load`; for messages.
[[nodiscard]] const char* operation_of(char letter) noexcept;

[[nodiscard]] std::string token_of(const script& steps);

/// Throws `std::invalid_argument` that says what is wrong with `token`, and where.
[[nodiscard]] script parse_token(std::string_view token);

}  // namespace interlock::checker
