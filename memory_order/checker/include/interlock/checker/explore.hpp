// SPDX-License-Identifier: MIT
/// @file
/// The entry point: `explore(options, body)` runs `body` once for every execution that the memory
/// model allows.
///
/// The body creates its own state, starts threads (`checker_backend::thread`), joins them and
/// states what must hold:
///
///     const auto result = checker::explore({}, [] {
///       basic_mutex<checker_backend> guard;
///       checker_backend::plain<int> count;
///       const auto add = [&] { guard.lock(); count.write(count.read() + 1); guard.unlock(); };
///       checker_backend::thread other{add};
///       add();
///       other.join();
///       checker::require(count.read() == 2, "no increment is lost");
///     });
///
/// It must be deterministic but for what goes through the backend: no clock, no random numbers, no
/// state that survives.
#pragma once

#include <interlock/checker/options.hpp>
#include <interlock/checker/result.hpp>
#include <interlock/checker/source_location.hpp>

#include <functional>
#include <string_view>

namespace interlock::checker {

[[nodiscard]] result explore(const options& wanted, const std::function<void()>& body);

/// How large a search will be, guessed from random paths through it [Knuth75]: the mean over
/// `probes`, which is right on average but varies much, so `standard_error` may be as large as
/// `executions`.
struct estimation {
  double executions = 0;      ///< complete and blocked ones
  double standard_error = 0;  ///< of `executions`
  std::uint64_t probes = 0;
  double seconds = 0;             ///< that the probes took
  double seconds_to_explore = 0;  ///< guessed from the same
};

/// Probes for `seconds`, or `samples` times. Stops early if a probe finds a failure: then `explore`
/// will, too.
[[nodiscard]] estimation estimate(const options& wanted, const std::function<void()>& body,
                                  double seconds = 1);

/// Fails the execution unless `condition` holds.
void require(bool condition, std::string_view what,
             source_location where = source_location::current());

/// One of 0 ... `alternatives` - 1; each is explored.
[[nodiscard]] unsigned choose(unsigned alternatives,
                              source_location where = source_location::current());

/// Unless `condition` holds, the calling thread stops for good, and the execution, which counts as
/// blocked, is no hang. What the other threads do is still checked.
void assume(bool condition);

/// Declares that some execution reaches this with `condition`; the verdict is `vacuous` if none
/// does.
void reachable(std::string_view name, bool condition = true);

/// Calls an atomic, a `plain` or a `slot` of the checker's backend `text` where a failed execution
/// is described. The name may differ from one execution to the next.
template <class Object>
void name(const Object& object, std::string_view text) requires requires {
  object.set_name(text);
}
{ object.set_name(text); }

}  // namespace interlock::checker
