// SPDX-License-Identifier: MIT
/// @file
/// The ledger (memory_order/checks/ledger.json): what a full run has explored, of which README.md
/// tells. `./dev check --record` writes it.
#pragma once

#include "catalog.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace interlock::checks {

struct ledger {
  struct entry {
    bool complete = false;         ///< every execution was explored
    std::uint64_t executions = 0;  ///< explored; if not complete, the bound
  };
  std::map<std::string, entry> clients;  ///< by their names, `row/client`
};

/// Throws `std::runtime_error` naming the file if it cannot be read or is not a ledger.
[[nodiscard]] ledger read_ledger(const std::string& path);

/// What is wrong with the ledger of `entries`, in words: clients that it does not list, and listed
/// ones that are gone.
[[nodiscard]] std::vector<std::string> differences(const ledger& recorded,
                                                   const std::vector<catalog_entry>& entries);

}  // namespace interlock::checks
