// SPDX-License-Identifier: MIT
/// @file
/// Scenario: threads work in phases with a barrier between them, until each drops out. Finds
/// phases that mix, lost wakeups, arrivals that are forgotten or not published, and completion
/// functions that run too often, too seldom or too late.
#pragma once

#include <interlock/stress/test_case.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>

namespace interlock::stress {
namespace detail {

/// Plain data of the completion function, which those who have waited may read.
struct phase_record {
  std::uint64_t ended = 0;
  bool leaving = false;
};

struct on_phase_end {
  phase_record* record;
  const bool* leave;
  void operator()() noexcept {
    ++record->ended;
    record->leaving = *leave;
  }
};

/// `Barrier<F>` is a barrier whose completion function is an `F`.
template <template <class> class Barrier>
class phases_scenario {
 public:
  explicit phases_scenario(round_setup setup)
      : marks_(setup.threads),
        barrier_{static_cast<std::ptrdiff_t>(setup.threads), on_phase_end{&record_, &leave_}} {}

  role role_of(unsigned) {
    return {"worker", [this](worker& self) { run(self); }};
  }

  void finish(round_end& end) { end.observe("phases", record_.ended); }

 private:
  struct alignas(128) mark {
    volatile std::uint64_t phase = 0;
  };

  void run(worker& self) {
    for (std::uint64_t phase = 1;; ++phase) {
      marks_[self.index()].phase = phase;
      if (self.index() == 0) leave_ = !self.running();
      wait(self);
      if (record_.ended != 2 * phase - 1) self.violation("a phase ended " + text(record_.ended));
      const bool leaving = record_.leaving;
      for (const mark& each : marks_) {
        if (each.phase != phase) self.violation("a thread was in another phase");
      }
      self.done();
      self.perturb();
      if (leaving) {
        self.at("arrive_and_drop");
        barrier_.arrive_and_drop();
        return;
      }
      wait(self);
    }
  }

  static std::string text(std::uint64_t times) { return std::to_string(times) + " times in all"; }

  void wait(worker& self) {
    const std::uint32_t way = self.draw().below(4);
    if (way != 0) {
      self.at("arrive_and_wait");
      barrier_.arrive_and_wait();
      return;
    }
    self.at("arrive");
    auto token = barrier_.arrive();
    self.perturb();
    if constexpr (requires { barrier_.wait_for(token, std::chrono::microseconds{}); }) {
      self.at("wait_for");
      if (barrier_.wait_for(token, std::chrono::microseconds{self.draw().below(60)})) return;
    }
    self.at("wait");
    barrier_.wait(std::move(token));
  }

  std::deque<mark> marks_;
  bool leave_ = false;
  phase_record record_;
  Barrier<on_phase_end> barrier_;
};

}  // namespace detail

/// `Barrier<F>` is constructed from the number of threads and an `F`, with the operations of
/// `std::barrier<F>` and perhaps `wait_for(token, duration)`.
template <template <class> class Barrier>
test_case phases(std::string row) {
  test_case result{.row = std::move(row), .scenario = "phases"};
  result.must_observe = {"phases"};
  result.make = rounds_of<detail::phases_scenario<Barrier>>();
  return result;
}

}  // namespace interlock::stress
