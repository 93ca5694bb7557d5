// SPDX-License-Identifier: MIT
/// @file
/// The last axioms of a memory model: whether the total orders that it demands can exist.
#pragma once

#include "graph.hpp"

namespace interlock::checker {

/// C++20 [atomics.order]/4: one total order over all seq_cst operations, consistent with what each
/// of them can see.
[[nodiscard]] bool has_seq_cst_order(const graph& g);

/// Sequential consistency: one total order over all operations, in which each read reads the last
/// write.
[[nodiscard]] bool is_sequentially_consistent(const graph& g);

}  // namespace interlock::checker
