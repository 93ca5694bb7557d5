// SPDX-License-Identifier: MIT
/// @file
/// What an exploration found.
#pragma once

#include <interlock/checker/execution.hpp>
#include <interlock/checker/site.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace interlock::checker {

/// `passed`: every execution was explored and none failed. `incomplete`: none failed before a bound
/// was hit; this is no proof. `vacuous`: no execution was complete, or a declared outcome was never
/// reached: the client shows nothing.
enum class verdict : std::uint8_t { passed, failed, incomplete, vacuous };

enum class failure : std::uint8_t {
  none,
  requirement,
  data_race,
  deadlock,
  endless_await,
  lost_wakeup,
  use_after_free,
  out_of_bounds,
  double_free,
  invalid_free,
  leak,
  uninitialized_read,
  crash,
  exception,
  not_linearizable,
  unbounded_loop,
  nondeterminism,
  too_many_threads,
  not_modelled
};

[[nodiscard]] const char* name_of(verdict v) noexcept;
[[nodiscard]] const char* name_of(failure f) noexcept;

struct result {
  verdict outcome = verdict::vacuous;
  failure kind = failure::none;
  std::string message;           ///< of a failure: what happened, and where
  std::string trace;             ///< of a failure: the execution as text
  std::string replay;            ///< of a failure: the token for `options::replay`
  checker::execution execution;  ///< of a failure; see render.hpp

  std::uint64_t complete = 0;  ///< executions that ran to their end
  std::uint64_t blocked =
      0;  ///< ended early because a thread waits for something that it will get in another one
  std::uint64_t abandoned = 0;   ///< found inconsistent while running
  std::uint64_t runs = 0;        ///< all of them
  std::uint64_t duplicates = 0;  ///< with `detect_duplicates`: must be 0
  std::uint64_t most_events = 0;
  std::uint64_t deepest = 0;
  double seconds = 0;
  bool sampled = false;  ///< with `samples`: random executions, some perhaps several times
  bool races = false;    ///< with `keep_going`: some execution has a data race
  bool hangs = false;    ///< some execution waits for ever

  /// How often each outcome that the client declared was reached.
  std::map<std::string, std::uint64_t> outcomes;

  std::vector<site> sites;  ///< with `collect_sites`

  [[nodiscard]] bool passed() const noexcept { return outcome == verdict::passed; }
};

}  // namespace interlock::checker
