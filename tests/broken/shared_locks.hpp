// SPDX-License-Identifier: MIT
/// @file
/// Locks with shared access that are wrong, and a right twin, which no harness may complain about.
#pragma once

#include "broken/defect.hpp"
#include "broken/variants/bravo.hpp"
#include "broken/variants/phase_fair_lock.hpp"
#include "broken/variants/phase_gate.hpp"
#include "broken/variants/shared_mutex.hpp"
#include "registry/shared_locks.hpp"

namespace interlock::broken {

template <shared_mutex_flaw Flaw>
struct shared_mutex_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "shared_mutex_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/shared_mutex.hpp";
  template <backend B>
  using type = shared_mutex<Flaw, B>;
  static constexpr registry::shared_lock_contract contract{
      .timed = true, .parks = true, .upgrade = true, .passes = 0};
};

struct shared_mutex_twin : shared_mutex_variant<shared_mutex_flaw::none> {
  static constexpr std::string_view name = "shared_mutex_twin";
};

struct shared_mutex_relaxed_enter : shared_mutex_variant<shared_mutex_flaw::relaxed_enter> {
  static constexpr std::string_view name = "shared_mutex_relaxed_enter";
  static constexpr std::string_view defect =
      "a reader or writer does not see the work of those before it";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct shared_mutex_relaxed_unlock : shared_mutex_variant<shared_mutex_flaw::relaxed_unlock> {
  static constexpr std::string_view name = "shared_mutex_relaxed_unlock";
  static constexpr std::string_view defect = "unlock() does not publish the critical section";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct shared_mutex_relaxed_unlock_shared
    : shared_mutex_variant<shared_mutex_flaw::relaxed_unlock_shared> {
  static constexpr std::string_view name = "shared_mutex_relaxed_unlock_shared";
  static constexpr std::string_view defect = "unlock_shared() lets a writer overtake the reads";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct shared_mutex_split_entry : shared_mutex_variant<shared_mutex_flaw::split_entry> {
  static constexpr std::string_view name = "shared_mutex_split_entry";
  static constexpr std::string_view defect = "a reader looks for a writer and enters in two steps";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true, .tsan = true};
};

struct shared_mutex_readers_always_pass
    : shared_mutex_variant<shared_mutex_flaw::readers_always_pass> {
  static constexpr std::string_view name = "shared_mutex_readers_always_pass";
  static constexpr std::string_view defect =
      "readers pass a waiting writer for ever (glibc's pthread_rwlock by default)";
  static constexpr catchers found_by{.contract = true};
};

struct shared_mutex_last_reader_forgets_writer
    : shared_mutex_variant<shared_mutex_flaw::last_reader_forgets_writer> {
  static constexpr std::string_view name = "shared_mutex_last_reader_forgets_writer";
  static constexpr std::string_view defect = "the last reader does not wake the waiting writer";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct shared_mutex_sleeps_unannounced
    : shared_mutex_variant<shared_mutex_flaw::sleeps_unannounced> {
  static constexpr std::string_view name = "shared_mutex_sleeps_unannounced";
  static constexpr std::string_view defect =
      "the first in line does not mark the state, so nobody wakes it";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct shared_mutex_wakes_before_release
    : shared_mutex_variant<shared_mutex_flaw::wakes_before_release> {
  static constexpr std::string_view name = "shared_mutex_wakes_before_release";
  static constexpr std::string_view defect =
      "an unlock wakes before it frees the lock: the wakeup is lost";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct shared_mutex_touches_after_release
    : shared_mutex_variant<shared_mutex_flaw::touches_after_release> {
  static constexpr std::string_view name = "shared_mutex_touches_after_release";
  static constexpr std::string_view defect =
      "an unlock reads the state when the next owner may have destroyed it";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct shared_mutex_timeout_keeps_place
    : shared_mutex_variant<shared_mutex_flaw::timeout_keeps_place> {
  static constexpr std::string_view name = "shared_mutex_timeout_keeps_place";
  static constexpr std::string_view defect =
      "the first in line gives up without leaving: those behind it wait for ever";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct shared_mutex_torn_upgrade : shared_mutex_variant<shared_mutex_flaw::torn_upgrade> {
  static constexpr std::string_view name = "shared_mutex_torn_upgrade";
  static constexpr std::string_view defect =
      "an upgrade gives up its access and comes back as a writer: another one writes in between";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct shared_mutex_upgrade_lets_readers_in
    : shared_mutex_variant<shared_mutex_flaw::upgrade_lets_readers_in> {
  static constexpr std::string_view name = "shared_mutex_upgrade_lets_readers_in";
  static constexpr std::string_view defect =
      "readers come in while an upgrade waits for them to leave";
  static constexpr catchers found_by{.contract = true};
};

struct shared_mutex_upgrade_given_up_stays_closed
    : shared_mutex_variant<shared_mutex_flaw::upgrade_given_up_stays_closed> {
  static constexpr std::string_view name = "shared_mutex_upgrade_given_up_stays_closed";
  static constexpr std::string_view defect =
      "an upgrade that is given up leaves the lock closed to readers";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct shared_mutex_downgrade_wakes_nobody
    : shared_mutex_variant<shared_mutex_flaw::downgrade_wakes_nobody> {
  static constexpr std::string_view name = "shared_mutex_downgrade_wakes_nobody";
  static constexpr std::string_view defect =
      "a writer that becomes a reader does not wake the readers that wait";
  static constexpr catchers found_by{.contract = true};
};

template <phase_flaw Flaw>
struct phase_fair_lock_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "phase_fair_lock_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/phase_fair_lock.hpp";
  template <backend B>
  using type = phase_fair_lock<Flaw, B>;
  static constexpr registry::shared_lock_contract contract =
      registry::phase_fair_lock_row::contract;
};

struct phase_fair_lock_twin : phase_fair_lock_variant<phase_flaw::none> {
  static constexpr std::string_view name = "phase_fair_lock_twin";
};

struct phase_fair_lock_relaxed_leave : phase_fair_lock_variant<phase_flaw::relaxed_leave> {
  static constexpr std::string_view name = "phase_fair_lock_relaxed_leave";
  static constexpr std::string_view defect = "unlock_shared() lets a writer overtake the reads";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct phase_fair_lock_relaxed_open : phase_fair_lock_variant<phase_flaw::relaxed_open> {
  static constexpr std::string_view name = "phase_fair_lock_relaxed_open";
  static constexpr std::string_view defect =
      "unlock() does not publish the critical section to readers";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct phase_fair_lock_opens_first : phase_fair_lock_variant<phase_flaw::opens_first> {
  static constexpr std::string_view name = "phase_fair_lock_opens_first";
  static constexpr std::string_view defect =
      "unlock() lets readers in before its last access: one of them may destroy the lock (PF-T as "
      "published)";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct phase_fair_lock_closes_a_closed_lock
    : phase_fair_lock_variant<phase_flaw::closes_a_closed_lock> {
  static constexpr std::string_view name = "phase_fair_lock_closes_a_closed_lock";
  static constexpr std::string_view defect =
      "a writer closes the lock before the last one has opened it, and counts a reader too many";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct phase_fair_lock_ordered_counts : phase_fair_lock_variant<phase_flaw::ordered_counts> {
  static constexpr std::string_view name = "phase_fair_lock_ordered_counts";
  static constexpr std::string_view defect =
      "counts of readers are compared with >=, which fails at 2^32";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct phase_fair_lock_forgets_its_turn : phase_fair_lock_variant<phase_flaw::forgets_its_turn> {
  static constexpr std::string_view name = "phase_fair_lock_forgets_its_turn";
  static constexpr std::string_view defect =
      "an attempt to write that fails keeps its ticket: writers wait for ever";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

template <gate_flaw Flaw>
struct phase_gate_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "phase_gate_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/phase_gate.hpp";
  template <backend B>
  using type = phase_gate_lock<Flaw, 2, B>;
  static constexpr registry::shared_lock_contract contract{
      .timed = true, .parks = true, .phase_fair = true, .passes = 0};
};

struct phase_gate_twin : phase_gate_variant<gate_flaw::none> {
  static constexpr std::string_view name = "phase_gate_twin";
};

struct phase_gate_relaxed_open : phase_gate_variant<gate_flaw::relaxed_open> {
  static constexpr std::string_view name = "phase_gate_relaxed_open";
  static constexpr std::string_view defect =
      "unlock() does not publish the critical section to readers";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct phase_gate_relaxed_late_leave : phase_gate_variant<gate_flaw::relaxed_late_leave> {
  static constexpr std::string_view name = "phase_gate_relaxed_late_leave";
  static constexpr std::string_view defect =
      "unlock_shared() by a closed door lets the writer overtake the reads";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct phase_gate_shuts_one_door : phase_gate_variant<gate_flaw::shuts_one_door> {
  static constexpr std::string_view name = "phase_gate_shuts_one_door";
  static constexpr std::string_view defect =
      "a writer closes one of two doors: readers come in by the other";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true, .tsan = true};
};

struct phase_gate_leaves_by_closed_door : phase_gate_variant<gate_flaw::leaves_by_closed_door> {
  static constexpr std::string_view name = "phase_gate_leaves_by_closed_door";
  static constexpr std::string_view defect =
      "a reader looks whether the door is closed and leaves in two steps: the writer waits for "
      "ever";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct phase_gate_last_reader_wakes_nobody
    : phase_gate_variant<gate_flaw::last_reader_wakes_nobody> {
  static constexpr std::string_view name = "phase_gate_last_reader_wakes_nobody";
  static constexpr std::string_view defect = "the last reader does not wake the waiting writer";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct phase_gate_sleeps_unannounced : phase_gate_variant<gate_flaw::sleeps_unannounced> {
  static constexpr std::string_view name = "phase_gate_sleeps_unannounced";
  static constexpr std::string_view defect =
      "a reader sleeps without a mark on the door, so nobody wakes it";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct phase_gate_two_phases : phase_gate_variant<gate_flaw::two_phases> {
  static constexpr std::string_view name = "phase_gate_two_phases";
  static constexpr std::string_view defect =
      "one bit tells phases apart: a reader that misses one given up takes the next for its own";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct phase_gate_given_up_stays_closed : phase_gate_variant<gate_flaw::given_up_stays_closed> {
  static constexpr std::string_view name = "phase_gate_given_up_stays_closed";
  static constexpr std::string_view defect = "a writer that gives up leaves the doors closed";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

template <bravo_flaw Flaw>
struct bravo_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "bravo_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/bravo.hpp";
  template <backend B>
  using type = bravo_lock<Flaw, B>;
  template <backend B>
  using crowded = type<B>;
  template <backend B>
  using short_one = type<B>;
  static constexpr registry::shared_lock_contract contract{.thread_bound = true, .biased = true};
};

struct bravo_twin : bravo_variant<bravo_flaw::none> {
  static constexpr std::string_view name = "bravo_twin";
};

struct bravo_no_light_fence : bravo_variant<bravo_flaw::no_light_fence> {
  static constexpr std::string_view name = "bravo_no_light_fence";
  static constexpr std::string_view defect =
      "without a fence a reader may look at the bias before it is seen in the table";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct bravo_no_heavy_fence : bravo_variant<bravo_flaw::no_heavy_fence> {
  static constexpr std::string_view name = "bravo_no_heavy_fence";
  static constexpr std::string_view defect =
      "without a fence a writer may look at the table before the bias has ended (trafficserver's)";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct bravo_relaxed_clear : bravo_variant<bravo_flaw::relaxed_clear> {
  static constexpr std::string_view name = "bravo_relaxed_clear";
  static constexpr std::string_view defect =
      "the end of a biased read lets a writer overtake it (trafficserver's)";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct bravo_relaxed_take : bravo_variant<bravo_flaw::relaxed_take> {
  static constexpr std::string_view name = "bravo_relaxed_take";
  static constexpr std::string_view defect =
      "a reader does not pass on what the reader before it in the slot has published "
      "(trafficserver's)";
  static constexpr catchers found_by{.checker = true};
};

struct bravo_does_not_scan : bravo_variant<bravo_flaw::does_not_scan> {
  static constexpr std::string_view name = "bravo_does_not_scan";
  static constexpr std::string_view defect =
      "a writer ends the bias and does not look for readers in the table";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true, .tsan = true};
};

struct bravo_clears_by_address : bravo_variant<bravo_flaw::clears_by_address> {
  static constexpr std::string_view name = "bravo_clears_by_address";
  static constexpr std::string_view defect =
      "a reader takes the share of another one in the same slot for its own: one is lost";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct bravo_gives_up_the_bias : bravo_variant<bravo_flaw::gives_up_the_bias> {
  static constexpr std::string_view name = "bravo_gives_up_the_bias";
  static constexpr std::string_view defect =
      "a writer that gives up leaves no bias: the next does not look for readers";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

/// Each of them with any of its flaws.
using shared_lock_families =
    registry::type_list<shared_mutex_variant<at_run_time<shared_mutex_flaw>>,
                        phase_fair_lock_variant<at_run_time<phase_flaw>>,
                        phase_gate_variant<at_run_time<gate_flaw>>,
                        bravo_variant<at_run_time<bravo_flaw>>>;

using shared_lock_twins =
    registry::type_list<shared_mutex_twin, phase_fair_lock_twin, phase_gate_twin, bravo_twin>;

using broken_shared_locks = registry::type_list<
    shared_mutex_relaxed_enter, shared_mutex_relaxed_unlock, shared_mutex_relaxed_unlock_shared,
    shared_mutex_split_entry, shared_mutex_readers_always_pass,
    shared_mutex_last_reader_forgets_writer, shared_mutex_sleeps_unannounced,
    shared_mutex_wakes_before_release, shared_mutex_touches_after_release,
    shared_mutex_timeout_keeps_place, shared_mutex_torn_upgrade,
    shared_mutex_upgrade_lets_readers_in, shared_mutex_upgrade_given_up_stays_closed,
    shared_mutex_downgrade_wakes_nobody, phase_fair_lock_relaxed_leave,
    phase_fair_lock_relaxed_open, phase_fair_lock_opens_first, phase_fair_lock_closes_a_closed_lock,
    phase_fair_lock_ordered_counts, phase_fair_lock_forgets_its_turn, phase_gate_relaxed_open,
    phase_gate_relaxed_late_leave, phase_gate_shuts_one_door, phase_gate_leaves_by_closed_door,
    phase_gate_last_reader_wakes_nobody, phase_gate_sleeps_unannounced, phase_gate_two_phases,
    phase_gate_given_up_stays_closed, bravo_no_light_fence, bravo_no_heavy_fence,
    bravo_relaxed_clear, bravo_relaxed_take, bravo_does_not_scan, bravo_clears_by_address,
    bravo_gives_up_the_bias>;

}  // namespace interlock::broken
