// SPDX-License-Identifier: MIT
/// @file
/// Latches that are wrong, and a right twin, which no harness may complain about.
#pragma once

#include "broken/defect.hpp"
#include "broken/variants/latch.hpp"
#include "registry/latches.hpp"

namespace interlock::broken {

template <latch_flaw Flaw>
struct latch_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "latch_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/latch.hpp";
  template <backend B>
  using type = latch<Flaw, B>;
  static constexpr registry::latch_contract contract = registry::latch_row::contract;
};

struct latch_twin : latch_variant<latch_flaw::none> {
  static constexpr std::string_view name = "latch_twin";
};

struct latch_relaxed_count_down : latch_variant<latch_flaw::relaxed_count_down> {
  static constexpr std::string_view name = "latch_relaxed_count_down";
  static constexpr std::string_view defect = "count_down() does not publish what came before it";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct latch_relaxed_wait : latch_variant<latch_flaw::relaxed_wait> {
  static constexpr std::string_view name = "latch_relaxed_wait";
  static constexpr std::string_view defect = "a wait does not see what came before the counts";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct latch_split_count_down : latch_variant<latch_flaw::split_count_down> {
  static constexpr std::string_view name = "latch_split_count_down";
  static constexpr std::string_view defect =
      "the counter is read and written in two steps: a count is lost, or a sleeper's mark";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct latch_wakes_one : latch_variant<latch_flaw::wakes_one> {
  static constexpr std::string_view name = "latch_wakes_one";
  static constexpr std::string_view defect = "the last count wakes one of several sleepers";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct latch_sleeps_unannounced : latch_variant<latch_flaw::sleeps_unannounced> {
  static constexpr std::string_view name = "latch_sleeps_unannounced";
  static constexpr std::string_view defect = "a sleeper leaves no mark, so nobody wakes it";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct latch_touches_after_count : latch_variant<latch_flaw::touches_after_count> {
  static constexpr std::string_view name = "latch_touches_after_count";
  static constexpr std::string_view defect =
      "count_down() reads the latch after the last count, when it may have been destroyed";
  static constexpr catchers found_by{.checker = true, .relacy = true, .asan = true, .tsan = true};
};

struct latch_timeout_clears_mark : latch_variant<latch_flaw::timeout_clears_mark> {
  static constexpr std::string_view name = "latch_timeout_clears_mark";
  static constexpr std::string_view defect =
      "a sleeper whose time is up takes away the mark of all sleepers";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

/// Each of them with any of its flaws.
using latch_families = registry::type_list<latch_variant<at_run_time<latch_flaw>>>;

using latch_twins = registry::type_list<latch_twin>;

using broken_latches =
    registry::type_list<latch_relaxed_count_down, latch_relaxed_wait, latch_split_count_down,
                        latch_wakes_one, latch_sleeps_unannounced, latch_touches_after_count,
                        latch_timeout_clears_mark>;

}  // namespace interlock::broken
