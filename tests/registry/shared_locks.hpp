// SPDX-License-Identifier: MIT
/// @file
/// THE list of locks with shared access. Their exclusive side is in the list of locks too.
#pragma once

#include <interlock/sync/bravo.hpp>
#include <interlock/sync/distributed_shared_mutex.hpp>
#include <interlock/sync/phase_fair_lock.hpp>
#include <interlock/sync/phase_fair_mutex.hpp>
#include <interlock/sync/shared_mutex.hpp>
#include <interlock/sync/shared_spinlock.hpp>
#include <interlock/sync/upgrade_mutex.hpp>

#include "registry/passes.hpp"
#include "registry/stopped_clock.hpp"
#include "registry/type_list.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace interlock::registry {

struct shared_lock_contract {
  bool timed = false;  ///< try_lock_for, try_lock_shared_for, and the same until
  bool parks = false;  ///< waiters sleep
  bool starts_anywhere =
      false;  ///< constructible from the value of its 32-bit counters, to test their wrap-around
  bool thread_bound = false;  ///< the thread that took a share gives it back
  bool biased = false;        ///< one that comes after a reader reads without touching the lock
  bool phase_fair = false;    ///< phases of readers and of one writer take turns
  bool upgrade = false;       ///< lock_upgrade and the changes of access
  /// How many threads that come later may enter before one that is first in line.
  std::uint32_t passes = any_number_of_passes;
};

struct shared_mutex_row {
  static constexpr std::string_view name = "shared_mutex";
  static constexpr std::string_view header = "interlock/sync/shared_mutex.hpp";
  template <backend B>
  using type = basic_shared_mutex<shared_mutex_options{}, B>;
  /// The same with limits that three or four threads reach.
  template <backend B>
  using narrow =
      basic_shared_mutex<shared_mutex_options{.passes = 1, .readers = 2, .waiters = 1}, B>;
  static constexpr shared_lock_contract contract{.timed = true, .parks = true, .passes = 255};
};

struct fair_shared_mutex_row {
  static constexpr std::string_view name = "fair_shared_mutex";
  static constexpr std::string_view header = "interlock/sync/shared_mutex.hpp";
  template <backend B>
  using type = basic_shared_mutex<shared_mutex_options{.passes = 0}, B>;
  static constexpr shared_lock_contract contract{.timed = true, .parks = true, .passes = 0};
};

struct upgrade_mutex_row {
  static constexpr std::string_view name = "upgrade_mutex";
  static constexpr std::string_view header = "interlock/sync/upgrade_mutex.hpp";
  template <backend B>
  using type = basic_upgrade_mutex<shared_mutex_options{}, B>;
  static constexpr shared_lock_contract contract{
      .timed = true, .parks = true, .upgrade = true, .passes = 255};
};

struct shared_spinlock_row {
  static constexpr std::string_view name = "shared_spinlock";
  static constexpr std::string_view header = "interlock/sync/shared_spinlock.hpp";
  template <backend B>
  using type = basic_shared_spinlock<B>;
  static constexpr shared_lock_contract contract{};
};

struct phase_fair_lock_row {
  static constexpr std::string_view name = "phase_fair_lock";
  static constexpr std::string_view header = "interlock/sync/phase_fair_lock.hpp";
  template <backend B>
  using type = basic_phase_fair_lock<B>;
  static constexpr shared_lock_contract contract{.starts_anywhere = true, .phase_fair = true};
};

struct phase_fair_mutex_row {
  static constexpr std::string_view name = "phase_fair_mutex";
  static constexpr std::string_view header = "interlock/sync/phase_fair_mutex.hpp";
  template <backend B>
  using type = basic_phase_fair_mutex<B>;
  static constexpr shared_lock_contract contract{
      .timed = true, .parks = true, .starts_anywhere = true, .phase_fair = true, .passes = 0};
};

struct distributed_shared_mutex_row {
  static constexpr std::string_view name = "distributed_shared_mutex";
  static constexpr std::string_view header = "interlock/sync/distributed_shared_mutex.hpp";
  template <backend B>
  using type = basic_distributed_shared_mutex<B::checked ? 2 : 16, B>;
  static constexpr shared_lock_contract contract{
      .timed = true, .parks = true, .phase_fair = true, .passes = 0};
};

struct bravo_row {
  static constexpr std::string_view name = "bravo";
  static constexpr std::string_view header = "interlock/sync/bravo.hpp";
  template <class Lock, std::size_t Slots, backend B>
  using over = basic_bravo<Lock, bravo_options{.slots = Slots}, clock_of<B>, B>;
  template <backend B>
  using type = over<basic_shared_mutex<shared_mutex_options{}, B>,
                    B::checked ? 2 : bravo_options{}.slots, B>;
  /// The same where all readers have one slot.
  template <backend B>
  using crowded = over<basic_shared_mutex<shared_mutex_options{}, B>, 1, B>;
  /// Over a lock that takes few steps.
  template <backend B>
  using short_one = over<basic_shared_spinlock<B>, 2, B>;
  static constexpr shared_lock_contract contract{
      .timed = true, .parks = true, .thread_bound = true, .biased = true};
};

using shared_locks =
    type_list<shared_mutex_row, fair_shared_mutex_row, upgrade_mutex_row, shared_spinlock_row,
              phase_fair_lock_row, phase_fair_mutex_row, distributed_shared_mutex_row, bravo_row>;

}  // namespace interlock::registry
