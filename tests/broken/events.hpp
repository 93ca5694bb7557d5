// SPDX-License-Identifier: MIT
/// @file
/// Events that are wrong, and right twins, which no harness may complain about.
#pragma once

#include "broken/defect.hpp"
#include "broken/variants/event.hpp"
#include "registry/events.hpp"

namespace interlock::broken {

template <event_flaw Flaw>
struct manual_event_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "manual_event_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/event.hpp";
  template <backend B>
  using type = manual_event<Flaw, B>;
  static constexpr registry::event_contract contract = registry::manual_reset_event_row::contract;
};

template <event_flaw Flaw>
struct auto_event_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "auto_event_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/event.hpp";
  template <backend B>
  using type = auto_event<Flaw, B>;
  static constexpr registry::event_contract contract = registry::auto_reset_event_row::contract;
};

struct manual_event_twin : manual_event_variant<event_flaw::none> {
  static constexpr std::string_view name = "manual_event_twin";
};

struct auto_event_twin : auto_event_variant<event_flaw::none> {
  static constexpr std::string_view name = "auto_event_twin";
};

struct manual_event_relaxed_set : manual_event_variant<event_flaw::relaxed_set> {
  static constexpr std::string_view name = "manual_event_relaxed_set";
  static constexpr std::string_view defect = "set() does not publish what came before it";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct manual_event_relaxed_wait : manual_event_variant<event_flaw::relaxed_wait> {
  static constexpr std::string_view name = "manual_event_relaxed_wait";
  static constexpr std::string_view defect = "a wait does not see what came before the set";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct manual_event_set_looks_first : manual_event_variant<event_flaw::set_looks_first> {
  static constexpr std::string_view name = "manual_event_set_looks_first";
  static constexpr std::string_view defect =
      "set() does nothing if the event is set already, though a reset may be about to undo the "
      "older set";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct manual_event_wakes_one : manual_event_variant<event_flaw::wakes_one> {
  static constexpr std::string_view name = "manual_event_wakes_one";
  static constexpr std::string_view defect = "set() wakes one of several sleepers";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct manual_event_touches_after_set : manual_event_variant<event_flaw::touches_after_set> {
  static constexpr std::string_view name = "manual_event_touches_after_set";
  static constexpr std::string_view defect =
      "set() reads the event after it has let a thread through, which may have destroyed it";
  static constexpr catchers found_by{.checker = true, .relacy = true, .asan = true, .tsan = true};
};

struct manual_event_sleeps_unannounced : manual_event_variant<event_flaw::sleeps_unannounced> {
  static constexpr std::string_view name = "manual_event_sleeps_unannounced";
  static constexpr std::string_view defect = "a sleeper leaves no mark, so nobody wakes it";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct manual_event_reset_holds_back : manual_event_variant<event_flaw::reset_holds_back> {
  static constexpr std::string_view name = "manual_event_reset_holds_back";
  static constexpr std::string_view defect =
      "a reset right after a set stops sleepers that the set has woken (PulseEvent of Windows)";
  static constexpr catchers found_by{.contract = true};
};

struct auto_event_signals_merge : auto_event_variant<event_flaw::signals_merge> {
  static constexpr std::string_view name = "auto_event_signals_merge";
  static constexpr std::string_view defect = "two sets in a row let one of two sleepers through";
  static constexpr catchers found_by{.contract = true};
};

struct auto_event_timeout_drops_signal : auto_event_variant<event_flaw::timeout_drops_signal> {
  static constexpr std::string_view name = "auto_event_timeout_drops_signal";
  static constexpr std::string_view defect =
      "a signal that comes as the time runs out is taken, and a timeout reported";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

/// Each of them with any of its flaws.
using event_families = registry::type_list<manual_event_variant<at_run_time<event_flaw>>,
                                           auto_event_variant<at_run_time<event_flaw>>>;

using event_twins = registry::type_list<manual_event_twin, auto_event_twin>;

using broken_events = registry::type_list<
    manual_event_relaxed_set, manual_event_relaxed_wait, manual_event_set_looks_first,
    manual_event_wakes_one, manual_event_touches_after_set, manual_event_sleeps_unannounced,
    manual_event_reset_holds_back, auto_event_signals_merge, auto_event_timeout_drops_signal>;

}  // namespace interlock::broken
