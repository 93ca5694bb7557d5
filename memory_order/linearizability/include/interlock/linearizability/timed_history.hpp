// SPDX-License-Identifier: MIT
/// @file
/// `timed_history`: calls on real hardware, with the times at which they were made and returned by
/// a clock that all callers share. A call that returned before another one was made precedes it.
#pragma once

#include <interlock/linearizability/history.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace interlock::linearizability {

/// Each caller uses its own log, so callers need not synchronize until all are done.
template <specification S>
class timed_history {
 public:
  using time = std::int64_t;

  struct timed_call {
    typename S::call call;
    time made;
    std::optional<typename S::answer> answer{};
    time returned{};
  };

  explicit timed_history(std::size_t callers) : logs_(callers) {}

  /// The calls of one caller, for it alone to add to, in order.
  [[nodiscard]] std::vector<timed_call>& of(std::size_t caller) { return logs_.at(caller); }

  /// Not while callers are still adding.
  [[nodiscard]] history<S> calls() const {
    history<S> all(logs_.size());
    for (std::size_t caller = 0; caller < logs_.size(); ++caller) {
      std::vector<std::size_t> known(logs_.size(), 0);
      for (const timed_call& each : logs_[caller]) {
        for (std::size_t other = 0; other < logs_.size(); ++other) advance(known, other, each.made);
        known[caller] = all[caller].size();
        all[caller].push_back({each.call, each.answer, known});
      }
    }
    return all;
  }

 private:
  /// Counts the calls of `other` that returned before `made`, on from where the last count ended.
  void advance(std::vector<std::size_t>& known, std::size_t other, time made) const {
    const auto& log = logs_[other];
    std::size_t& count = known[other];
    while (count < log.size() && log[count].answer.has_value() && log[count].returned < made) {
      ++count;
    }
  }

  std::vector<std::vector<timed_call>> logs_;
};

}  // namespace interlock::linearizability
