// SPDX-License-Identifier: MIT
/// @file
/// Scenario: threads pass a row of gates; each is opened by another thread while the rest wait, and
/// is destroyed by the last one to pass. Finds lost wakeups, gates that let somebody through early,
/// an opening that does not publish what came before it, and one that touches the gate too late.
#pragma once

#include <interlock/stress/test_case.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace interlock::stress {

/// What may be done with a gate beyond waiting at it.
struct gate_facts {
  bool destroyable = true;  ///< by a thread that has passed
  bool may_retry = true;    ///< a wait that timed out may be followed by another one
};

namespace detail {

template <class Gate>
class relay_scenario {
 public:
  relay_scenario(round_setup setup, gate_facts facts)
      : facts_{facts}, threads_{setup.threads}, tallies_(setup.threads) {
    for (std::size_t i = 0; i < most_stations; ++i) stations_.emplace_back(threads_ - 1);
    stations_.back().last = true;
  }

  role role_of(unsigned) {
    return {"runner", [this](worker& self) { run(self); }};
  }

  void finish(round_end& end) {
    for (const tally& one : tallies_) {
      end.observe("passes", one.passes);
      end.observe("timeouts", one.timeouts);
    }
  }

 private:
  static constexpr std::size_t most_stations = 1000;

  struct station {
    explicit station(unsigned waiters)
        : gate{std::make_unique<Gate>(static_cast<int>(waiters))}, to_pass{waiters} {}
    std::unique_ptr<Gate> gate;
    std::atomic<unsigned> to_pass;
    // Plain data that the opener writes and those who pass read.
    std::size_t number = most_stations;
    bool last = false;
  };
  struct alignas(128) tally {
    std::uint64_t passes = 0;
    std::uint64_t timeouts = 0;
  };

  void run(worker& self) {
    for (std::size_t i = 0; i < most_stations; ++i) {
      station& here = stations_[i];
      bool last = false;
      if (i % threads_ == self.index()) {
        last = open(self, here, i);
      } else {
        last = pass(self, here, i);
      }
      self.done();
      self.perturb();
      if (last) return;
    }
  }

  bool open(worker& self, station& here, std::size_t number) {
    here.number = number;
    here.last = here.last || !self.running();
    const bool last = here.last;
    self.at("open");
    here.gate->open();
    return last;
  }

  bool pass(worker& self, station& here, std::size_t number) {
    wait(self, *here.gate);
    ++tallies_[self.index()].passes;
    if (here.number != number) self.violation("a thread passed a gate before it was opened");
    const bool last = here.last;
    if (here.to_pass.fetch_sub(1, std::memory_order_acq_rel) == 1 && facts_.destroyable) {
      here.gate.reset();
    }
    return last;
  }

  void wait(worker& self, Gate& gate) {
    if constexpr (requires { gate.wait_for(std::chrono::microseconds{}); }) {
      if (facts_.may_retry && self.draw().one_in(3)) {
        self.at("wait_for");
        if (gate.wait_for(std::chrono::microseconds{self.draw().below(100)})) return;
        ++tallies_[self.index()].timeouts;
      }
    }
    self.at("wait");
    gate.wait();
  }

  const gate_facts facts_;
  const unsigned threads_;
  std::deque<station> stations_;
  std::vector<tally> tallies_;
};

}  // namespace detail

/// `Gate` is constructed from the number of threads that wait, with `wait()` for each of them,
/// `open()` for another one and perhaps `wait_for(duration)`.
template <class Gate>
test_case relay(std::string row, gate_facts facts = {}) {
  test_case result{.row = std::move(row), .scenario = "relay"};
  result.must_observe = {"passes"};
  result.make = rounds_of<detail::relay_scenario<Gate>>(facts);
  return result;
}

}  // namespace interlock::stress
