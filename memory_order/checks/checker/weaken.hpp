// SPDX-License-Identifier: MIT
/// @file
/// Is every memory order needed? Each one is made weaker in turn, as if the source were different
/// in that one place, and some client must fail.
#pragma once

#include <interlock/checker/explore.hpp>

#include "catalog.hpp"
#include "justifications.hpp"
#include "session.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace interlock::checks {

struct weaken_options {
  /// Orders are weakened in files whose path contains one of these, and nowhere else: a client may
  /// name orders of its own.
  std::vector<std::string> under = {"/interlock/sync/", "/interlock/lockfree/"};
  bounds bound{};  ///< of each exploration
  /// Explorations at the same time.
  unsigned jobs = 1;
  justifications reasons{};
};

struct weakened_order {
  std::string name;               ///< see order_label.hpp
  std::vector<std::string> rows;  ///< whose clients come by
  std::string found_by;           ///< the client that fails; empty if none does
  checker::failure how = checker::failure::none;
  std::string reason;  ///< why none can

  [[nodiscard]] bool survives() const noexcept { return found_by.empty() && reason.empty(); }
};

struct weaken_report {
  std::vector<weakened_order> orders;
  /// Reasons for a weakening that does not exist, or that a client does find.
  std::vector<std::string> stale;

  [[nodiscard]] std::size_t survivors() const noexcept;
  /// Nothing was weakened in vain: there was something to weaken, and no reason is stale.
  [[nodiscard]] bool passed() const noexcept {
    return !orders.empty() && survivors() == 0 && stale.empty();
  }
};

/// Called after each weakening, with its number from 1 and how many there are.
using weaken_progress =
    std::function<void(const weakened_order& done, std::size_t number, std::size_t all)>;

/// Weakens every order that `entries` use.
[[nodiscard]] weaken_report weaken_all(const std::vector<catalog_entry>& entries,
                                       const weaken_options& wanted,
                                       const weaken_progress& progress);

/// The weakening of an order that `entries` use which has this name. Throws `std::invalid_argument`
/// that lists them all if there is none.
[[nodiscard]] checker::weakening find_weakening(const std::vector<catalog_entry>& entries,
                                                const weaken_options& wanted,
                                                const std::string& name);

}  // namespace interlock::checks
