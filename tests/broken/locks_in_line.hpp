// SPDX-License-Identifier: MIT
/// @file
/// Locks with a line of waiters that are wrong, and a right twin of each.
#pragma once

#include "broken/defect.hpp"
#include "broken/variants/clh_lock.hpp"
#include "broken/variants/cna_lock.hpp"
#include "broken/variants/hmcs_lock.hpp"
#include "broken/variants/mcs_lock.hpp"
#include "broken/variants/parked_turn.hpp"
#include "broken/variants/qspinlock.hpp"
#include "broken/variants/reciprocating_lock.hpp"
#include "registry/locks.hpp"

namespace interlock::broken {

template <mcs_flaw Flaw>
struct mcs_lock_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "mcs_lock_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/mcs_lock.hpp";
  template <backend B>
  using type = mcs_lock<Flaw, B>;
  static constexpr registry::lock_contract contract = registry::mcs_lock_row::contract;
};

struct mcs_lock_twin : mcs_lock_variant<mcs_flaw::none> {
  static constexpr std::string_view name = "mcs_lock_twin";
};

struct mcs_lock_relaxed_link : mcs_lock_variant<mcs_flaw::relaxed_link> {
  static constexpr std::string_view name = "mcs_lock_relaxed_link";
  static constexpr std::string_view defect =
      "a thread shows its place in line before the place is complete";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct mcs_lock_relaxed_grant : mcs_lock_variant<mcs_flaw::relaxed_grant> {
  static constexpr std::string_view name = "mcs_lock_relaxed_grant";
  static constexpr std::string_view defect =
      "unlock() does not publish the critical section to the next in line";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct mcs_lock_does_not_wait_for_successor
    : mcs_lock_variant<mcs_flaw::does_not_wait_for_successor> {
  static constexpr std::string_view name = "mcs_lock_does_not_wait_for_successor";
  static constexpr std::string_view defect =
      "unlock() forgets the one who is between the two steps of getting in line";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct mcs_lock_frees_without_looking : mcs_lock_variant<mcs_flaw::frees_without_looking> {
  static constexpr std::string_view name = "mcs_lock_frees_without_looking";
  static constexpr std::string_view defect =
      "unlock() frees the lock though somebody got in line just now";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct mcs_lock_keeps_its_node : mcs_lock_variant<mcs_flaw::keeps_its_node> {
  static constexpr std::string_view name = "mcs_lock_keeps_its_node";
  static constexpr std::string_view defect =
      "the last in line does not leave its place to the lock, and it is gone";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct mcs_lock_touches_after_grant : mcs_lock_variant<mcs_flaw::touches_after_grant> {
  static constexpr std::string_view name = "mcs_lock_touches_after_grant";
  static constexpr std::string_view defect =
      "unlock() writes to the lock when the next owner may have destroyed it";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct mcs_lock_names_a_past_waiter : mcs_lock_variant<mcs_flaw::names_a_past_waiter> {
  static constexpr std::string_view name = "mcs_lock_names_a_past_waiter";
  static constexpr std::string_view defect =
      "an owner with a node of its own frees the lock, which still names a waiter of long ago";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

template <clh_flaw Flaw>
struct clh_lock_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "clh_lock_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/clh_lock.hpp";
  template <backend B>
  using type = clh_lock<Flaw, B>;
  static constexpr registry::lock_contract contract = registry::clh_lock_row::contract;
};

struct clh_lock_twin : clh_lock_variant<clh_flaw::none> {
  static constexpr std::string_view name = "clh_lock_twin";
};

struct clh_lock_relaxed_turn : clh_lock_variant<clh_flaw::relaxed_turn> {
  static constexpr std::string_view name = "clh_lock_relaxed_turn";
  static constexpr std::string_view defect =
      "lock() does not see the critical section of the one before (ConcurrencyFreaks' clh_mutex)";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct clh_lock_relaxed_grant : clh_lock_variant<clh_flaw::relaxed_grant> {
  static constexpr std::string_view name = "clh_lock_relaxed_grant";
  static constexpr std::string_view defect =
      "unlock() does not publish the critical section to the one behind";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct clh_lock_keeps_its_own_place : clh_lock_variant<clh_flaw::keeps_its_own_place> {
  static constexpr std::string_view name = "clh_lock_keeps_its_own_place";
  static constexpr std::string_view defect =
      "unlock() frees its own place, on which the one behind still spins";
  static constexpr catchers found_by{.checker = true, .relacy = true, .asan = true, .tsan = true};
};

struct clh_lock_leaves_its_mark : clh_lock_variant<clh_flaw::leaves_its_mark> {
  static constexpr std::string_view name = "clh_lock_leaves_its_mark";
  static constexpr std::string_view defect =
      "the place in the lock stays marked as left: who waits there next does not wait";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true, .tsan = true};
};

struct clh_lock_forgets_its_place_late : clh_lock_variant<clh_flaw::forgets_its_place_late> {
  static constexpr std::string_view name = "clh_lock_forgets_its_place_late";
  static constexpr std::string_view defect =
      "unlock() writes to the lock when the next owner may have written, or destroyed it";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true, .tsan = true};
};

template <reciprocating_flaw Flaw>
struct reciprocating_lock_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "reciprocating_lock_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/reciprocating_lock.hpp";
  template <backend B>
  using type = reciprocating_lock<Flaw, B>;
  static constexpr registry::lock_contract contract = registry::reciprocating_lock_row::contract;
};

struct reciprocating_lock_twin : reciprocating_lock_variant<reciprocating_flaw::none> {
  static constexpr std::string_view name = "reciprocating_lock_twin";
};

struct reciprocating_lock_relaxed_grant
    : reciprocating_lock_variant<reciprocating_flaw::relaxed_grant> {
  static constexpr std::string_view name = "reciprocating_lock_relaxed_grant";
  static constexpr std::string_view defect =
      "unlock() does not publish the critical section to the next one";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct reciprocating_lock_frees_without_looking
    : reciprocating_lock_variant<reciprocating_flaw::frees_without_looking> {
  static constexpr std::string_view name = "reciprocating_lock_frees_without_looking";
  static constexpr std::string_view defect =
      "unlock() frees the lock though somebody came just now";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct reciprocating_lock_opens_while_taking
    : reciprocating_lock_variant<reciprocating_flaw::opens_while_taking> {
  static constexpr std::string_view name = "reciprocating_lock_opens_while_taking";
  static constexpr std::string_view defect =
      "unlock() shows a free lock while it hands the lock over";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct reciprocating_lock_forgets_the_bottom
    : reciprocating_lock_variant<reciprocating_flaw::forgets_the_bottom> {
  static constexpr std::string_view name = "reciprocating_lock_forgets_the_bottom";
  static constexpr std::string_view defect =
      "the last of those to be admitted admits one who has long been, or nobody";
  static constexpr catchers found_by{.checker = true, .stress = true};
};

struct reciprocating_lock_keeps_the_stack
    : reciprocating_lock_variant<reciprocating_flaw::keeps_the_stack> {
  static constexpr std::string_view name = "reciprocating_lock_keeps_the_stack";
  static constexpr std::string_view defect =
      "unlock() admits the last who came and leaves it there, to be admitted again";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

template <qspinlock_flaw Flaw>
struct qspinlock_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "qspinlock_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/qspinlock.hpp";
  template <backend B>
  using type = qspinlock<Flaw, B>;
  static constexpr registry::lock_contract contract = registry::qspinlock_row::contract;
};

struct qspinlock_twin : qspinlock_variant<qspinlock_flaw::none> {
  static constexpr std::string_view name = "qspinlock_twin";
};

struct qspinlock_relaxed_release : qspinlock_variant<qspinlock_flaw::relaxed_release> {
  static constexpr std::string_view name = "qspinlock_relaxed_release";
  static constexpr std::string_view defect = "unlock() does not publish the critical section";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct qspinlock_relaxed_pass : qspinlock_variant<qspinlock_flaw::relaxed_pass> {
  static constexpr std::string_view name = "qspinlock_relaxed_pass";
  static constexpr std::string_view defect =
      "the next in line sees the lock as it was before the one before took it";
  static constexpr catchers found_by{.checker = true};
};

struct qspinlock_passes_too_early : qspinlock_variant<qspinlock_flaw::passes_too_early> {
  static constexpr std::string_view name = "qspinlock_passes_too_early";
  static constexpr std::string_view defect =
      "the first in line makes way for the next before it has the lock";
  static constexpr catchers found_by{.checker = true, .stress = true};
};

struct qspinlock_enters_beside_the_first
    : qspinlock_variant<qspinlock_flaw::enters_beside_the_first> {
  static constexpr std::string_view name = "qspinlock_enters_beside_the_first";
  static constexpr std::string_view defect =
      "the first in line enters beside the one who waits without a place";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct qspinlock_forgets_the_one_behind
    : qspinlock_variant<qspinlock_flaw::forgets_the_one_behind> {
  static constexpr std::string_view name = "qspinlock_forgets_the_one_behind";
  static constexpr std::string_view defect =
      "the last in line takes the lock though somebody got in line just now";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct qspinlock_keeps_the_old_link : qspinlock_variant<qspinlock_flaw::keeps_the_old_link> {
  static constexpr std::string_view name = "qspinlock_keeps_the_old_link";
  static constexpr std::string_view defect =
      "a thread takes who was behind it the last time for who is now";
  static constexpr catchers found_by{.stress = true};
};

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

/// Each of them with any of its flaws.
using families_in_line = registry::type_list<
    mcs_lock_variant<at_run_time<mcs_flaw>>, clh_lock_variant<at_run_time<clh_flaw>>,
    reciprocating_lock_variant<at_run_time<reciprocating_flaw>>,
    qspinlock_variant<at_run_time<qspinlock_flaw>>, parked_turn_variant<at_run_time<turn_flaw>>,
    cna_lock_variant<at_run_time<cna_flaw>>, hmcs_lock_variant<at_run_time<hmcs_flaw>>>;

using twins_in_line =
    registry::type_list<mcs_lock_twin, clh_lock_twin, reciprocating_lock_twin, qspinlock_twin,
                        parked_turn_twin, cna_lock_twin, hmcs_lock_twin>;

using broken_in_line = registry::type_list<
    mcs_lock_relaxed_link, mcs_lock_relaxed_grant, mcs_lock_does_not_wait_for_successor,
    mcs_lock_frees_without_looking, mcs_lock_keeps_its_node, mcs_lock_touches_after_grant,
    mcs_lock_names_a_past_waiter, clh_lock_relaxed_turn, clh_lock_relaxed_grant,
    clh_lock_keeps_its_own_place, clh_lock_leaves_its_mark, clh_lock_forgets_its_place_late,
    reciprocating_lock_relaxed_grant, reciprocating_lock_frees_without_looking,
    reciprocating_lock_opens_while_taking, reciprocating_lock_forgets_the_bottom,
    reciprocating_lock_keeps_the_stack, qspinlock_relaxed_release, qspinlock_relaxed_pass,
    qspinlock_passes_too_early, qspinlock_enters_beside_the_first, qspinlock_forgets_the_one_behind,
    qspinlock_keeps_the_old_link, parked_turn_gives_in_two_steps, parked_turn_trusts_the_wake,
    parked_turn_reads_after_giving, cna_lock_passes_for_ever, cna_lock_forgets_the_line,
    cna_lock_counts_late, hmcs_lock_passes_for_ever, hmcs_lock_leaves_the_lock_first,
    hmcs_lock_keeps_its_place>;

}  // namespace interlock::broken
