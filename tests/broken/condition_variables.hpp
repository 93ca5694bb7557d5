// SPDX-License-Identifier: MIT
/// @file
/// Condition variables that are wrong, and a right twin of each, which no harness may complain
/// about.
#pragma once

#include "broken/defect.hpp"
#include "broken/variants/condition_variable.hpp"
#include "broken/variants/sequence_wait.hpp"
#include "broken/variants/wait_queue.hpp"
#include "registry/condition_variables.hpp"

namespace interlock::broken {

template <sequence_flaw Flaw>
struct sequence_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "sequence_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/sequence_wait.hpp";
  template <backend B>
  using type = condition_variable_over<sequence_wait<Flaw, B>>;
  template <backend B>
  using mutex_type = basic_mutex<B>;
  static constexpr registry::condition_variable_contract contract{.timed = true};
};

struct sequence_twin : sequence_variant<sequence_flaw::none> {
  static constexpr std::string_view name = "sequence_wait_twin";
};

struct sequence_read_after_unlock : sequence_variant<sequence_flaw::read_after_unlock> {
  static constexpr std::string_view name = "sequence_wait_read_after_unlock";
  static constexpr std::string_view defect =
      "the sequence number is read after the mutex is released: a notification is lost";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct sequence_notify_all_wakes_one : sequence_variant<sequence_flaw::notify_all_wakes_one> {
  static constexpr std::string_view name = "sequence_wait_notify_all_wakes_one";
  static constexpr std::string_view defect = "notify_all() wakes one of the sleepers";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

template <wait_queue_flaw Flaw, bool InTurn = false>
struct wait_queue_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family =
      InTurn ? "wait_queue_in_turn_variant" : "wait_queue_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/wait_queue.hpp";
  template <backend B>
  using type = condition_variable_over<wait_queue<Flaw, InTurn, B>>;
  template <backend B>
  using mutex_type = basic_mutex<B>;
  static constexpr registry::condition_variable_contract contract{.timed = true,
                                                                  .fifo = true,
                                                                  .no_spurious = true,
                                                                  .stoppable = true,
                                                                  .at_once = InTurn ? 1 : 0};
};

struct wait_queue_twin : wait_queue_variant<wait_queue_flaw::none> {
  static constexpr std::string_view name = "wait_queue_twin";
};

struct wait_queue_in_turn_twin : wait_queue_variant<wait_queue_flaw::none, true> {
  static constexpr std::string_view name = "wait_queue_in_turn_twin";
};

struct wait_queue_timeout_swallows_notification
    : wait_queue_variant<wait_queue_flaw::timeout_swallows_notification> {
  static constexpr std::string_view name = "wait_queue_timeout_swallows_notification";
  static constexpr std::string_view defect =
      "a waiter that is notified as its time runs out reports a timeout: the notification is lost";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

struct wait_queue_wakes_without_detaching
    : wait_queue_variant<wait_queue_flaw::wakes_without_detaching> {
  static constexpr std::string_view name = "wait_queue_wakes_without_detaching";
  static constexpr std::string_view defect =
      "notify_one() leaves the waiter in the queue, and the next one goes to it again";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct wait_queue_node_dies_too_early : wait_queue_variant<wait_queue_flaw::node_dies_too_early> {
  static constexpr std::string_view name = "wait_queue_node_dies_too_early";
  static constexpr std::string_view defect =
      "a waiter whose time is up returns while a notifier still uses its node";
  static constexpr catchers found_by{
      .checker = true, .relacy = true, .stress = true, .asan = true, .tsan = true};
};

struct wait_queue_reads_node_after_waking
    : wait_queue_variant<wait_queue_flaw::reads_node_after_waking> {
  static constexpr std::string_view name = "wait_queue_reads_node_after_waking";
  static constexpr std::string_view defect =
      "the notifier reads the link to the next waiter from a node whose owner it has woken";
  static constexpr catchers found_by{
      .checker = true, .relacy = true, .stress = true, .asan = true, .tsan = true};
};

struct wait_queue_trusts_wake : wait_queue_variant<wait_queue_flaw::trusts_wake> {
  static constexpr std::string_view name = "wait_queue_trusts_wake";
  static constexpr std::string_view defect =
      "a return from the kernel counts as a notification, though a signal caused it";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

struct wait_queue_last_in_first_out : wait_queue_variant<wait_queue_flaw::last_in_first_out> {
  static constexpr std::string_view name = "wait_queue_last_in_first_out";
  static constexpr std::string_view defect = "the newest waiter is notified first";
  static constexpr catchers found_by{.contract = true, .checker = true};
};

struct wait_queue_latecomer_keeps_the_turn
    : wait_queue_variant<wait_queue_flaw::latecomer_keeps_the_turn, true> {
  static constexpr std::string_view name = "wait_queue_latecomer_keeps_the_turn";
  static constexpr std::string_view defect =
      "a waiter that is notified as its time runs out does not wake the next one: they sleep on";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

struct wait_queue_watches_before_joining
    : wait_queue_variant<wait_queue_flaw::watches_before_joining> {
  static constexpr std::string_view name = "wait_queue_watches_before_joining";
  static constexpr std::string_view defect =
      "a stop is lost that comes before the waiter is in line and after it has looked for one";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

struct wait_queue_stopped_keeps_its_place
    : wait_queue_variant<wait_queue_flaw::stopped_keeps_its_place> {
  static constexpr std::string_view name = "wait_queue_stopped_keeps_its_place";
  static constexpr std::string_view defect =
      "a waiter that was stopped stays in line until it runs: a notification goes to it in vain";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

/// Each of them with any of its flaws.
using condition_variable_families =
    registry::type_list<sequence_variant<at_run_time<sequence_flaw>>,
                        wait_queue_variant<at_run_time<wait_queue_flaw>>,
                        wait_queue_variant<at_run_time<wait_queue_flaw>, true>>;

using condition_variable_twins =
    registry::type_list<sequence_twin, wait_queue_twin, wait_queue_in_turn_twin>;

using broken_condition_variables =
    registry::type_list<sequence_read_after_unlock, sequence_notify_all_wakes_one,
                        wait_queue_timeout_swallows_notification,
                        wait_queue_wakes_without_detaching, wait_queue_node_dies_too_early,
                        wait_queue_reads_node_after_waking, wait_queue_trusts_wake,
                        wait_queue_last_in_first_out, wait_queue_latecomer_keeps_the_turn,
                        wait_queue_watches_before_joining, wait_queue_stopped_keeps_its_place>;

}  // namespace interlock::broken
