// SPDX-License-Identifier: MIT
/// @file
/// Places in words, as they end a sentence: ` at file.cpp:12`, ` by the code at program+0x1234`, or
/// nothing.
#pragma once

#include <interlock/checker/execution.hpp>
#include <interlock/checker/source_location.hpp>

#include "arena.hpp"

#include <cstdint>
#include <string>

namespace interlock::checker {

[[nodiscard]] std::string at(source_location where);
[[nodiscard]] std::string at(const arena::moment& when);

[[nodiscard]] source_place place_of(const arena::moment& when);

/// Such as `program+0x1234`, for addr2line.
[[nodiscard]] std::string text_of_code(std::uintptr_t code);

}  // namespace interlock::checker
