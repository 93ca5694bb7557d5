// SPDX-License-Identifier: MIT
/// @file
/// When it is decided which flaw a variant has. Its template takes a flaw, and then the others cost
/// it nothing; or `at_run_time`, and then one compiled variant has any of them: what a harness
/// wants that has much to compile for each row.
#pragma once

#include <cstdlib>

namespace interlock::broken {

/// The variable of the environment with the number of the flaw that this process looks at.
inline constexpr const char* flaw_variable = "INTERLOCK_BROKEN_FLAW";

/// That flaw, until a harness that looks at several chooses another between two looks.
[[nodiscard]] inline int& flaw_of_process() noexcept {
  static int number = [] {
    const char* const text = std::getenv(flaw_variable);
    return text == nullptr ? 0 : std::atoi(text);
  }();
  return number;
}

template <class Flaws>
inline constexpr Flaws at_run_time = static_cast<Flaws>(-1);

/// Whether a variant with the parameter `Flaw` has this one.
template <auto Flaw>
[[nodiscard]] constexpr bool has(decltype(Flaw) flaw) noexcept {
  if constexpr (Flaw == at_run_time<decltype(Flaw)>)
    return flaw_of_process() == static_cast<int>(flaw);
  return Flaw == flaw;
}

}  // namespace interlock::broken
