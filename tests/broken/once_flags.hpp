// SPDX-License-Identifier: MIT
/// @file
/// Flags for call_once that are wrong, and a right twin, which no harness may complain about.
#pragma once

#include "broken/defect.hpp"
#include "broken/variants/once_flag.hpp"
#include "registry/once_flags.hpp"

namespace interlock::broken {

template <once_flag_flaw Flaw>
struct once_flag_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "once_flag_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/once_flag.hpp";
  template <backend B>
  using type = once_flag<Flaw, B>;
  static constexpr registry::once_flag_contract contract = registry::once_flag_row::contract;
};

struct once_flag_twin : once_flag_variant<once_flag_flaw::none> {
  static constexpr std::string_view name = "once_flag_twin";
};

struct once_flag_publishes_too_early : once_flag_variant<once_flag_flaw::publishes_too_early> {
  static constexpr std::string_view name = "once_flag_publishes_too_early";
  static constexpr std::string_view defect =
      "the flag says done before the function has run (double-checked locking)";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .tsan = true};
};

struct once_flag_relaxed_end : once_flag_variant<once_flag_flaw::relaxed_end> {
  static constexpr std::string_view name = "once_flag_relaxed_end";
  static constexpr std::string_view defect =
      "the end of the call does not publish what the function did";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct once_flag_relaxed_look : once_flag_variant<once_flag_flaw::relaxed_look> {
  static constexpr std::string_view name = "once_flag_relaxed_look";
  static constexpr std::string_view defect =
      "a call that finds the flag done does not see what the function did";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct once_flag_test_then_run : once_flag_variant<once_flag_flaw::test_then_run> {
  static constexpr std::string_view name = "once_flag_test_then_run";
  static constexpr std::string_view defect =
      "the flag is tested and taken in two steps: the function runs twice";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true, .tsan = true};
};

struct once_flag_stuck_after_exception : once_flag_variant<once_flag_flaw::stuck_after_exception> {
  static constexpr std::string_view name = "once_flag_stuck_after_exception";
  static constexpr std::string_view defect =
      "an exception leaves the flag as if the function still ran";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct once_flag_exception_counts : once_flag_variant<once_flag_flaw::exception_counts> {
  static constexpr std::string_view name = "once_flag_exception_counts";
  static constexpr std::string_view defect = "a function that threw counts as done";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct once_flag_exception_wakes_nobody
    : once_flag_variant<once_flag_flaw::exception_wakes_nobody> {
  static constexpr std::string_view name = "once_flag_exception_wakes_nobody";
  static constexpr std::string_view defect = "an exception wakes none of those who wait";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct once_flag_wakes_one : once_flag_variant<once_flag_flaw::wakes_one> {
  static constexpr std::string_view name = "once_flag_wakes_one";
  static constexpr std::string_view defect = "the end of the call wakes one of several sleepers";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct once_flag_touches_after_end : once_flag_variant<once_flag_flaw::touches_after_end> {
  static constexpr std::string_view name = "once_flag_touches_after_end";
  static constexpr std::string_view defect =
      "the flag is read after the end of the call, when it may have been destroyed";
  static constexpr catchers found_by{.checker = true, .relacy = true, .asan = true, .tsan = true};
};

/// Each of them with any of its flaws.
using once_flag_families = registry::type_list<once_flag_variant<at_run_time<once_flag_flaw>>>;

using once_flag_twins = registry::type_list<once_flag_twin>;

using broken_once_flags = registry::type_list<
    once_flag_publishes_too_early, once_flag_relaxed_end, once_flag_relaxed_look,
    once_flag_test_then_run, once_flag_stuck_after_exception, once_flag_exception_counts,
    once_flag_exception_wakes_nobody, once_flag_wakes_one, once_flag_touches_after_end>;

}  // namespace interlock::broken
