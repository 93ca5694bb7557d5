// SPDX-License-Identifier: MIT
/// @file
/// Executions in words.
#pragma once

#include <interlock/checker/execution.hpp>
#include <interlock/checker/site.hpp>

#include "graph.hpp"

#include <string>

namespace interlock::checker {

/// Such as `load acquire`, `fetch_add relaxed`, `fence seq_cst`.
[[nodiscard]] std::string describe(const event_label& e);

/// A text that is equal for equal executions only.
[[nodiscard]] std::string fingerprint(const graph& g);

[[nodiscard]] std::string text_of(source_location where);
[[nodiscard]] source_place place_of(source_location where);

}  // namespace interlock::checker
