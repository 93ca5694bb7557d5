// SPDX-License-Identifier: MIT
/// @file
/// Running the catalog: to see every client pass, and to see every memory order be needed.
#pragma once

#include <interlock/checker/explore.hpp>

#include "catalog.hpp"

#include <map>
#include <string>
#include <vector>

namespace interlock::checks {

struct checked_client {
  const catalog_entry* entry;
  checker::result found;
};

/// Explores `entry` for at most `seconds` (0: as long as it takes), with what else the environment
/// says.
[[nodiscard]] checked_client check(const catalog_entry& entry, double seconds);

/// The same with these options and no others.
[[nodiscard]] checked_client check(const catalog_entry& entry, const checker::options& wanted);

/// The weakening of an order that `entries` use which has this text. Throws `std::invalid_argument`
/// that lists them all if there is none.
[[nodiscard]] checker::weakening find_weakening(const std::vector<catalog_entry>& entries,
                                                double seconds, const std::string& text);

/// What became of one weakening.
struct weakening_result {
  checker::weakening change;
  std::string killed_by;  ///< the client that fails; empty if none does
  checker::failure how = checker::failure::none;
  std::string justification;  ///< why it need not fail

  [[nodiscard]] bool survives() const noexcept {
    return killed_by.empty() && justification.empty();
  }
};

/// Reasons for orders that no client can need, by the text of the weakening: lines `text: reason`.
/// Throws `std::runtime_error` naming the file and the line if one is malformed.
[[nodiscard]] std::map<std::string, std::string> read_justifications(const std::string& path);

/// Weakens every order that the entries use, one at a time, and looks for a client that fails
/// within `seconds` each.
[[nodiscard]] std::vector<weakening_result> weaken_all(
    const std::vector<catalog_entry>& entries, double seconds,
    const std::map<std::string, std::string>& justifications,
    const std::function<void(const weakening_result&)>& progress);

}  // namespace interlock::checks
