// SPDX-License-Identifier: MIT
/// @file
/// `event`: a visible operation as it happened in one execution.
#pragma once

#include <interlock/checker/operation.hpp>

#include "view.hpp"

namespace interlock::checker {

[[nodiscard]] inline bool acquires(std::memory_order order) noexcept {
  return order == std::memory_order::acquire || order == std::memory_order::acq_rel ||
         order == std::memory_order::seq_cst || order == std::memory_order::consume;
}

[[nodiscard]] inline bool releases(std::memory_order order) noexcept {
  return order == std::memory_order::release || order == std::memory_order::acq_rel ||
         order == std::memory_order::seq_cst;
}

/// What an event is, without its place in an execution.
///
/// A successful read-modify-write is two consecutive events, a read and then a write, that every
/// axiom treats as one operation.
struct event_label {
  event_label() noexcept {}  // as operation's

  event_kind kind = event_kind::begin;
  modification modify = modification::none;
  fence_kind fence = fence_kind::symmetric;
  std::memory_order order =
      std::memory_order::relaxed;  ///< in effect: of a failed compare-exchange, its failure order
  std::memory_order success = std::memory_order::relaxed;
  std::memory_order failure = std::memory_order::relaxed;
  std::uint8_t size = 8;
  bool blocking = false;  ///< an await or a wait
  bool wait = false;
  choice_about about = choice_about::client;
  bool wake_everyone = false;
  location_id location;
  event_id reads_from;  ///< of a read its write; of a begin its spawn
  int child = -1;
  word value = 0;  ///< read, written or chosen
  word operand = 0;
  word expected = 0;
  source_location where;

  [[nodiscard]] bool is_read() const noexcept { return kind == event_kind::read; }
  [[nodiscard]] bool is_write() const noexcept { return kind == event_kind::write; }
  /// Of a choice: that a wait returns, or a weak compare-exchange fails, for no reason.
  [[nodiscard]] bool is_spurious() const noexcept {
    if (kind != event_kind::choice || value == 0 || about == choice_about::client) return false;
    return about != choice_about::reuse && (about != choice_about::timed_sleep || value != 1);
  }
  [[nodiscard]] bool is_access() const noexcept { return is_read() || is_write(); }
  /// Whether it is a seq_cst operation, or is one if its compare-exchange ends in another way.
  [[nodiscard]] bool may_be_seq_cst() const noexcept {
    constexpr auto seq_cst = std::memory_order::seq_cst;
    return order == seq_cst || success == seq_cst || failure == seq_cst;
  }

  /// Of the read half of a read-modify-write: whether it is followed by its write half.
  [[nodiscard]] bool modifies() const noexcept {
    return is_read() && modify != modification::none &&
           (modify != modification::compare_exchange || value == expected);
  }

  /// What its write half writes.
  [[nodiscard]] word modified_value() const noexcept {
    const word all = ~word{0};
    const word mask = size >= sizeof(word) ? all : (word{1} << (8 * size)) - 1;
    switch (modify) {
      case modification::add:
        return (value + operand) & mask;
      case modification::bit_and:
        return value & operand;
      case modification::bit_or:
        return value | operand;
      case modification::bit_xor:
        return value ^ operand;
      case modification::none:
      case modification::exchange:
      case modification::compare_exchange:
        break;
    }
    return operand;
  }
};

struct event : event_label {
  event() noexcept {}  // as operation's

  std::uint32_t stamp = 0;  ///< when it was added to the graph
  std::int32_t place = -1;  ///< of a write, its position in the modification order

  view before;           ///< everything that precedes it in (program order U reads-from)+
  view happens_before;   ///< everything that happens before it
  view acquire_pending;  ///< what an acquire fence would synchronize with
  view release_fence;    ///< what the last release fence before it published
  view message;          ///< of a write, what an acquiring reader gets
};

/// What `op` asks for; what the execution decides is still open.
[[nodiscard]] event_label label_of(const operation& op);

}  // namespace interlock::checker
