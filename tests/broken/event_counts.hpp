// SPDX-License-Identifier: MIT
/// @file
/// Event counts that are wrong, and a right twin, which no harness may complain about.
#pragma once

#include "broken/defect.hpp"
#include "broken/variants/event_count.hpp"
#include "registry/event_counts.hpp"

namespace interlock::broken {

template <event_count_flaw Flaw>
struct event_count_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "event_count_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/event_count.hpp";
  template <backend B>
  using type = event_count<Flaw, B>;
  static constexpr registry::event_count_contract contract = registry::event_count_row::contract;
};

struct event_count_twin : event_count_variant<event_count_flaw::none> {
  static constexpr std::string_view name = "event_count_twin";
};

struct event_count_no_fence_in_notify : event_count_variant<event_count_flaw::no_fence_in_notify> {
  static constexpr std::string_view name = "event_count_no_fence_in_notify";
  static constexpr std::string_view defect =
      "the look for waiters may come before the change (oneTBB's hang on AArch64, pull request "
      "2136)";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct event_count_no_fence_in_prepare
    : event_count_variant<event_count_flaw::no_fence_in_prepare> {
  static constexpr std::string_view name = "event_count_no_fence_in_prepare";
  static constexpr std::string_view defect =
      "the look at the condition may come before the announcement";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct event_count_announced_too_late : event_count_variant<event_count_flaw::announced_too_late> {
  static constexpr std::string_view name = "event_count_announced_too_late";
  static constexpr std::string_view defect =
      "a waiter is announced after its look: a change in between notifies nobody";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct event_count_epoch_read_at_commit
    : event_count_variant<event_count_flaw::epoch_read_at_commit> {
  static constexpr std::string_view name = "event_count_epoch_read_at_commit";
  static constexpr std::string_view defect =
      "the epoch is read when the wait begins: a notification since the look is slept through";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct event_count_wakes_one : event_count_variant<event_count_flaw::wakes_one> {
  static constexpr std::string_view name = "event_count_wakes_one";
  static constexpr std::string_view defect = "notify_all() wakes one of several sleepers";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct event_count_timeout_keeps_announcement
    : event_count_variant<event_count_flaw::timeout_keeps_announcement> {
  static constexpr std::string_view name = "event_count_timeout_keeps_announcement";
  static constexpr std::string_view defect =
      "a waiter whose time is up still counts: notifications are dear for ever";
  static constexpr catchers found_by{.contract = true};
};

struct event_count_exception_keeps_announcement
    : event_count_variant<event_count_flaw::exception_keeps_announcement> {
  static constexpr std::string_view name = "event_count_exception_keeps_announcement";
  static constexpr std::string_view defect =
      "a waiter whose condition throws still counts: notifications are dear for ever";
  static constexpr catchers found_by{.contract = true};
};

/// Each of them with any of its flaws.
using event_count_families =
    registry::type_list<event_count_variant<at_run_time<event_count_flaw>>>;

using event_count_twins = registry::type_list<event_count_twin>;

using broken_event_counts =
    registry::type_list<event_count_no_fence_in_notify, event_count_no_fence_in_prepare,
                        event_count_announced_too_late, event_count_epoch_read_at_commit,
                        event_count_wakes_one, event_count_timeout_keeps_announcement,
                        event_count_exception_keeps_announcement>;

}  // namespace interlock::broken
