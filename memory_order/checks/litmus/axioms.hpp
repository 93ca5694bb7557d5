// SPDX-License-Identifier: MIT
/// @file
/// The memory models, as axioms over one candidate execution: [intro.races] and [atomics.order] of
/// C++20 with P0668 and P0982, and sequential consistency.
///
/// The axioms are written as relations, literally and without any shortcut, so that they can be
/// compared with the standard line by line.
#pragma once

#include "outcome.hpp"
#include "program.hpp"
#include "relation.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace interlock::litmus {

enum class event_kind : std::uint8_t { initial_write, read, write, update, fence };

/// One event of an execution. A failed compare_exchange is a read with its failure order.
struct event {
  event_kind what = event_kind::initial_write;
  access order = access::plain;
  std::size_t thread = 0;    ///< not of an initial write, which precedes every thread
  std::size_t location = 0;  ///< not of a fence
  std::size_t source = 0;    ///< read and update: the event that wrote the value
  int written = 0;           ///< all writes, and update
};

[[nodiscard]] bool is_read(const event& e) noexcept;
[[nodiscard]] bool is_write(const event& e) noexcept;

static_assert(litmus::max_events <= relation::max_events);

/// What does not depend on modification order: the events, and the relations among them.
/// Requires of `events`: each thread's in program order, each read after its source.
class event_structure {
 public:
  explicit event_structure(const std::vector<event>& events);

  /// Whether `mo`, which orders the writes of each location or a part of them, is consistent with
  /// the axioms. Every axiom only forbids, so an order that is not consistent cannot be completed
  /// to one that is.
  [[nodiscard]] bool consistent(model under, const relation& mo) const;

  /// Two accesses of different threads to one location, one of them a write and one of them plain,
  /// unordered by happens-before.
  [[nodiscard]] bool race() const;

 private:
  [[nodiscard]] relation synchronizes_with() const;
  [[nodiscard]] bool atomic(const relation& mo) const;
  [[nodiscard]] bool consistent_cpp20(const relation& mo, const relation& rb) const;
  [[nodiscard]] relation forced_order_of_seq_cst(const relation& eco) const;
  [[nodiscard]] bool conflict(std::size_t a, std::size_t b) const;

  const std::vector<event>& events_;
  event_set everything_ = 0;
  event_set updates_ = 0;
  event_set fences_ = 0;
  event_set atomics_ = 0;  ///< atomic reads, writes and updates
  event_set acquires_ = 0;
  event_set releases_ = 0;
  event_set seq_cst_ = 0;
  relation po_;  ///< program order, after the initial writes
  relation rf_;  ///< reads-from
  relation hb_;  ///< happens before
};

}  // namespace interlock::litmus
