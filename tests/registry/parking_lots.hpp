// SPDX-License-Identifier: MIT
/// @file
/// THE list of parking lots.
#pragma once

#include <interlock/sync/parking_lot.hpp>

#include "registry/type_list.hpp"

#include <string_view>

namespace interlock::registry {

struct parking_lot_contract {};

struct parking_lot_row {
  static constexpr std::string_view name = "parking_lot";
  static constexpr std::string_view header = "interlock/sync/parking_lot.hpp";
  template <backend B>
  using type = basic_parking_lot<B>;
  /// All addresses share one queue.
  template <backend B>
  using crowded = basic_parking_lot<B, 1>;
  static constexpr parking_lot_contract contract{};
};

using parking_lots = type_list<parking_lot_row>;

}  // namespace interlock::registry
