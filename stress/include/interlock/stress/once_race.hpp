// SPDX-License-Identifier: MIT
/// @file
/// Scenario: threads race to call a function once per flag, which throws now and then; the last one
/// to come back destroys the flag, perhaps before the call that ran the function has returned.
/// Finds functions that run twice or not at all, calls that return before the function has, lost
/// wakeups, flags that an exception leaves stuck, and calls that touch a flag too late.
#pragma once

#include <interlock/stress/test_case.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace interlock::stress {

/// What may be done with a flag beyond calling.
struct once_facts {
  bool destroyable = true;  ///< by a thread whose call has returned
};

namespace detail {

template <class Flag>
class once_race_scenario {
 public:
  once_race_scenario(round_setup setup, once_facts facts) : facts_{facts}, tallies_(setup.threads) {
    // Who runs the function does not count: its call may be the last one to return.
    for (std::size_t i = 0; i < most_flags; ++i) stations_.emplace_back(setup.threads - 1);
  }

  role role_of(unsigned) {
    return {"caller", [this](worker& self) { run(self); }};
  }

  void finish(round_end& end) {
    for (const tally& one : tallies_) {
      end.observe("runs", one.runs);
      end.observe("exceptions", one.exceptions);
    }
  }

 private:
  static constexpr std::size_t most_flags = 1000;
  struct not_yet {};

  struct station {
    explicit station(unsigned others) : flag{std::make_unique<Flag>()}, to_leave{others} {}
    std::unique_ptr<Flag> flag;
    std::atomic<unsigned> to_leave;
    // Plain data of the function, which every caller reads.
    std::uint64_t runs = 0;
  };
  struct alignas(128) tally {
    std::uint64_t runs = 0;
    std::uint64_t exceptions = 0;
  };

  void run(worker& self) {
    for (station& here : stations_) {
      if (!self.running()) return;
      bool ran = false;
      while (!call(self, here, ran)) {
      }
      if (here.runs != 1) {
        self.violation("the function returned " + std::to_string(here.runs) +
                       " times when a call was over");
      }
      if (!ran) leave(here);
      self.done();
      self.perturb();
    }
  }

  void leave(station& here) {
    const bool last = here.to_leave.fetch_sub(1, std::memory_order_acq_rel) == 1;
    if (last && facts_.destroyable) here.flag.reset();
  }

  bool call(worker& self, station& here, bool& ran) {
    tally& mine = tallies_[self.index()];
    const bool fail = self.draw().one_in(3);
    self.at("call");
    try {
      here.flag->call([&] {
        self.perturb();
        if (fail) throw not_yet{};
        ++here.runs;
        ++mine.runs;
        ran = true;
      });
      return true;
    } catch (const not_yet&) {
      ++mine.exceptions;
      return false;
    }
  }

  const once_facts facts_;
  std::deque<station> stations_;
  std::vector<tally> tallies_;
};

}  // namespace detail

/// `Flag` has `call(function)`, which is `call_once`.
template <class Flag>
test_case once_race(std::string row, once_facts facts = {}) {
  test_case result{.row = std::move(row), .scenario = "once_race"};
  result.must_observe = {"runs", "exceptions"};
  result.make = rounds_of<detail::once_race_scenario<Flag>>(facts);
  return result;
}

}  // namespace interlock::stress
