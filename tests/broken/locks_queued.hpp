// SPDX-License-Identifier: MIT
/// @file
/// The rows of locks.hpp for locks with a queue that sleeps, or knows groups of processors.
#pragma once

#include "broken/defect.hpp"
#include "broken/variants/cna_lock.hpp"
#include "broken/variants/hmcs_lock.hpp"
#include "broken/variants/parked_turn.hpp"
#include "registry/locks.hpp"

namespace interlock::broken {

template <turn_flaw Flaw>
struct parked_turn_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "parked_turn_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/parked_turn.hpp";
  template <backend B>
  using type = basic_mcs_lock<parked_turn<Flaw>, B>;
  static constexpr registry::lock_contract contract = registry::parking_mcs_lock_row::contract;
};

struct parked_turn_twin : parked_turn_variant<turn_flaw::none> {
  static constexpr std::string_view name = "parked_turn_twin";
};

struct parked_turn_gives_in_two_steps : parked_turn_variant<turn_flaw::gives_in_two_steps> {
  static constexpr std::string_view name = "parked_turn_gives_in_two_steps";
  static constexpr std::string_view defect =
      "a turn is given after a look whether its thread sleeps: a wakeup is lost";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct parked_turn_trusts_the_wake : parked_turn_variant<turn_flaw::trusts_the_wake> {
  static constexpr std::string_view name = "parked_turn_trusts_the_wake";
  static constexpr std::string_view defect =
      "a return from the kernel counts as the turn, though a signal caused it";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct parked_turn_reads_after_giving : parked_turn_variant<turn_flaw::reads_after_giving> {
  static constexpr std::string_view name = "parked_turn_reads_after_giving";
  static constexpr std::string_view defect =
      "whoever gives a turn reads it again, when it may be gone with its thread's stack";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

template <cna_flaw Flaw>
struct cna_lock_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "cna_lock_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/cna_lock.hpp";
  template <std::uint32_t Passes, backend B>
  using with_passes = cna_lock<Flaw, Passes, B>;
  template <backend B>
  using type = with_passes<B::checked ? 1 : 2, B>;
  static constexpr registry::lock_contract contract = registry::cna_lock_row::contract;
};

struct cna_lock_twin : cna_lock_variant<cna_flaw::none> {
  static constexpr std::string_view name = "cna_lock_twin";
};

struct cna_lock_passes_for_ever : cna_lock_variant<cna_flaw::passes_for_ever> {
  static constexpr std::string_view name = "cna_lock_passes_for_ever";
  static constexpr std::string_view defect =
      "the owner's group goes first for ever: other groups starve";
  static constexpr catchers found_by{.contract = true, .checker = true};
};

struct cna_lock_forgets_the_line : cna_lock_variant<cna_flaw::forgets_the_line> {
  static constexpr std::string_view name = "cna_lock_forgets_the_line";
  static constexpr std::string_view defect =
      "when the skipped come first again, those behind them are lost";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct cna_lock_counts_late : cna_lock_variant<cna_flaw::counts_late> {
  static constexpr std::string_view name = "cna_lock_counts_late";
  static constexpr std::string_view defect =
      "the passes are counted when the lock belongs to the next owner (a race in libvsync's CNA)";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

template <hmcs_flaw Flaw>
struct hmcs_lock_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "hmcs_lock_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/hmcs_lock.hpp";
  template <std::uint32_t Passes, backend B>
  using with_passes = hmcs_lock<Flaw, Passes, B>;
  template <backend B>
  using type = with_passes<B::checked ? 1 : 2, B>;
  static constexpr registry::lock_contract contract = registry::hmcs_lock_row::contract;
};

struct hmcs_lock_twin : hmcs_lock_variant<hmcs_flaw::none> {
  static constexpr std::string_view name = "hmcs_lock_twin";
};

struct hmcs_lock_passes_for_ever : hmcs_lock_variant<hmcs_flaw::passes_for_ever> {
  static constexpr std::string_view name = "hmcs_lock_passes_for_ever";
  static constexpr std::string_view defect =
      "the lock stays in a group as long as somebody comes: other groups starve";
  static constexpr catchers found_by{.contract = true, .checker = true};
};

struct hmcs_lock_leaves_the_lock_first : hmcs_lock_variant<hmcs_flaw::leaves_the_lock_first> {
  static constexpr std::string_view name = "hmcs_lock_leaves_the_lock_first";
  static constexpr std::string_view defect =
      "unlock() frees the lock before it leaves the line of its group (HMCS as published)";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct hmcs_lock_keeps_its_place : hmcs_lock_variant<hmcs_flaw::keeps_its_place> {
  static constexpr std::string_view name = "hmcs_lock_keeps_its_place";
  static constexpr std::string_view defect =
      "the first of a group does not leave its place before the lock, and it is gone";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

}  // namespace interlock::broken
