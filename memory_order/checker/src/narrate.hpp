// SPDX-License-Identifier: MIT
/// @file
/// From an execution graph to an `execution` that a person can read.
#pragma once

#include <interlock/checker/execution.hpp>
#include <interlock/checker/result.hpp>

#include "culprit.hpp"
#include "graph.hpp"
#include "notebook.hpp"

#include <vector>

namespace interlock::checker {

/// `g` as steps, with what `notes` knows besides. Message and token are left to the caller.
[[nodiscard]] execution narrate(failure kind, const graph& g, const notebook& notes,
                                const std::vector<culprit>& culprits);

}  // namespace interlock::checker
