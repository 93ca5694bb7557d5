// SPDX-License-Identifier: MIT
/// @file
/// Executions in words.
#pragma once

#include <interlock/checker/site.hpp>

#include "graph.hpp"

#include <string>

namespace interlock::checker {

/// Such as `load acquire`, `fetch_add relaxed`, `fence seq_cst`.
[[nodiscard]] std::string describe(const event& e);

/// The execution as a sequence in which each read comes after the write that it reads, a line for
/// each event.
[[nodiscard]] std::string trace(const graph& g);

/// A text that is equal for equal executions only.
[[nodiscard]] std::string fingerprint(const graph& g);

[[nodiscard]] std::string text_of(source_location where);

}  // namespace interlock::checker
