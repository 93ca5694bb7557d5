// SPDX-License-Identifier: MIT
/// @file
/// Scenario: threads in a ring hand a token on through semaphores. Finds lost wakeups and permits,
/// and a release that does not publish what was written before it.
#pragma once

#include <interlock/stress/test_case.hpp>
#include <interlock/stress/token_ring.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <vector>

namespace interlock::stress {
namespace detail {

template <class Semaphore>
class semaphore_ring_scenario {
 public:
  explicit semaphore_ring_scenario(round_setup setup)
      : timed_{setup.draw.one_in(3)}, ring_{setup.threads} {
    for (unsigned thread = 0; thread < setup.threads; ++thread) {
      turns_.emplace_back(thread == 0 ? 1 : 0);
    }
  }

  role role_of(unsigned) {
    return {"ring member", [this](worker& self) { run(self); }};
  }

  void finish(round_end& end) { end.observe("passes", ring_.passes()); }

 private:
  void run(worker& self) {
    for (bool leave = false; !leave;) {
      acquire(self, turns_[self.index()]);
      leave = ring_.pass_on(self);
      const unsigned next = ring_.turn();
      self.perturb();
      self.at("release");
      turns_[next].release();
      self.perturb();
    }
  }

  void acquire(worker& self, Semaphore& turn) {
    if constexpr (requires { turn.try_acquire_for(std::chrono::microseconds{}); }) {
      if (timed_) {
        self.at("try_acquire_for");
        while (!turn.try_acquire_for(std::chrono::microseconds{self.draw().below(200)})) {
        }
        return;
      }
    }
    self.at("acquire");
    turn.acquire();
  }

  const bool timed_;
  token_ring ring_;
  std::deque<Semaphore> turns_;
};

}  // namespace detail

/// Threads take turns. `Semaphore` is constructed from a count, with `acquire()` and `release()`.
template <class Semaphore>
test_case semaphore_ring(std::string row) {
  test_case result{.row = std::move(row), .scenario = "ping_pong"};
  result.must_observe = {"passes"};
  result.make = rounds_of<detail::semaphore_ring_scenario<Semaphore>>();
  return result;
}

}  // namespace interlock::stress
