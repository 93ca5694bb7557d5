// SPDX-License-Identifier: MIT
/// @file
/// Random litmus programs for differential fuzzing, small enough for the brute-force enumerator.
///
/// The same profile and seed give the same program on every platform and compiler.
#pragma once

#include "program.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace interlock::litmus {

/// What a program is likely to contain.
enum class profile : std::uint8_t {
  mixed,            ///< everything atomic, in all orders
  seq_cst,          ///< mostly seq_cst accesses and fences, among weaker ones
  release_acquire,  ///< hardly any seq_cst: happens-before and release sequences
  load_first,       ///< loads before stores: most outcomes need a later write to be read earlier
  updates,          ///< read-modify-writes, mostly on one location
  fences,           ///< relaxed accesses ordered by fences
  awaits,           ///< threads that wait for each other; some programs hang
  plain             ///< non-atomic data guarded by flags; some programs race
};

inline constexpr std::array all_profiles{
    profile::mixed,   profile::seq_cst, profile::release_acquire, profile::load_first,
    profile::updates, profile::fences,  profile::awaits,          profile::plain};

[[nodiscard]] std::string_view name_of(profile likely) noexcept;

/// The program is named after its profile and seed.
[[nodiscard]] program generate(profile likely, std::uint64_t seed);

}  // namespace interlock::litmus
