// SPDX-License-Identifier: MIT
/// @file
/// A litmus program as a JSON object (format: README.md).
#pragma once

#include "program.hpp"

#include <nlohmann/json.hpp>

namespace interlock::litmus {

/// Keeps the order of members: that of the locations is the order of the observed columns.
using json = nlohmann::ordered_json;

/// Throws an exception that says where the object is malformed and what was expected there.
[[nodiscard]] program read_program(const json& object);

[[nodiscard]] json write_program(const program& program);

}  // namespace interlock::litmus
