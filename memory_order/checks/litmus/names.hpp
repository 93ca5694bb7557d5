// SPDX-License-Identifier: MIT
/// @file
/// How the words of a litmus program are written, in print and in JSON.
#pragma once

#include "program.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace interlock::litmus {

template <std::size_t Count>
using name_list = std::array<std::string_view, Count>;

// Invariant: in the order of the enumerators.
inline constexpr name_list<6> access_names{"plain",   "relaxed", "acquire",
                                           "release", "acq_rel", "seq_cst"};
inline constexpr name_list<8> kind_names{
    "load", "store", "fence", "fetch_add", "exchange", "compare_exchange", "await", "if"};
inline constexpr name_list<2> comparison_names{"==", "!="};

template <std::size_t Count, class Enumeration>
[[nodiscard]] constexpr std::string_view name_in(const name_list<Count>& names, Enumeration value) {
  return names[static_cast<std::size_t>(value)];
}

[[nodiscard]] constexpr std::string_view name_of(access value) {
  return name_in(access_names, value);
}
[[nodiscard]] constexpr std::string_view name_of(kind value) { return name_in(kind_names, value); }
[[nodiscard]] constexpr std::string_view name_of(comparison value) {
  return name_in(comparison_names, value);
}

/// The enumerator of that name, if there is one.
template <class Enumeration, std::size_t Count>
[[nodiscard]] constexpr std::optional<Enumeration> find_name(const name_list<Count>& names,
                                                             std::string_view name) {
  for (std::size_t index = 0; index < Count; ++index)
    if (names[index] == name) return static_cast<Enumeration>(index);
  return std::nullopt;
}

}  // namespace interlock::litmus
