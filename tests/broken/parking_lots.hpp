// SPDX-License-Identifier: MIT
/// @file
/// Parking lots that are wrong, and a right twin, which no harness may complain about.
#pragma once

#include "broken/defect.hpp"
#include "broken/variants/parking_lot.hpp"
#include "registry/parking_lots.hpp"

namespace interlock::broken {

template <parking_flaw Flaw>
struct parking_lot_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "parking_lot_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/parking_lot.hpp";
  template <backend B>
  using type = parking_lot<Flaw, B>;
  template <backend B>
  using crowded = parking_lot<Flaw, B>;
  static constexpr registry::parking_lot_contract contract = registry::parking_lot_row::contract;
};

struct parking_lot_twin : parking_lot_variant<parking_flaw::none> {
  static constexpr std::string_view name = "parking_lot_twin";
};

struct parking_lot_looks_too_early : parking_lot_variant<parking_flaw::looks_too_early> {
  static constexpr std::string_view name = "parking_lot_looks_too_early";
  static constexpr std::string_view defect =
      "park() looks at the state before it locks the queue: a wakeup is lost";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct parking_lot_swallows_wake : parking_lot_variant<parking_flaw::swallows_wake> {
  static constexpr std::string_view name = "parking_lot_swallows_wake";
  static constexpr std::string_view defect =
      "park() reports a timeout though it has taken a wake from the others";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct parking_lot_tells_nobody : parking_lot_variant<parking_flaw::tells_nobody_of_timeouts> {
  static constexpr std::string_view name = "parking_lot_tells_nobody";
  static constexpr std::string_view defect = "park() does not say that the last sleeper has gone";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

struct parking_lot_last_come : parking_lot_variant<parking_flaw::last_come_first_served> {
  static constexpr std::string_view name = "parking_lot_last_come";
  static constexpr std::string_view defect = "the line is a stack, so that who came first starves";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

struct parking_lot_drops_token : parking_lot_variant<parking_flaw::drops_token> {
  static constexpr std::string_view name = "parking_lot_drops_token";
  static constexpr std::string_view defect = "what is handed over to the woken thread is lost";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

struct parking_lot_wakes_one_for_all : parking_lot_variant<parking_flaw::wakes_one_for_all> {
  static constexpr std::string_view name = "parking_lot_wakes_one_for_all";
  static constexpr std::string_view defect = "unpark_all() wakes one";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

struct parking_lot_moves_nobody : parking_lot_variant<parking_flaw::moves_nobody> {
  static constexpr std::string_view name = "parking_lot_moves_nobody";
  static constexpr std::string_view defect = "requeue() leaves behind whom it should move";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

/// Each of them with any of its flaws.
using parking_lot_families = registry::type_list<parking_lot_variant<at_run_time<parking_flaw>>>;

using parking_lot_twins = registry::type_list<parking_lot_twin>;

using broken_parking_lots =
    registry::type_list<parking_lot_looks_too_early, parking_lot_swallows_wake,
                        parking_lot_tells_nobody, parking_lot_last_come, parking_lot_drops_token,
                        parking_lot_wakes_one_for_all, parking_lot_moves_nobody>;

}  // namespace interlock::broken
