// SPDX-License-Identifier: MIT
/// @file
/// Histories in words.
#pragma once

#include <interlock/linearizability/history.hpp>
#include <interlock/linearizability/search.hpp>

#include <cstddef>
#include <string>

namespace interlock::linearizability {

/// A line for each call: who made it, what it answered, and how many calls of the others it comes
/// after.
template <specification S>
[[nodiscard]] std::string text_of(const history<S>& calls) {
  std::string text;
  for (std::size_t caller = 0; caller < calls.size(); ++caller) {
    for (const record<S>& each : calls[caller]) {
      text += "  thread " + std::to_string(caller) + "  " + S::text(each.call, each.answer);
      std::string after;
      for (std::size_t other = 0; other < each.known.size(); ++other) {
        if (other == caller || each.known[other] == 0) continue;
        after += (after.empty() ? "  after " : ", ") + std::to_string(each.known[other]) +
                 " of thread " + std::to_string(other);
      }
      text += after + '\n';
    }
  }
  return text;
}

/// The order of an explanation, a line for each call.
template <specification S>
[[nodiscard]] std::string text_of(const history<S>& calls, const explanation& found) {
  std::string text;
  std::vector<std::size_t> done(calls.size(), 0);
  for (const std::size_t caller : found.order) {
    const record<S>& next = calls[caller][done[caller]++];
    text += "  thread " + std::to_string(caller) + "  " + S::text(next.call, next.answer) + '\n';
  }
  return text;
}

}  // namespace interlock::linearizability
