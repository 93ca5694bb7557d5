// SPDX-License-Identifier: MIT
/// @file
/// `history_of<B, S>`: the calls of a client's threads, to be checked against the sequential
/// specification `S`. A backend that knows what happens before what has a specialisation; for the
/// others, only the calls of one thread precede each other.
#pragma once

#include <interlock/linearizability/history.hpp>
#include <interlock/linearizability/search.hpp>
#include <interlock/memory_order/backend.hpp>

#include "check.hpp"

#include <cstddef>
#include <utility>

namespace interlock::checks {

template <backend B, linearizability::specification S, std::size_t Threads>
class history_of {
 public:
  explicit history_of(S initial) : initial_{std::move(initial)}, calls_(Threads) {}

  /// Notes that thread `index` calls `what`, and what `perform()` answers.
  template <class Perform>
  void call(std::size_t index, typename S::call what, Perform&& perform) {
    calls_[index].push_back({std::move(what), perform(), {}});
  }

  void check() {
    checks::check<B>(linearizability::explain(initial_, calls_).outcome ==
                         linearizability::verdict::linearizable,
                     "some order of the calls explains the answers");
  }

 private:
  S initial_;
  linearizability::history<S> calls_;
};

}  // namespace interlock::checks
