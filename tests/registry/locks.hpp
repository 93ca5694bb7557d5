// SPDX-License-Identifier: MIT
/// @file
/// THE list of locks. A row here puts a lock under the contract tests, the model suites, the stress
/// runner and the benchmarks; its contract selects the extra properties that they test.
#pragma once

#include <interlock/sync/byte_lock.hpp>
#include <interlock/sync/clh_lock.hpp>
#include <interlock/sync/cna_lock.hpp>
#include <interlock/sync/fair_mutex.hpp>
#include <interlock/sync/hmcs_lock.hpp>
#include <interlock/sync/instrumented.hpp>
#include <interlock/sync/lock_order.hpp>
#include <interlock/sync/mcs_lock.hpp>
#include <interlock/sync/mutex.hpp>
#include <interlock/sync/qspinlock.hpp>
#include <interlock/sync/reciprocating_lock.hpp>
#include <interlock/sync/recursive_mutex.hpp>
#include <interlock/sync/spinlock.hpp>
#include <interlock/sync/ticket_lock.hpp>

#include "registry/passes.hpp"
#include "registry/stopped_clock.hpp"
#include "registry/type_list.hpp"
// From this folder: the corpus puts another registry/shared_locks.hpp first.
#include "shared_locks.hpp"

#include <cstdint>
#include <limits>
#include <string_view>

namespace interlock::registry {

struct lock_contract {
  bool fifo = false;       ///< threads enter in the order in which they arrived
  bool recursive = false;  ///< the owner may take it again; `shallow` is one that it may hold twice
  bool timed = false;      ///< try_lock_for, try_lock_until
  bool parks = false;      ///< waiters sleep, so more threads than processors are no trouble
  bool intricate = false;  ///< three threads have too many executions to explore them all
  /// How many threads that come later may enter before one that sleeps first in line.
  std::uint32_t passes = any_number_of_passes;
  bool reports_orders = false;  ///< it reports locks that are taken in contradicting orders
  /// Passes to threads of the owner's group first, so often: `with_passes` is one of a number.
  bool local = false;
  bool orderly = false;   ///< those who sleep enter in the order in which they went to sleep
  bool recycles = false;  ///< places in line outlive lock() and are used again
  bool forkable = false;  ///< after a fork the child may go on though threads of the parent wait
  bool starts_anywhere =
      false;  ///< constructible from the value of its 32-bit counter, to test its wrap-around
};

struct ticket_lock_row {
  static constexpr std::string_view name = "ticket_lock";
  static constexpr std::string_view header = "interlock/sync/ticket_lock.hpp";
  template <backend B>
  using type = basic_ticket_lock<B>;
  static constexpr lock_contract contract{.fifo = true, .starts_anywhere = true};
};

struct mcs_lock_row {
  static constexpr std::string_view name = "mcs_lock";
  static constexpr std::string_view header = "interlock/sync/mcs_lock.hpp";
  template <backend B>
  using type = basic_mcs_lock<spinning, B>;
  static constexpr lock_contract contract{.fifo = true};
};

struct qspinlock_row {
  static constexpr std::string_view name = "qspinlock";
  static constexpr std::string_view header = "interlock/sync/qspinlock.hpp";
  template <backend B>
  using type = basic_qspinlock<B::checked ? 4 : 4095, B>;
  template <backend B>
  using crowded = basic_qspinlock<1, B>;
  template <backend B>
  using one_place = detail::queue_places<1, B>;
  static constexpr lock_contract contract{.fifo = true, .intricate = true};
};

struct reciprocating_lock_row {
  static constexpr std::string_view name = "reciprocating_lock";
  static constexpr std::string_view header = "interlock/sync/reciprocating_lock.hpp";
  template <backend B>
  using type = basic_reciprocating_lock<B>;
  static constexpr lock_contract contract{};
};

struct clh_lock_row {
  static constexpr std::string_view name = "clh_lock";
  static constexpr std::string_view header = "interlock/sync/clh_lock.hpp";
  template <backend B>
  using type = basic_clh_lock<B>;
  static constexpr lock_contract contract{.fifo = true, .recycles = true};
};

struct parking_mcs_lock_row {
  static constexpr std::string_view name = "parking_mcs_lock";
  static constexpr std::string_view header = "interlock/sync/mcs_lock.hpp";
  template <backend B>
  using type = basic_mcs_lock<spin_then_park, B>;
  static constexpr lock_contract contract{
      .fifo = true, .parks = true, .intricate = true, .passes = 0, .orderly = true};
};

struct cna_lock_row {
  static constexpr std::string_view name = "cna_lock";
  static constexpr std::string_view header = "interlock/sync/cna_lock.hpp";
  template <std::uint32_t Passes, backend B>
  using with_passes = basic_cna_lock<Passes, numa_nodes, spinning, B>;
  template <backend B>
  using type = with_passes<B::checked ? 1 : 255, B>;
  static constexpr lock_contract contract{.passes = 255, .local = true};
};

struct hmcs_lock_row {
  static constexpr std::string_view name = "hmcs_lock";
  static constexpr std::string_view header = "interlock/sync/hmcs_lock.hpp";
  template <std::uint32_t Passes, backend B>
  using with_passes = basic_hmcs_lock<Passes, B::checked ? 2 : 8, numa_nodes, spinning, B>;
  template <backend B>
  using type = with_passes<B::checked ? 1 : 255, B>;
  static constexpr lock_contract contract{.passes = 255, .local = true};
};

struct spinlock_row {
  static constexpr std::string_view name = "spinlock";
  static constexpr std::string_view header = "interlock/sync/spinlock.hpp";
  template <backend B>
  using type = basic_spinlock<B>;
  static constexpr lock_contract contract{.forkable = true};
};

struct mutex_row {
  static constexpr std::string_view name = "mutex";
  static constexpr std::string_view header = "interlock/sync/mutex.hpp";
  template <backend B>
  using type = basic_mutex<B>;
  static constexpr lock_contract contract{.timed = true, .parks = true, .forkable = true};
};

struct recursive_mutex_row {
  static constexpr std::string_view name = "recursive_mutex";
  static constexpr std::string_view header = "interlock/sync/recursive_mutex.hpp";
  template <backend B>
  using type = basic_recursive_mutex<std::numeric_limits<std::uint32_t>::max(), B>;
  template <backend B>
  using shallow = basic_recursive_mutex<2, B>;
  static constexpr lock_contract contract{
      .recursive = true, .timed = true, .parks = true, .intricate = true, .forkable = true};
};

struct fair_mutex_row {
  static constexpr std::string_view name = "fair_mutex";
  static constexpr std::string_view header = "interlock/sync/fair_mutex.hpp";
  template <backend B>
  using type = basic_fair_mutex<255, B>;
  static constexpr lock_contract contract{
      .timed = true, .parks = true, .intricate = true, .passes = 255};
};

struct strict_mutex_row {
  static constexpr std::string_view name = "strict_mutex";
  static constexpr std::string_view header = "interlock/sync/fair_mutex.hpp";
  template <backend B>
  using type = basic_fair_mutex<0, B>;
  static constexpr lock_contract contract{
      .timed = true, .parks = true, .intricate = true, .passes = 0};
};

struct byte_lock_row {
  static constexpr std::string_view name = "byte_lock";
  static constexpr std::string_view header = "interlock/sync/byte_lock.hpp";
  template <backend B>
  using type = basic_byte_lock<B>;
  static constexpr lock_contract contract{
      .timed = true, .parks = true, .intricate = true, .passes = 31, .orderly = true};
};

struct instrumented_row {
  static constexpr std::string_view name = "instrumented";
  static constexpr std::string_view header = "interlock/sync/instrumented.hpp";
  template <backend B>
  using type = basic_instrumented<basic_mutex<B>, clock_of<B>, B>;
  static constexpr lock_contract contract{
      .timed = true, .parks = true, .intricate = true, .forkable = true};
};

struct lock_order_row {
  static constexpr std::string_view name = "lock_order";
  static constexpr std::string_view header = "interlock/sync/lock_order.hpp";
  template <backend B>
  using type = basic_lock_order<basic_mutex<B>, B>;
  static constexpr lock_contract contract{
      .timed = true, .parks = true, .intricate = true, .reports_orders = true};
};

/// The exclusive side of a lock with shared access.
template <class Row>
struct exclusive_side : Row {
  static constexpr lock_contract contract{
      .timed = Row::contract.timed, .parks = Row::contract.parks, .intricate = true};
};
using shared_mutex_as_lock = exclusive_side<shared_mutex_row>;
using shared_spinlock_as_lock = exclusive_side<shared_spinlock_row>;
using phase_fair_lock_as_lock = exclusive_side<phase_fair_lock_row>;

using locks = type_list<ticket_lock_row, mcs_lock_row, parking_mcs_lock_row, cna_lock_row,
                        hmcs_lock_row, clh_lock_row, qspinlock_row, reciprocating_lock_row,
                        spinlock_row, mutex_row, recursive_mutex_row, fair_mutex_row,
                        strict_mutex_row, byte_lock_row, instrumented_row, lock_order_row,
                        shared_mutex_as_lock, shared_spinlock_as_lock, phase_fair_lock_as_lock>;

}  // namespace interlock::registry
