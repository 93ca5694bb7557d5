// SPDX-License-Identifier: MIT
/// @file
/// Locks that are wrong, and a right twin of each, which no harness may complain about.
#pragma once

#include "broken/defect.hpp"
#include "broken/locks_in_line.hpp"
#include "broken/variants/byte_lock.hpp"
#include "broken/variants/mutex.hpp"
#include "broken/variants/recursive_mutex.hpp"
#include "broken/variants/spinlock.hpp"
#include "broken/variants/ticket_lock.hpp"
#include "registry/locks.hpp"

namespace interlock::broken {

template <ticket_flaw Flaw>
struct ticket_lock_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "ticket_lock_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/ticket_lock.hpp";
  template <backend B>
  using type = ticket_lock<Flaw, B>;
  static constexpr registry::lock_contract contract = registry::ticket_lock_row::contract;
};

struct ticket_lock_twin : ticket_lock_variant<ticket_flaw::none> {
  static constexpr std::string_view name = "ticket_lock_twin";
};

struct ticket_lock_relaxed_release : ticket_lock_variant<ticket_flaw::relaxed_release> {
  static constexpr std::string_view name = "ticket_lock_relaxed_release";
  static constexpr std::string_view defect = "unlock() does not publish the critical section";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct ticket_lock_relaxed_await : ticket_lock_variant<ticket_flaw::relaxed_await> {
  static constexpr std::string_view name = "ticket_lock_relaxed_await";
  static constexpr std::string_view defect =
      "lock() does not see the last critical section (the first load of ConcurrencyFreaks' CLH "
      "lock)";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct ticket_lock_split_draw : ticket_lock_variant<ticket_flaw::split_draw> {
  static constexpr std::string_view name = "ticket_lock_split_draw";
  static constexpr std::string_view defect =
      "a ticket is drawn by a load and a store: two equal tickets";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true, .tsan = true};
};

struct ticket_lock_ordered_tickets : ticket_lock_variant<ticket_flaw::ordered_tickets> {
  static constexpr std::string_view name = "ticket_lock_ordered_tickets";
  static constexpr std::string_view defect = "tickets are compared with >=, which fails at 2^32";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

struct ticket_lock_waits_first : ticket_lock_variant<ticket_flaw::waits_first> {
  static constexpr std::string_view name = "ticket_lock_waits_first";
  static constexpr std::string_view defect =
      "a thread waits before it draws a ticket: who comes later may enter first";
  static constexpr catchers found_by{.checker = true};
};

template <spinlock_flaw Flaw>
struct spinlock_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "spinlock_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/spinlock.hpp";
  template <backend B>
  using type = spinlock<Flaw, B>;
  static constexpr registry::lock_contract contract = registry::spinlock_row::contract;
};

struct spinlock_twin : spinlock_variant<spinlock_flaw::none> {
  static constexpr std::string_view name = "spinlock_twin";
};

struct spinlock_test_then_set : spinlock_variant<spinlock_flaw::test_then_set> {
  static constexpr std::string_view name = "spinlock_test_then_set";
  static constexpr std::string_view defect = "the flag is tested and set in two steps";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true, .tsan = true};
};

struct spinlock_relaxed_lock : spinlock_variant<spinlock_flaw::relaxed_lock> {
  static constexpr std::string_view name = "spinlock_relaxed_lock";
  static constexpr std::string_view defect = "lock() does not see the last critical section";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct spinlock_relaxed_try_lock : spinlock_variant<spinlock_flaw::relaxed_try_lock> {
  static constexpr std::string_view name = "spinlock_relaxed_try_lock";
  static constexpr std::string_view defect = "try_lock() does not see the last critical section";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct spinlock_relaxed_unlock : spinlock_variant<spinlock_flaw::relaxed_unlock> {
  static constexpr std::string_view name = "spinlock_relaxed_unlock";
  static constexpr std::string_view defect =
      "unlock() does not publish the critical section (spin-rs' RwLock, rustsec advisory of 2020)";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

template <mutex_flaw Flaw>
struct mutex_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "mutex_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/mutex.hpp";
  template <backend B>
  using type = mutex<Flaw, B>;
  static constexpr registry::lock_contract contract = registry::mutex_row::contract;
};

struct mutex_twin : mutex_variant<mutex_flaw::none> {
  static constexpr std::string_view name = "mutex_twin";
};

struct mutex_relaxed_unlock : mutex_variant<mutex_flaw::relaxed_unlock> {
  static constexpr std::string_view name = "mutex_relaxed_unlock";
  static constexpr std::string_view defect = "unlock() does not publish the critical section";
  static constexpr catchers found_by{.checker = true, .relacy = true, .tsan = true};
};

struct mutex_load_then_store_unlock : mutex_variant<mutex_flaw::load_then_store_unlock> {
  static constexpr std::string_view name = "mutex_load_then_store_unlock";
  static constexpr std::string_view defect =
      "unlock() looks for sleepers before it frees the word: a wakeup is lost";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct mutex_sleeps_unannounced : mutex_variant<mutex_flaw::sleeps_unannounced> {
  static constexpr std::string_view name = "mutex_sleeps_unannounced";
  static constexpr std::string_view defect = "a sleeper does not mark the word, so nobody wakes it";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct mutex_takes_as_held : mutex_variant<mutex_flaw::takes_as_held> {
  static constexpr std::string_view name = "mutex_takes_as_held";
  static constexpr std::string_view defect =
      "a woken sleeper takes the mutex as held and forgets the other sleepers";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct mutex_timeout_clears_contended : mutex_variant<mutex_flaw::timeout_clears_contended> {
  static constexpr std::string_view name = "mutex_timeout_clears_contended";
  static constexpr std::string_view defect =
      "a sleeper whose time is up clears the mark of all sleepers";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct mutex_timeout_keeps_wake : mutex_variant<mutex_flaw::timeout_keeps_wake> {
  static constexpr std::string_view name = "mutex_timeout_keeps_wake";
  static constexpr std::string_view defect =
      "a timed sleeper that is woken gives up, and swallows the wake of another";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true};
};

struct mutex_touches_after_release : mutex_variant<mutex_flaw::touches_after_release> {
  static constexpr std::string_view name = "mutex_touches_after_release";
  static constexpr std::string_view defect =
      "unlock() reads the word after it has freed it (glibc bug 13690, libvsync's musl mutex)";
  static constexpr catchers found_by{.checker = true, .relacy = true, .asan = true, .tsan = true};
};

struct mutex_deadline_overflow : mutex_variant<mutex_flaw::deadline_overflow> {
  static constexpr std::string_view name = "mutex_deadline_overflow";
  static constexpr std::string_view defect =
      "now() + length wraps around (folly's SharedMutex::try_lock_for)";
  static constexpr catchers found_by{.contract = true};
};

template <recursion_flaw Flaw>
struct recursive_mutex_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "recursive_mutex_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/recursive_mutex.hpp";
  template <backend B>
  using type = recursive_mutex<Flaw, 1'000, B>;
  template <backend B>
  using shallow = recursive_mutex<Flaw, 2, B>;
  static constexpr registry::lock_contract contract = registry::recursive_mutex_row::contract;
};

struct recursive_mutex_twin : recursive_mutex_variant<recursion_flaw::none> {
  static constexpr std::string_view name = "recursive_mutex_twin";
};

struct recursive_mutex_stays_owner : recursive_mutex_variant<recursion_flaw::stays_owner> {
  static constexpr std::string_view name = "recursive_mutex_stays_owner";
  static constexpr std::string_view defect =
      "unlock() leaves the owner's number behind, and the thread comes in again beside the next";
  static constexpr catchers found_by{
      .contract = true, .checker = true, .relacy = true, .stress = true, .tsan = true};
};

struct recursive_mutex_disowns_late : recursive_mutex_variant<recursion_flaw::disowns_late> {
  static constexpr std::string_view name = "recursive_mutex_disowns_late";
  static constexpr std::string_view defect =
      "unlock() takes the number away after it has freed the mutex: the next owner's";
  static constexpr catchers found_by{.checker = true, .relacy = true};
};

struct recursive_mutex_frees_at_once : recursive_mutex_variant<recursion_flaw::frees_at_once> {
  static constexpr std::string_view name = "recursive_mutex_frees_at_once";
  static constexpr std::string_view defect = "the first unlock() frees a mutex that is held twice";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

struct recursive_mutex_counts_failed_tries
    : recursive_mutex_variant<recursion_flaw::counts_failed_tries> {
  static constexpr std::string_view name = "recursive_mutex_counts_failed_tries";
  static constexpr std::string_view defect =
      "a try_lock() that is refused takes a level, so the mutex is never free again";
  static constexpr catchers found_by{.contract = true, .checker = true, .relacy = true};
};

template <byte_flaw Flaw>
struct byte_lock_variant {
  static constexpr auto flaw = Flaw;
  static constexpr std::string_view family = "byte_lock_variant";
  static constexpr std::string_view name = family;
  static constexpr std::string_view header = "broken/variants/byte_lock.hpp";
  template <backend B>
  using type = byte_lock<Flaw, B>;
  static constexpr registry::lock_contract contract = registry::byte_lock_row::contract;
};

struct byte_lock_twin : byte_lock_variant<byte_flaw::none> {
  static constexpr std::string_view name = "byte_lock_twin";
};

struct byte_lock_stays_woken : byte_lock_variant<byte_flaw::stays_woken> {
  static constexpr std::string_view name = "byte_lock_stays_woken";
  static constexpr std::string_view defect =
      "a thread that was woken in vain sleeps again, and nobody knows: its wakeup is lost";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

struct byte_lock_forgets_the_line : byte_lock_variant<byte_flaw::forgets_the_line> {
  static constexpr std::string_view name = "byte_lock_forgets_the_line";
  static constexpr std::string_view defect =
      "the one that was woken clears the mark of those who sleep behind it";
  static constexpr catchers found_by{.contract = true, .stress = true};
};

struct byte_lock_lets_all_pass : byte_lock_variant<byte_flaw::lets_all_pass> {
  static constexpr std::string_view name = "byte_lock_lets_all_pass";
  static constexpr std::string_view defect = "those who pass are not counted: a sleeper starves";
  static constexpr catchers found_by{.contract = true};
};

struct byte_lock_timeout_clears_marks : byte_lock_variant<byte_flaw::timeout_clears_marks> {
  static constexpr std::string_view name = "byte_lock_timeout_clears_marks";
  static constexpr std::string_view defect =
      "a sleeper whose time is up clears the mark of all sleepers";
  static constexpr catchers found_by{.stress = true};
};

struct byte_lock_joins_a_free_lock : byte_lock_variant<byte_flaw::joins_a_free_lock> {
  static constexpr std::string_view name = "byte_lock_joins_a_free_lock";
  static constexpr std::string_view defect =
      "a thread goes to sleep at a lock that was freed as it got in line";
  static constexpr catchers found_by{.checker = true, .relacy = true, .stress = true};
};

/// Each of them with any of its flaws.
using lock_families =
    registry::joined_t<families_in_line,
                       registry::type_list<ticket_lock_variant<at_run_time<ticket_flaw>>,
                                           spinlock_variant<at_run_time<spinlock_flaw>>,
                                           mutex_variant<at_run_time<mutex_flaw>>,
                                           recursive_mutex_variant<at_run_time<recursion_flaw>>,
                                           byte_lock_variant<at_run_time<byte_flaw>>>>;

using lock_twins =
    registry::joined_t<twins_in_line,
                       registry::type_list<ticket_lock_twin, spinlock_twin, mutex_twin,
                                           recursive_mutex_twin, byte_lock_twin>>;

using broken_locks = registry::joined_t<
    broken_in_line,
    registry::type_list<
        ticket_lock_relaxed_release, ticket_lock_relaxed_await, ticket_lock_split_draw,
        ticket_lock_ordered_tickets, ticket_lock_waits_first, spinlock_test_then_set,
        spinlock_relaxed_lock, spinlock_relaxed_try_lock, spinlock_relaxed_unlock,
        mutex_relaxed_unlock, mutex_load_then_store_unlock, mutex_sleeps_unannounced,
        mutex_takes_as_held, mutex_timeout_clears_contended, mutex_timeout_keeps_wake,
        mutex_touches_after_release, mutex_deadline_overflow, recursive_mutex_stays_owner,
        recursive_mutex_disowns_late, recursive_mutex_frees_at_once,
        recursive_mutex_counts_failed_tries, byte_lock_stays_woken, byte_lock_forgets_the_line,
        byte_lock_lets_all_pass, byte_lock_timeout_clears_marks, byte_lock_joins_a_free_lock>>;

}  // namespace interlock::broken
