// SPDX-License-Identifier: MIT
/// @file
/// A failed execution for people: as text, as JSON, as a graph for Graphviz, as a picture.
#pragma once

#include <interlock/checker/execution.hpp>

#include <cstddef>
#include <string>

namespace interlock::checker {

/// The guilty operations, the missing edges, the steps with a column for each thread, the objects
/// and the replay token, in lines of about `width` characters. Without the message.
[[nodiscard]] std::string to_text(const execution& failed, std::size_t width = 100);

/// The fields of `execution`; steps are numbered from 1 as in the other renderings, and 0 is no
/// step.
[[nodiscard]] std::string to_json(const execution& failed);

/// A graph in the language of Graphviz, with a column for each thread.
[[nodiscard]] std::string to_dot(const execution& failed);

/// `to_dot` drawn by Graphviz's `dot`. Throws `std::runtime_error` if that is not installed, or
/// fails.
[[nodiscard]] std::string to_svg(const execution& failed);

}  // namespace interlock::checker
