// SPDX-License-Identifier: MIT
/// @file
/// A history: what concurrent callers asked of an object, what it answered, and which calls had
/// returned before others were made. It is linearizable if the calls can be put in an order that
/// keeps to that precedence and in which a sequential object would have given the same answers
/// [HW90].
///
/// Nothing here depends on how a history came about: the model checker takes the precedence from
/// happens-before (interlock/checker/history.hpp), a run on real hardware from a clock
/// (timed_history.hpp).
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace interlock::linearizability {

/// A sequential object: its state, with what it does and answers when it is called.
template <class S>
concept specification = std::copyable<S> && std::equality_comparable<S> &&
    std::equality_comparable<typename S::answer> && std::copyable<typename S::call> &&
    requires(S state, const typename S::call& call,
             const std::optional<typename S::answer>& answer) {
  { state.apply(call) } -> std::same_as<typename S::answer>;
  { S::text(call, answer) } -> std::convertible_to<std::string>;
};

/// One call. A caller makes one after the other.
template <specification S>
struct record {
  typename S::call call;
  std::optional<typename S::answer> answer;  ///< none: it never returned, but may have had effect
  /// How many calls of each caller had returned before it was made; none of callers beyond the end.
  std::vector<std::size_t> known;
};

/// The calls of each caller, in order.
template <specification S>
using history = std::vector<std::vector<record<S>>>;

}  // namespace interlock::linearizability
