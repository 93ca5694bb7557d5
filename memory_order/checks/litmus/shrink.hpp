// SPDX-License-Identifier: MIT
/// @file
/// Makes a failing program small, so that a person can see why it fails.
#pragma once

#include "program.hpp"

#include <functional>

namespace interlock::litmus {

/// `failing` without every operation that is not needed for `fails`: leaving out one more, or a
/// branch around its operations, makes it pass. Requires: `fails(failing)`.
[[nodiscard]] program shrink(program failing, const std::function<bool(const program&)>& fails);

}  // namespace interlock::litmus
