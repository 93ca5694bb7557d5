// SPDX-License-Identifier: MIT
/// @file
/// What all renderings of a failed execution share: its steps in words, and which of them to show.
#pragma once

#include <interlock/checker/execution.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace interlock::checker {

/// Such as `store release ready = 1`.
[[nodiscard]] std::string sentence_of(const execution& failed, const step& s);

/// Such as `from #3, stale, could be 0 or 2 (#7)`; empty if there is nothing to say.
[[nodiscard]] std::string remarks_on(const step& s);

/// Such as `atomic, initially 0, made by T0 at queue.hpp:33, in b0.1`.
[[nodiscard]] std::string describe(const execution& failed, const shared_object& object);

/// Whether to show each step: all, or of more than `most` the first and the last, and those around
/// what is guilty or missing.
[[nodiscard]] std::vector<bool> shown_steps(const execution& failed, std::size_t most);

/// The objects that appear, and the blocks that they are in.
[[nodiscard]] std::vector<const shared_object*> shown_objects(const execution& failed);

/// The line of source at `where`, with single spaces, if the file can be read; else empty.
[[nodiscard]] std::string source_line(const source_place& where);

}  // namespace interlock::checker
