// SPDX-License-Identifier: MIT
/// @file
/// See linear_order.hpp. Greedy: as long as every rule and wish can be kept, some step has none
/// left to wait for.
#include "linear_order.hpp"

#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>

namespace interlock::checker {
namespace {

/// For each step, what comes after it, and how much it still has to wait for.
class requirements {
 public:
  requirements(std::size_t steps, const std::vector<precedence>& all)
      : waits_(steps), after_(steps) {
    for (const precedence& each : all) {
      ++waits_[static_cast<std::size_t>(each.after)];
      after_[static_cast<std::size_t>(each.before)].push_back(each.after);
    }
  }

  [[nodiscard]] int open(int step) const { return waits_[static_cast<std::size_t>(step)]; }
  void done(int step) {
    for (const int next : after_[static_cast<std::size_t>(step)]) {
      --waits_[static_cast<std::size_t>(next)];
    }
  }

 private:
  std::vector<int> waits_;
  std::vector<std::vector<int>> after_;
};

}  // namespace

linear_order linearize(const std::vector<std::vector<int>>& threads,
                       const std::vector<precedence>& rules, const std::vector<precedence>& wishes,
                       int last) {
  std::size_t count = 0;
  for (const auto& each : threads) count += each.size();
  requirements must{count, rules};
  requirements should{count, wishes};
  linear_order result;
  std::vector<std::size_t> done(threads.size());
  std::size_t current = 0;
  while (result.steps.size() < count) {
    using rank = std::tuple<int, bool, bool>;  // wishes not kept, the last one, another thread
    std::optional<std::pair<rank, std::size_t>> best;
    for (std::size_t t = 0; t < threads.size(); ++t) {
      if (done[t] == threads[t].size()) continue;
      const int step = threads[t][done[t]];
      if (must.open(step) != 0) continue;
      const rank mine{should.open(step), step == last, t != current};
      if (!best || mine < best->first) best = {mine, t};
    }
    if (!best) return result;  // the rules are cyclic
    current = best->second;
    const int step = threads[current][done[current]++];
    result.keeps_wishes = result.keeps_wishes && should.open(step) == 0;
    must.done(step);
    should.done(step);
    result.steps.push_back(step);
  }
  return result;
}

}  // namespace interlock::checker
