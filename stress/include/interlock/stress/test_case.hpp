// SPDX-License-Identifier: MIT
/// @file
/// A case: one scenario over one primitive. A case runs in rounds of some milliseconds; each round
/// gets a fresh team of roles over a fresh object under test, ends at quiescence and is checked
/// there. A wakeup lost in a round has nobody to make up for it, so the round does not end and the
/// watchdog of the sleeping thread tells.
#pragma once

#include <interlock/stress/random.hpp>
#include <interlock/stress/worker.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace interlock::stress {

/// What a round saw happen, by name: "timeouts", "waits", ... Summed over the rounds of a case.
using observations = std::map<std::string, std::uint64_t>;

/// The end of a round: every thread has finished, nothing runs concurrently.
class round_end {
 public:
  round_end(verdict& result, observations& seen) noexcept : verdict_{result}, seen_{seen} {}

  /// Reports that the primitive broke its contract.
  void violation(std::string what) { verdict_.violation(std::move(what)); }

  /// Adds to what the case has seen happen.
  void observe(const std::string& event, std::uint64_t times) { seen_[event] += times; }

 private:
  verdict& verdict_;
  observations& seen_;
};

/// What one thread of a round does. The body returns soon after `worker::running()` turns false,
/// leaving no thread waiting for it.
struct role {
  const char* name;
  std::function<void(worker&)> body;
};

/// The threads of one round, and the check at its end. The functions share the object under test.
struct team {
  std::vector<role> roles;
  std::function<void(round_end&)> finish;
};

/// What a round is made from.
struct round_setup {
  unsigned threads;
  random& draw;
};

struct test_case {
  std::string row;       ///< the primitive, such as "ticket_lock"
  std::string scenario;  ///< such as "mutual_exclusion"
  unsigned min_threads = 2;
  unsigned max_threads = 0;                 ///< 0: no limit
  std::vector<std::string> must_observe{};  ///< without each of these the case proves nothing
  std::function<team(round_setup)> make{};

  [[nodiscard]] std::string name() const { return row + '.' + scenario; }
};

/// Cases, in the order in which they were added.
using suite = std::vector<test_case>;

/// Builds `make` of a case out of a scenario type: constructible from `round_setup`, with
/// `role role_of(unsigned thread)` whose body may refer to the scenario, and `finish(round_end&)`.
template <class Scenario, class... Facts>
std::function<team(round_setup)> rounds_of(Facts... facts) {
  return [facts...](round_setup setup) {
    auto scenario = std::make_shared<Scenario>(setup, facts...);
    team result;
    for (unsigned thread = 0; thread < setup.threads; ++thread) {
      role part = scenario->role_of(thread);
      result.roles.push_back(
          {part.name, [scenario, body = std::move(part.body)](worker& self) { body(self); }});
    }
    result.finish = [scenario](round_end& end) { scenario->finish(end); };
    return result;
  };
}

}  // namespace interlock::stress
