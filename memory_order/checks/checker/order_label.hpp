// SPDX-License-Identifier: MIT
/// @file
/// The label of a memory order, from the note above the operation that names it
/// (`// (freed) release: ...`, see cmake/checks/orders.py). A label stays when lines move.
#pragma once

#include <interlock/checker/site.hpp>

#include <string>
#include <vector>

namespace interlock::checks {

/// The label of `order` in the notes above line `line` (from 1) of `source`; empty if there is
/// none. The notes are the nearest comment above, at most a statement away.
[[nodiscard]] std::string label_above(const std::vector<std::string>& source, unsigned line,
                                      std::memory_order order);

/// Such as `mutex.hpp (freed) release -> relaxed`; with the line and the operation instead of the
/// label if there is none, or if the source cannot be read.
[[nodiscard]] std::string name_of(const checker::weakening& change);

}  // namespace interlock::checks
