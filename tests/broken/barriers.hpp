// SPDX-License-Identifier: MIT
/// @file
/// Barriers that are wrong, and a right twin, which no harness may complain about.
#pragma once

#include "broken/defect.hpp"
#include "broken/variants/barrier.hpp"
#include "broken/variants/tree_barrier.hpp"
#include "registry/barriers.hpp"

namespace interlock::broken {

template <barrier_flaw Flaw>
struct barrier_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "barrier_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/barrier.hpp";
  template <class CompletionFunction, backend B>
  using type = barrier<Flaw, CompletionFunction, B>;
  static constexpr registry::barrier_contract contract = registry::barrier_row::contract;
};

struct barrier_twin : barrier_variant<barrier_flaw::none> {
  static constexpr std::string_view name = "barrier_twin";
};

struct barrier_release_only_arrival : barrier_variant<barrier_flaw::release_only_arrival> {
  static constexpr std::string_view name = "barrier_release_only_arrival";
  static constexpr std::string_view defect =
      "the completion function does not see what came before the other arrivals";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct barrier_relaxed_end : barrier_variant<barrier_flaw::relaxed_end> {
  static constexpr std::string_view name = "barrier_relaxed_end";
  static constexpr std::string_view defect =
      "the end of a phase does not publish the completion function";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct barrier_phase_before_count : barrier_variant<barrier_flaw::phase_before_count> {
  static constexpr std::string_view name = "barrier_phase_before_count";
  static constexpr std::string_view defect =
      "the next phase begins before its count is set: a quick thread's arrival is lost";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct barrier_completion_too_late : barrier_variant<barrier_flaw::completion_too_late> {
  static constexpr std::string_view name = "barrier_completion_too_late";
  static constexpr std::string_view defect =
      "the completion function runs when the others go on already";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct barrier_forgets_drop : barrier_variant<barrier_flaw::forgets_drop> {
  static constexpr std::string_view name = "barrier_forgets_drop";
  static constexpr std::string_view defect = "later phases wait for a thread that has dropped out";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

struct barrier_wakes_one : barrier_variant<barrier_flaw::wakes_one> {
  static constexpr std::string_view name = "barrier_wakes_one";
  static constexpr std::string_view defect = "the end of a phase wakes one of several sleepers";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct barrier_touches_after_end : barrier_variant<barrier_flaw::touches_after_end> {
  static constexpr std::string_view name = "barrier_touches_after_end";
  static constexpr std::string_view defect =
      "the last arrival reads the barrier after the end of the phase, when it may have been "
      "destroyed";
  static constexpr catchers found_by{.checker = true, .relacy = true, .asan = true, .tsan = true};
};

struct barrier_timeout_clears_mark : barrier_variant<barrier_flaw::timeout_clears_mark> {
  static constexpr std::string_view name = "barrier_timeout_clears_mark";
  static constexpr std::string_view defect =
      "a sleeper whose time is up takes away the mark of all sleepers";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

template <tree_barrier_flaw Flaw>
struct tree_barrier_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "tree_barrier_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/tree_barrier.hpp";
  template <class CompletionFunction, backend B>
  using type = tree_barrier<Flaw, CompletionFunction, B>;
  static constexpr registry::barrier_contract contract = registry::tree_barrier_row::contract;
};

struct tree_barrier_twin : tree_barrier_variant<tree_barrier_flaw::none> {
  static constexpr std::string_view name = "tree_barrier_twin";
};

struct tree_barrier_release_only_count
    : tree_barrier_variant<tree_barrier_flaw::release_only_count> {
  static constexpr std::string_view name = "tree_barrier_release_only_count";
  static constexpr std::string_view defect =
      "the completion function does not see what came before other arrivals at the same word";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct tree_barrier_relaxed_climb : tree_barrier_variant<tree_barrier_flaw::relaxed_climb> {
  static constexpr std::string_view name = "tree_barrier_relaxed_climb";
  static constexpr std::string_view defect =
      "the completion function does not see what came before the arrivals of other groups";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct tree_barrier_last_group_is_full
    : tree_barrier_variant<tree_barrier_flaw::last_group_is_full> {
  static constexpr std::string_view name = "tree_barrier_last_group_is_full";
  static constexpr std::string_view defect =
      "a group of fewer arrivals than meet elsewhere waits for one that never comes";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

struct tree_barrier_drops_at_once : tree_barrier_variant<tree_barrier_flaw::drops_at_once> {
  static constexpr std::string_view name = "tree_barrier_drops_at_once";
  static constexpr std::string_view defect =
      "a thread that drops out makes the current phase expect less, not the next one";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct tree_barrier_old_place : tree_barrier_variant<tree_barrier_flaw::old_place> {
  static constexpr std::string_view name = "tree_barrier_old_place";
  static constexpr std::string_view defect =
      "the second phase finds the words full from the first, and loses its arrivals";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

/// Each of them with any of its flaws.
using barrier_families = registry::type_list<barrier_variant<at_run_time<barrier_flaw>>,
                                             tree_barrier_variant<at_run_time<tree_barrier_flaw>>>;

using barrier_twins = registry::type_list<barrier_twin, tree_barrier_twin>;

using broken_barriers = registry::type_list<
    barrier_release_only_arrival, barrier_relaxed_end, barrier_phase_before_count,
    barrier_completion_too_late, barrier_forgets_drop, barrier_wakes_one, barrier_touches_after_end,
    barrier_timeout_clears_mark, tree_barrier_release_only_count, tree_barrier_relaxed_climb,
    tree_barrier_last_group_is_full, tree_barrier_drops_at_once, tree_barrier_old_place>;

}  // namespace interlock::broken
