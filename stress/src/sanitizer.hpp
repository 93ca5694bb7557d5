// SPDX-License-Identifier: MIT
/// @file
/// What the build's sanitizer means for the harness.
#pragma once

#include <cstdint>
#include <string_view>

namespace interlock::stress {

enum class sanitizer { none, address, thread };

/// The sanitizer that this library was built with.
sanitizer built_with();

std::string_view to_string(sanitizer which);

/// Whether memory has leaked; asked of LeakSanitizer, so false in a build without it.
bool memory_leaked();

/// The defects that ThreadSanitizer has reported in this process so far.
std::uint64_t sanitizer_reports();

}  // namespace interlock::stress
