// SPDX-License-Identifier: MIT
/// @file
/// The harnesses that run in this build, as programs: what they say about one row.
#pragma once

#include "broken/defect.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace interlock::broken {

/// How many examinations share a processor: what hangs or sleeps needs none.
inline constexpr unsigned crowding = 2;
/// How long a harness may take to find a defect: ten seconds on a processor of its own.
inline constexpr std::chrono::seconds time_to_find{10 * crowding};

/// A primitive of the corpus or of the registry, by its name in the programs of its kind.
struct subject {
  std::string kind;  ///< "locks", "queues", ...
  std::string name;
  std::string family{};  ///< of a variant: the row that has any flaw of its template
  int flaw = 0;
  std::string defect{};  ///< empty if there is none
  catchers found_by{};

  [[nodiscard]] bool is_wrong() const { return !defect.empty(); }
};

struct harness {
  std::string name;
  bool catchers::*must_find;  ///< the variants that it is responsible for
  /// What is wrong with the subject, or nothing if the harness is content. A subject with a defect
  /// is examined for `time_to_find`, any other one once.
  std::function<std::optional<std::string>(const subject&)> examine;
};

/// The harnesses of this build, whose programs lie in `folder`: the contract tests and the stress
/// runner, or the stress runner under the sanitizer that this build uses.
[[nodiscard]] std::vector<harness> harnesses(const std::string& folder);

}  // namespace interlock::broken
