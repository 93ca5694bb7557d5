// SPDX-License-Identifier: MIT
/// @file
/// How much a test may do: less under a sanitizer, which slows everything down.
#pragma once

#include <interlock/memory_order/detail/tsan.hpp>

#include <algorithm>
#include <chrono>

namespace interlock::support {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool under_asan = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool under_asan = true;
#else
inline constexpr bool under_asan = false;
#endif
#else
inline constexpr bool under_asan = false;
#endif

/// `plain` repetitions in a normal build, fewer under a sanitizer, never none.
[[nodiscard]] constexpr int rounds(int plain) noexcept {
  constexpr int slowdown = detail::under_tsan ? 8 : under_asan ? 2 : 1;
  return std::max(1, plain / slowdown);
}

/// When a wait that should have ended long ago is a failure.
inline constexpr std::chrono::seconds patience{60};

}  // namespace interlock::support
