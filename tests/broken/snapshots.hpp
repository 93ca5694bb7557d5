// SPDX-License-Identifier: MIT
/// @file
/// Snapshots that are wrong, and right twins, which no harness may complain about.
#pragma once

#include "broken/defect.hpp"
#include "broken/variants/left_right.hpp"
#include "broken/variants/seqlock.hpp"
#include "registry/snapshots.hpp"

namespace interlock::broken {

template <seqlock_flaw Flaw>
struct seqlock_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "seqlock_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/seqlock.hpp";
  template <class T, backend B>
  using type = seqlock<Flaw, T, B>;
  static constexpr registry::snapshot_contract contract = registry::seqlock_row::contract;
};

struct seqlock_twin : seqlock_variant<seqlock_flaw::none> {
  static constexpr std::string_view name = "seqlock_twin";
};

struct seqlock_no_acquire_fence : seqlock_variant<seqlock_flaw::no_acquire_fence> {
  static constexpr std::string_view name = "seqlock_no_acquire_fence";
  static constexpr std::string_view defect =
      "a reader looks for a new number before it has read the words";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct seqlock_no_release_fence : seqlock_variant<seqlock_flaw::no_release_fence> {
  static constexpr std::string_view name = "seqlock_no_release_fence";
  static constexpr std::string_view defect =
      "new words may be seen before the number that announces them";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct seqlock_relaxed_end : seqlock_variant<seqlock_flaw::relaxed_end> {
  static constexpr std::string_view name = "seqlock_relaxed_end";
  static constexpr std::string_view defect = "the end of a change does not publish its words";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct seqlock_plain_tail : seqlock_variant<seqlock_flaw::plain_tail> {
  static constexpr std::string_view name = "seqlock_plain_tail";
  static constexpr std::string_view defect =
      "the bytes behind the last whole word are copied as ordinary bytes (libvsync's seqlock "
      "copies all of them so)";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct seqlock_ignores_the_writer : seqlock_variant<seqlock_flaw::ignores_the_writer> {
  static constexpr std::string_view name = "seqlock_ignores_the_writer";
  static constexpr std::string_view defect =
      "a reader begins while a writer replaces words, and is done before it";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct seqlock_split_entry : seqlock_variant<seqlock_flaw::split_entry> {
  static constexpr std::string_view name = "seqlock_split_entry";
  static constexpr std::string_view defect =
      "a writer looks for others and enters in two steps: a change is lost";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct seqlock_stays_after_exception : seqlock_variant<seqlock_flaw::stays_after_exception> {
  static constexpr std::string_view name = "seqlock_stays_after_exception";
  static constexpr std::string_view defect =
      "a writer whose function throws stays inside, and all others wait for ever";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct seqlock_relaxed_give_up : seqlock_variant<seqlock_flaw::relaxed_give_up> {
  static constexpr std::string_view name = "seqlock_relaxed_give_up";
  static constexpr std::string_view defect =
      "a writer that gives up hides what the one before it had published";
  static constexpr catchers found_by{.checker = true};
};

template <left_right_flaw Flaw>
struct left_right_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "left_right_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/left_right.hpp";
  template <class T, backend B>
  using type = left_right<Flaw, T, B>;
  static constexpr registry::snapshot_contract contract = registry::left_right_row::contract;
};

struct left_right_twin : left_right_variant<left_right_flaw::none> {
  static constexpr std::string_view name = "left_right_twin";
};

struct left_right_no_first_wait : left_right_variant<left_right_flaw::no_first_wait> {
  static constexpr std::string_view name = "left_right_no_first_wait";
  static constexpr std::string_view defect =
      "a writer does not wait for a reader that has read the generation long ago";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct left_right_no_second_wait : left_right_variant<left_right_flaw::no_second_wait> {
  static constexpr std::string_view name = "left_right_no_second_wait";
  static constexpr std::string_view defect = "a writer changes the side that is being read";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true, .tsan = true};
};

struct left_right_released_turn : left_right_variant<left_right_flaw::released_turn> {
  static constexpr std::string_view name = "left_right_released_turn";
  static constexpr std::string_view defect =
      "a reader that the writer does not see may still see the old side";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct left_right_relaxed_sign_off : left_right_variant<left_right_flaw::relaxed_sign_off> {
  static constexpr std::string_view name = "left_right_relaxed_sign_off";
  static constexpr std::string_view defect = "the end of a read lets a writer overtake it";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct left_right_looks_before_signing_on
    : left_right_variant<left_right_flaw::looks_before_signing_on> {
  static constexpr std::string_view name = "left_right_looks_before_signing_on";
  static constexpr std::string_view defect = "a reader finds its side before writers can see it";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true, .tsan = true};
};

struct left_right_forgets_the_exception
    : left_right_variant<left_right_flaw::forgets_the_exception> {
  static constexpr std::string_view name = "left_right_forgets_the_exception";
  static constexpr std::string_view defect =
      "the half of a change that failed becomes part of the next one";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

/// Each of them with any of its flaws.
using snapshot_families = registry::type_list<seqlock_variant<at_run_time<seqlock_flaw>>,
                                              left_right_variant<at_run_time<left_right_flaw>>>;

using snapshot_twins = registry::type_list<seqlock_twin, left_right_twin>;

using broken_snapshots =
    registry::type_list<seqlock_no_acquire_fence, seqlock_no_release_fence, seqlock_relaxed_end,
                        seqlock_plain_tail, seqlock_ignores_the_writer, seqlock_split_entry,
                        seqlock_stays_after_exception, seqlock_relaxed_give_up,
                        left_right_no_first_wait, left_right_no_second_wait,
                        left_right_released_turn, left_right_relaxed_sign_off,
                        left_right_looks_before_signing_on, left_right_forgets_the_exception>;

}  // namespace interlock::broken
