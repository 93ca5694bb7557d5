// SPDX-License-Identifier: MIT
/// @file
/// Results as JSON: for the report, and for the way from an isolated child to its parent.
#pragma once

#include <interlock/stress/run_case.hpp>

#include <nlohmann/json.hpp>

namespace interlock::stress {

nlohmann::json to_json(const result& r);
nlohmann::json to_json(const machine& m);

/// The inverse of `to_json(result)`. Throws `nlohmann::json::exception` for anything else.
result result_from_json(const nlohmann::json& document);

}  // namespace interlock::stress
