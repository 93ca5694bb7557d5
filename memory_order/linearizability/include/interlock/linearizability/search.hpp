// SPDX-License-Identifier: MIT
/// @file
/// The search for a linearization: depth first [WG93], and no state of object and history is
/// entered twice [Low17]. The calls that have been put in order are a prefix of each caller's, so
/// a few numbers say which they are.
#pragma once

#include <interlock/linearizability/history.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace interlock::linearizability {

enum class verdict : std::uint8_t { linearizable, not_linearizable, undecided };

struct explanation {
  verdict outcome = verdict::undecided;
  /// Whose call is next, again and again: the order found, or the longest that was tried.
  std::vector<std::size_t> order;
  std::size_t states = 0;  ///< how many were entered
};

namespace detail {

template <specification S>
class search {
 public:
  search(const S& initial, const history<S>& calls, std::size_t most_states)
      : calls_{calls}, most_states_{most_states} {
    for (std::size_t caller = 0; caller < calls.size(); ++caller) must_be_sound(caller);
    path_.push_back({initial, progress(calls.size(), 0), 0});
    (void)enter(path_.back());
  }

  [[nodiscard]] explanation run() {
    if (is_complete(path_.back())) return conclude(verdict::linearizable);
    while (!path_.empty()) {
      if (found_.states > most_states_) return conclude(verdict::undecided);
      if (!step()) go_back();
      if (!path_.empty() && is_complete(path_.back())) return conclude(verdict::linearizable);
    }
    return conclude(verdict::not_linearizable);
  }

 private:
  /// How many calls of each caller are in order.
  using progress = std::vector<std::size_t>;

  struct place {
    S state;
    progress done;
    std::size_t next;  ///< the first caller whose call has not been tried here
  };

  void must_be_sound(std::size_t caller) const {
    const auto& own = calls_[caller];
    for (std::size_t i = 0; i < own.size(); ++i) {
      const std::string which =
          "linearizability: call " + std::to_string(i) + " of caller " + std::to_string(caller);
      if (!own[i].answer.has_value() && i + 1 != own.size()) {
        throw std::invalid_argument{which + " has no answer, but there is a call after it"};
      }
      for (std::size_t other = 0; other < own[i].known.size(); ++other) {
        const std::size_t there = other < calls_.size() ? calls_[other].size() : 0;
        if (own[i].known[other] <= there) continue;
        throw std::invalid_argument{which + " knows of more calls of caller " +
                                    std::to_string(other) + " than there are"};
      }
    }
  }

  void go_back() {
    remember_longest();
    path_.pop_back();
    if (!order_.empty()) order_.pop_back();
  }

  void remember_longest() {
    if (order_.size() > found_.order.size()) found_.order = order_;
  }

  /// Goes on with the next call that may follow the path; false if there is none.
  [[nodiscard]] bool step() {
    place& here = path_.back();
    while (here.next < calls_.size()) {
      const std::size_t caller = here.next++;
      if (here.done[caller] == calls_[caller].size()) continue;
      const record<S>& candidate = calls_[caller][here.done[caller]];
      if (!may_follow(candidate, here.done)) continue;
      place after{here.state, here.done, 0};
      const typename S::answer answer = after.state.apply(candidate.call);
      if (candidate.answer.has_value() && !(answer == *candidate.answer)) continue;
      ++after.done[caller];
      if (!enter(after)) continue;
      path_.push_back(std::move(after));
      order_.push_back(caller);
      return true;
    }
    return false;
  }

  [[nodiscard]] static bool may_follow(const record<S>& candidate, const progress& done) {
    for (std::size_t other = 0; other < candidate.known.size(); ++other) {
      if (candidate.known[other] > 0 && candidate.known[other] > done[other]) return false;
    }
    return true;
  }

  [[nodiscard]] bool is_complete(const place& here) const {
    for (std::size_t caller = 0; caller < calls_.size(); ++caller) {
      const auto& own = calls_[caller];
      const std::size_t pending = !own.empty() && !own.back().answer.has_value() ? 1 : 0;
      if (here.done[caller] + pending < own.size()) return false;
    }
    return true;
  }

  /// False if the search has been here.
  [[nodiscard]] bool enter(const place& here) {
    std::size_t hash = 0;
    for (const std::size_t each : here.done) hash = hash * 1000003 + each;
    auto& seen = entered_[hash];
    for (const auto& [state, done] : seen) {
      if (done == here.done && state == here.state) return false;
    }
    seen.emplace_back(here.state, here.done);
    ++found_.states;
    return true;
  }

  [[nodiscard]] explanation conclude(verdict how) {
    remember_longest();
    found_.outcome = how;
    return std::move(found_);
  }

  const history<S>& calls_;
  std::size_t most_states_;
  std::vector<place> path_;
  std::vector<std::size_t> order_;
  std::unordered_map<std::size_t, std::vector<std::pair<S, progress>>> entered_;
  explanation found_;
};

}  // namespace detail

/// Whether `calls`, made of an object in state `initial`, are linearizable. The problem is
/// NP-complete: after `most_states` states the search gives up. Throws `std::invalid_argument` if
/// the history contradicts itself.
template <specification S>
[[nodiscard]] explanation explain(const S& initial, const history<S>& calls,
                                  std::size_t most_states = 10'000'000) {
  return detail::search<S>{initial, calls, most_states}.run();
}

}  // namespace interlock::linearizability
